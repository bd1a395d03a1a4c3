"""A hub of people who take referrals: Anna, Bo and Cleo, and the rules that ask them."""

from __future__ import annotations

from typing import Any

from referral_hub.application import intake
from referral_hub.application.routing import reassigning
from referral_hub.domain.access import Role
from referral_hub.domain.referrals.referral import Referral
from referral_hub.domain.routing.rules import PoolOwner, RoutingRule
from referral_hub.domain.users import User
from referral_hub.hub import Hub
from tests.builders import a_hub, a_principal, an_invitation

ANNA, BO, CLEO, MAJA = (f"{name}@host.example" for name in ("anna", "bo", "cleo", "maja"))
TEAM = (ANNA, BO, CLEO)


def a_team(*emails: str, **override: Any) -> Hub:
    """A hub with these operators, or with Anna, Bo and Cleo."""
    hub = a_hub(**override)
    for email in emails or TEAM:
        hub.users.save(User(email=email, role=Role.OPERATOR))
    return hub


def a_rule(*owners: str, capacity: int | None = None, **override: Any) -> RoutingRule:
    said = {
        "rule_id": "everything",
        "name": "Everything",
        "active": True,
        "owners": tuple(PoolOwner(email=email, capacity=capacity) for email in owners),
    }
    return RoutingRule(**said | override)


def publish(hub: Hub, rule: RoutingRule) -> RoutingRule:
    """Publish the next version of the rule, whether or not it fits."""
    before = hub.routing_rules.find(rule.rule_id)
    return hub.routing_rules.publish(rule.follows(before, by="admin:Ida", at=hub.clock()))


def comes_in(hub: Hub, their_id: str = "H-77", **told: Any) -> Referral:
    invitation = an_invitation(partner_referral_id=their_id, received_at=hub.clock(), **told)
    return intake.receive(invitation=invitation, referrals=hub.referrals).referral


def owners_of(hub: Hub, *their_ids: str) -> list[str]:
    """Let referrals come in, one after the other, and tell to whom each is given."""
    return [comes_in(hub, their_id).assignment.owner for their_id in their_ids]


def decline(hub: Hub, referral: Referral, reason: str = "On leave") -> Referral:
    return reassigning.decline(
        number=referral.number,
        owner=hub.referrals.get(referral.number).assignment.owner,
        reason=reason,
        by=a_principal(),
        now=hub.clock(),
        desk=hub.routing_desk,
    )


def give(hub: Hub, referral: Referral, owner: str) -> Referral:
    return reassigning.give(
        referral=hub.referrals.get(referral.number),
        owner=owner,
        reason="Knows the customer",
        by=a_principal(),
        now=hub.clock(),
        desk=hub.routing_desk,
    )


def look_again(hub: Hub) -> int:
    """Let what waits look for an owner, and tell how many found one."""
    found: list[None] = []
    reassigning.assign_waiting(
        now=hub.clock(), each=lambda: found.append(None), desk=hub.routing_desk
    )
    return len(found)


def deactivate(hub: Hub, email: str) -> None:
    hub.users.save(hub.users.get(email).model_copy(update={"active": False}))
