"""Routing rules are versioned, checked before they count, and tried on real referrals."""

from __future__ import annotations

from typing import Any

import pytest

from referral_hub.domain.access import Role
from referral_hub.domain.routing.rules import MOST_ACTIVE
from referral_hub.domain.users import User
from referral_hub.hub import Hub
from tests.application.routing.stage import ANNA, BO, a_team, deactivate
from tests.application.stage import snapshot
from tests.functions.api.client import Client, Reply

NORTH = {"name": "North", "when": 'customer.country_code == "NO"', "owners": [{"email": ANNA}]}


@pytest.fixture
def hub() -> Hub:
    return a_team()


def publish(admin: Client, rule_id: str = "north", **override: Any) -> Reply:
    """Publish the version after the newest."""
    path = f"/v1/routing-rules/{rule_id}"
    seen = admin.get(path).headers.get("ETag", '"0"')
    return admin.put(path, NORTH | {"active": True} | override, if_match=seen)


def test_an_admin_publishes_version_after_version(admin: Client) -> None:
    publish(admin, name="First")
    second = publish(admin, name="Second")

    assert (second.status, second.said["version"]) == (200, 2)
    versions = admin.get("/v1/routing-rules/north/versions").said["items"]
    assert [version["name"] for version in versions] == ["Second", "First"]


def test_rules_are_listed_in_the_order_in_which_they_are_asked(admin: Client) -> None:
    publish(admin, "south", order=20)
    publish(admin, "north", order=10)

    listed = admin.get("/v1/routing-rules").said["items"]

    assert [rule["rule_id"] for rule in listed] == ["north", "south"]


def test_nobody_replaces_a_version_without_having_seen_it(admin: Client) -> None:
    publish(admin)

    unseen = admin.put("/v1/routing-rules/north", NORTH)
    outdated = admin.put("/v1/routing-rules/north", NORTH, if_match='"7"')

    assert (unseen.status, outdated.status) == (428, 412)


def test_all_that_is_wrong_with_a_rule_is_named_at_once_with_its_place(
    hub: Hub, admin: Client
) -> None:
    hub.users.save(User(email="pia@harbour.example", role=Role.PARTNER_STAFF))
    deactivate(hub, BO)

    refused = publish(
        admin,
        when="colour == 'red' and open('x')",
        owners=[{"email": ANNA}, {"email": BO}, {"email": "no@host.example"}],
        partner_manager="pia@harbour.example",
    )

    assert (refused.status, refused.code) == (422, "routing_rule_does_not_fit")
    assert refused.wrong == {
        "when": "unknown name 'colour' (at 1); unknown function 'open' (at 21)",
        "owners.1.email": "is not active",
        "owners.2.email": "is no user",
        "partner_manager": "may own nothing as partner_staff",
    }


@pytest.mark.parametrize(
    "condition", ["value.amount > 'much'", "().__class__", "title if", "9 ** 9 ** 9"]
)
def test_a_condition_that_can_never_be_worked_out_is_refused(admin: Client, condition: str) -> None:
    refused = publish(admin, when=condition)

    assert (refused.status, list(refused.wrong)) == (422, ["when"])
    assert "(at " in refused.wrong["when"]


@pytest.mark.parametrize(
    "owners", [[], [{"email": ANNA}, {"email": ANNA.upper()}], [{"email": ANNA, "capacity": 0}]]
)
def test_a_rule_gives_somebody_and_each_once(admin: Client, owners: list[Any]) -> None:
    assert publish(admin, owners=owners).status == 422


def test_there_are_only_so_many_active_rules(admin: Client) -> None:
    for number in range(MOST_ACTIVE):
        publish(admin, f"rule-{number}")

    refused = publish(admin, "one-more")

    assert list(refused.wrong) == ["active"]


def test_a_rule_counts_from_its_activation_until_its_deactivation(
    admin: Client, partner: Client, operator: Client
) -> None:
    publish(admin, active=False)
    owners = [_owner(operator, partner, "1")]

    admin.post("/v1/routing-rules/north/activate")
    owners.append(_owner(operator, partner, "2"))
    admin.post("/v1/routing-rules/north/deactivate")
    owners.append(_owner(operator, partner, "3"))

    assert owners == ["", ANNA, ""]


def test_a_rule_whose_people_have_left_is_not_activated_but_switched_off(
    hub: Hub, admin: Client
) -> None:
    publish(admin)
    deactivate(hub, ANNA)

    off = admin.post("/v1/routing-rules/north/deactivate")
    on = admin.post("/v1/routing-rules/north/activate")

    assert (off.status, off.said["active"], on.status) == (200, False, 422)


def test_a_rule_is_tried_on_a_referral_and_nothing_is_written(
    hub: Hub, admin: Client, number: str
) -> None:
    publish(admin, active=False, when='customer.country_code == "NO" and value.amount >= 20000')
    before = snapshot(hub)

    tried = admin.post("/v1/routing-rules/north/test", {"number": number}).said

    assert (tried["holds"], tried["chosen"]["owner"]) == (False, "")
    assert [part["value"] for part in tried["trace"]] == ["true", "false", "NO", "12500.00"]
    assert snapshot(hub) == before


def _owner(operator: Client, partner: Client, their_id: str) -> str:
    number = partner.shares(partner_referral_id=their_id).said["number"]
    return str(operator.get(f"/v1/referrals/{number}").said["assignment"]["owner"])
