"""
Every route of the document, tried by every role, on its own and on another partner's records.

Whether a role may is read from the one table that the guard reads, too; a new route fails until
somebody has said there who may call it, and here what it is about.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from functions.api.who_may import roles_of
from referral_hub.adapters.book.following import FollowingBook
from referral_hub.adapters.book.snapshots import MemorySnapshots
from referral_hub.adapters.crms.memory import MemoryCrmEvents
from referral_hub.adapters.memory import MemoryHintQueue
from referral_hub.adapters.memory_partner import MemoryPartner
from referral_hub.adapters.partners.platform.connector import PlatformConnector
from referral_hub.domain.access import ROTATION_OVERLAP, Role
from referral_hub.domain.effects import Done, Refused
from referral_hub.domain.outgoing.referral import Step
from referral_hub.domain.outgoing.rules import ReferralRule
from referral_hub.domain.partners.news import Unreadable
from referral_hub.domain.partners.partner import PartnerKind
from referral_hub.domain.policies.policy import IntakePolicy
from referral_hub.domain.webhooks.delivery import Delivery
from referral_hub.hub import Hub
from referral_hub.ports import PartnerConnection
from referral_hub.records.book import BookRecords
from tests.application.outgoing.batch_stage import begin
from tests.application.routing.stage import ANNA, BO, MAJA, give, publish
from tests.application.routing.stage import a_rule as a_routing_rule
from tests.application.stage import snapshot
from tests.application.webhook_stage import an_announcement, set_up
from tests.builders import (
    OUTGOING_FIELDS,
    a_hub,
    a_partner,
    a_user,
    an_inbound_link,
    an_outgoing_referral,
)
from tests.connected import Connected, SignsIn
from tests.functions.api.by_code import followed_by_code, sold_here
from tests.functions.api.client import Client, Reply, a_client
from tests.functions.api.documented import Route, routes
from tests.functions.api.rewards.stage import earning, held
from tests.functions.api.rules.stage import a_rule
from tests.functions.api.who_may import NOTHING_THERE, attempt, is_for_harbour

GUARDED = [route for route in routes() if not route.open]
NO = Refused(reason="no")
# What came of sharing the referral that an operation is about; of others it is a draft.
CAME_OF_IT = {
    "resubmitOutgoingReferral": NO,
    "retryOutgoingReferral": NO,
    "dismissOutgoingProblem": NO,
    "syncOutgoingReferral": Done(result="R-000007"),
    "answerOutgoingReferral": Done(result="R-000007"),
}


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    """
    A hub whose CRM tells of changes, that signs in at Harbour to ask for news, and that has a copy
    of its book.
    """
    made = a_hub(
        crm_events=MemoryCrmEvents(),
        crm_hints=MemoryHintQueue(),
        connections=Connected(
            lambda _: PartnerConnection(PlatformConnector(), takes=MemoryPartner()),
            settings={PartnerKind.PLATFORM: SignsIn},
        ),
    )
    book = FollowingBook(tmp_path, BookRecords(made.table), MemorySnapshots(), made.clock)
    return replace(made, book=book)


def replayed(hub: Hub) -> str:
    """Put an entry of Harbour's into quarantine that was read since; return its key."""
    broken = Unreadable(partner_id="harbour", entry_id="H-9", raw="{}", why="title: is missing")
    hub.quarantine.keep(broken, at=hub.clock())
    [known] = hub.quarantine.of("harbour", "H-9")
    hub.quarantine.save(known.replayed(number="R-000001", at=hub.clock()))
    return known.key


def published(hub: Hub) -> str:
    """Publish a rule that does not count yet; return its id."""
    rule = ReferralRule(rule_id="large", version=1, **a_rule(active=False))
    return hub.rule_desk.rules.publish(rule).rule_id


def routed(hub: Hub, number: str) -> None:
    """Let Anna own the referral, with Bo and Maja beside her, and a routing rule know her."""
    for email in (ANNA, BO, MAJA):
        hub.users.save(a_user(email=email))
    publish(hub, a_routing_rule(ANNA, rule_id="large", active=False))
    give(hub, hub.referrals.get(number), ANNA)


@pytest.fixture
def world(hub: Hub, number: str, fenwick: str) -> dict[str, str]:
    """What the paths of all operations name: Harbour's referral, and records that exist."""
    told = set_up(hub).endpoint.partner_id
    announced = hub.deliveries.save(Delivery.begun(an_announcement(number=number)))
    opportunity = hub.crm.create_opportunity(fenwick, {"name": "Lamps"}, token="o" * 32)
    followed, payout = followed_by_code(hub), earning(hub)
    return {
        **followed,
        **sold_here(hub, fenwick),
        "number": number,
        "account_id": fenwick,
        "opportunity_id": getattr(opportunity, "result", ""),
        "partner_id": told,
        "delivery_id": announced.id,
        "object": "account",
        "crm": hub.crm.name,
        "version": "0",
        "workflow_id": "sales",
        "rule_id": published(hub),
        "policy_id": "standard",
        "feature_id": "diversification",
        "link_id": "d" * 24,
        "key": replayed(hub),
        "batch_id": begin(hub, ["opp-1"], batch_id="b" * 24).batch_id,
        "email": hub.users.save(a_user()).email,
        "payout_id": payout.payout_id,
        "run_id": payout.run_id,
        "key_id": a_client(hub, Role.READ_ONLY).get("/v1/me").said["key_id"],
    }


def for_harbour(hub: Hub, outcome: Done | Refused | None) -> str:
    """Keep a referral that Harbour may be given, has, or did not take; return its number."""
    draft = an_outgoing_referral(fields={**OUTGOING_FIELDS, "need": "Price"})
    if outcome:
        asked = draft.submitted(by="operator:Ingrid", at=hub.clock(), steps=[Step.CREATE])
        draft = asked.with_ledger(asked.ledger.settle(Step.CREATE, outcome, at=hub.clock()))
    return hub.outgoing.save(draft).number


def taken_by_harbour(hub: Hub, number: str) -> None:
    asked = hub.outgoing.get(number).submitted(
        by="operator:Ingrid", at=hub.clock(), steps=[Step.CREATE]
    )
    yes = asked.ledger.settle(Step.CREATE, Done(result="partner-000001"), at=hub.clock())
    hub.outgoing.save(asked.with_ledger(yes))


def stage(hub: Hub, route: Route, world: dict[str, str]) -> None:
    """Let the records be as the route needs them to succeed."""
    name = route.operation_id
    if name in ("retryReferral", "dismissProblem"):
        hub.referrals.save(hub.referrals.get(world["number"]).failed("The CRM refuses it"))
    if "{link_id}" in route.path:
        wanted = an_inbound_link(link_id=world["link_id"], partner_id="fjord")
        world["key_id"] = hub.link_desk.make(wanted).key.key_id
    if name in ("readDeal", "editDeal", "syncReferral"):
        a_client(hub).accepts(world["number"])
    if name in ("typeInReferral", "importReferrals"):
        hub.partners.add(a_partner(partner_id="google", kind=PartnerKind.MANUAL))
        world["partner_id"] = "google"
    if name == "withdrawPolicy":
        hub.policies.publish(IntakePolicy(partner_id="harbour"))
    if route.path.endswith(("/decline", "/owner")) or "/routing" in route.path:
        routed(hub, world["number"])
    if name == "releaseReward":
        held(hub)
    if "/outgoing-referrals/" in route.path:
        world["number"] = for_harbour(hub, CAME_OF_IT.get(name))
    if name == "syncOutgoingReferral":
        taken_by_harbour(hub, world["number"])


MISSING = {
    "number": "R-999999",
    "partner_id": "nobody",
    "batch_id": "c" * 24,
    "tracked_number": "T-999999",
    "referrer_id": "somebody",
    "code": "NO-SUCH-CODE",
    "payout_id": "e" * 24,
    "key": "f" * 24,
    "delivery_id": f"msg_20270301T000000Z_{'0' * 24}",
}


def owned(world: dict[str, str], role: Role) -> tuple[str, ...]:
    return (world["partner_id"],) if role.limited else ()


def as_if_missing(reply: Reply, world: dict[str, str]) -> tuple[object, ...]:
    """What a reply gives away, with the ids of what does not exist in the place of the world's."""
    text = reply.text
    # The longest first: the id of a referrer of Harbour's begins as Harbour's.
    for name in sorted(MISSING, key=lambda name: len(world[name]), reverse=True):
        text = text.replace(world[name], MISSING[name])
    headers = {name: v for name, v in reply.headers.items() if not name.startswith("RateLimit")}
    return reply.status, headers, text


def useless_keys(hub: Hub, role: Role) -> list[str]:
    """No key, one that nobody issued, one that was revoked, and one that lapsed."""
    revoked, lapsed = a_client(hub, role).key, a_client(hub, role).key
    known = {key.key_id: key for key in hub.keys.all()}
    hub.keys.save(known[revoked.split("_")[1]].revoked(at=hub.clock()))
    rotated_at = hub.clock() - ROTATION_OVERLAP
    hub.keys.save(known[lapsed.split("_")[1]].rotated(successor="k2", at=rotated_at))
    return ["", f"rh_{'0' * 12}_{'0' * 64}", revoked, lapsed]


def named(part: object) -> str:
    return part.operation_id if isinstance(part, Route) else str(part)


CELLS = [(route, role) for route in GUARDED for role in Role]


@pytest.mark.parametrize(("route", "role"), CELLS, ids=named)
def test_a_role_does_what_it_may_and_nothing_else(
    hub: Hub, world: dict[str, str], route: Route, role: Role
) -> None:
    stage(hub, route, world)
    client, before = a_client(hub, role, *owned(world, role)), snapshot(hub)

    reply = attempt(client, route, world)

    if role in roles_of(route.operation_id):
        assert reply.status in {*route.answers, *NOTHING_THERE.get(route.operation_id, ())}, (
            f"{reply.text}: say here on which stage {route.operation_id} succeeds, and what is sent"
        )
    else:
        assert (reply.status, reply.code) == (403, "not_allowed")
        assert snapshot(hub) == before


@pytest.mark.parametrize(
    ("route", "role"), [(route, role) for route, role in CELLS if role.limited], ids=named
)
def test_what_is_another_partners_is_as_unknown_as_what_does_not_exist(
    hub: Hub, world: dict[str, str], route: Route, role: Role
) -> None:
    stage(hub, route, world)
    hub.partners.add(a_partner(partner_id="quay", name="Quay"))
    stranger, before = a_client(hub, role, "quay"), snapshot(hub)

    foreign = attempt(stranger, route, world)

    if role not in roles_of(route.operation_id):
        assert (foreign.status, foreign.code) == (403, "not_allowed")
    elif route.on_a_partners_record:
        assert foreign.status == 404
    if route.on_a_partners_record or is_for_harbour(route):
        missing = attempt(stranger, route, world | MISSING)
        assert as_if_missing(foreign, world) == as_if_missing(missing, world)
        assert snapshot(hub) == before
    else:
        assert world["number"] not in foreign.text
        assert "harbour" not in foreign.text.casefold()


@pytest.mark.parametrize("route", GUARDED, ids=named)
def test_no_key_that_is_missing_made_up_revoked_or_lapsed_opens_anything(
    hub: Hub, world: dict[str, str], route: Route
) -> None:
    stage(hub, route, world)
    keys, before = useless_keys(hub, min(route.roles or ())), snapshot(hub)

    replies = [attempt(Client(hub, key), route, world) for key in keys]

    assert {(reply.status, reply.code) for reply in replies} == {(401, "not_authenticated")}
    assert len({reply.text for reply in replies}) == 1
    assert snapshot(hub) == before
