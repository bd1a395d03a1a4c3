"""
Every operation, tried by every role, on its own and on another partner's records.

The cells come from the table of operations, the expectations from the one table that the guard
reads, too: a new operation fails until somebody has written down there who may do it.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from functions.api import who_may
from functions.api.operations.operation import Operation
from functions.api.operations.table import OPERATIONS
from referral_hub.adapters.crms.memory import MemoryCrmEvents
from referral_hub.adapters.memory import MemoryHintQueue
from referral_hub.adapters.memory_partner import MemoryPartner
from referral_hub.adapters.partners.platform.connector import PlatformConnector
from referral_hub.domain.access import Role
from referral_hub.domain.effects import Done, Refused
from referral_hub.domain.outgoing.referral import Step
from referral_hub.domain.outgoing.rules import ReferralRule
from referral_hub.domain.partners.news import Unreadable
from referral_hub.domain.partners.partner import PartnerKind
from referral_hub.domain.policies.policy import IntakePolicy
from referral_hub.domain.webhooks.delivery import Delivery
from referral_hub.hub import Hub
from referral_hub.ports import PartnerConnection
from tests.application.outgoing.batch_stage import begin
from tests.application.webhook_stage import an_announcement, set_up
from tests.builders import OUTGOING_FIELDS, a_hub, a_partner, a_user, an_outgoing_referral
from tests.connected import Connected, SignsIn
from tests.functions.api.client import Client, a_client
from tests.functions.api.rules.stage import a_rule
from tests.functions.api.who_may import NOTHING_THERE, attempt

GUARDED = [operation for operation in OPERATIONS if not operation.public]
NO = Refused(reason="no")
# What came of sharing the referral that an operation is about; of others it is a draft.
CAME_OF_IT = {
    "resubmitOutgoingReferral": NO,
    "retryOutgoingReferral": NO,
    "dismissOutgoingProblem": NO,
    "syncOutgoingReferral": Done(result="R-000007"),
    "answerOutgoingReferral": Done(result="R-000007"),
}
OF_A_WEBHOOK = [operation for operation in GUARDED if "/webhook" in operation.path]
ON_A_REFERRAL = [operation for operation in GUARDED if "{number}" in operation.path]


@pytest.fixture
def hub() -> Hub:
    """A hub whose CRM tells of changes, and that signs in at Harbour to ask for news."""
    return a_hub(
        crm_events=MemoryCrmEvents(),
        crm_hints=MemoryHintQueue(),
        connections=Connected(
            lambda _: PartnerConnection(PlatformConnector(), takes=MemoryPartner()),
            settings={PartnerKind.PLATFORM: SignsIn},
        ),
    )


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


@pytest.fixture
def world(hub: Hub, number: str, fenwick: str) -> dict[str, str]:
    """What the paths of all operations name: Harbour's referral, and records that exist."""
    told = set_up(hub).endpoint.partner_id
    announced = hub.deliveries.save(Delivery.begun(an_announcement(number=number)))
    opportunity = hub.crm.create_opportunity(fenwick, {"name": "Lamps"}, token="o" * 32)
    return {
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
        "feature_id": "diversification",
        "key": replayed(hub),
        "batch_id": begin(hub, ["opp-1"], batch_id="b" * 24).batch_id,
        "email": hub.users.save(a_user()).email,
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


def test_the_table_of_who_may_has_a_row_for_every_operation_and_no_other() -> None:
    assert {operation.operation_id for operation in OPERATIONS} == set(who_may.MAY)


def test_an_operation_of_which_nobody_wrote_down_who_may_is_refused_by_name() -> None:
    with pytest.raises(LookupError, match=r"sellReferral has no row .*who_may: say who may"):
        replace(GUARDED[0], operation_id="sellReferral")


@pytest.mark.parametrize("row", ["", "AX", "*A"])
def test_a_row_of_other_letters_than_roles_is_refused(
    row: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(who_may, "MAY", {"whoAmI": row})

    with pytest.raises(LookupError, match="whoAmI"):
        who_may.roles_of("whoAmI")


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("operation", GUARDED, ids=lambda operation: operation.operation_id)
def test_a_role_does_what_it_may_and_nothing_else(
    hub: Hub, world: dict[str, str], operation: Operation, role: Role
) -> None:
    if operation.operation_id in ("retryReferral", "dismissProblem"):
        hub.referrals.save(hub.referrals.get(world["number"]).failed("The CRM refuses it"))

    if operation.operation_id in ("readDeal", "editDeal", "syncReferral"):
        a_client(hub).accepts(world["number"])

    if operation.operation_id in ("typeInReferral", "importReferrals"):
        hub.partners.add(a_partner(partner_id="google", kind=PartnerKind.MANUAL))
        world["partner_id"] = "google"

    if operation.operation_id == "withdrawPolicy":
        hub.policies.publish(IntakePolicy(partner_id="harbour"))

    if "/outgoing-referrals/" in operation.path:
        world["number"] = for_harbour(hub, CAME_OF_IT.get(operation.operation_id))

    if operation.operation_id == "syncOutgoingReferral":
        taken_by_harbour(hub, world["number"])

    theirs = ("harbour", world["partner_id"]) if role is Role.PARTNER_MANAGER else ()
    reply = attempt(a_client(hub, role, *theirs), operation, world)

    if role in operation.roles:
        let_in = {*operation.answers, *NOTHING_THERE.get(operation.operation_id, ())}
        assert reply.status in let_in, reply.text
    else:
        assert (reply.status, reply.code) == (403, "not_allowed")


def test_who_may_not_hears_who_may(hub: Hub, world: dict[str, str]) -> None:
    refused = a_client(hub, Role.PARTNER_STAFF).patch(f"/v1/referrals/{world['number']}/deal", {})

    may = "the role partner_staff may not do this; integration, operator or partner_manager may"
    assert (refused.status, refused.said["detail"]) == (403, may)


@pytest.mark.usefixtures("stranger")
@pytest.mark.parametrize("role", [Role.PARTNER_STAFF, Role.INTEGRATION])
@pytest.mark.parametrize("operation", ON_A_REFERRAL, ids=lambda operation: operation.operation_id)
def test_another_partners_referral_is_as_unknown_as_one_that_does_not_exist(
    hub: Hub, world: dict[str, str], operation: Operation, role: Role
) -> None:
    before, unknown = hub.referrals.get(world["number"]), "referral_not_found"
    if "/outgoing-referrals/" in operation.path:
        world["number"] = for_harbour(hub, Done(result="R-000007"))
        unknown = "outgoing_referral_not_found"
    foreign = attempt(a_client(hub, role, "quay"), operation, world)

    missing = attempt(a_client(hub, role, "quay"), operation, world | {"number": "R-999999"})

    assert foreign.status == missing.status
    assert foreign.text.replace(world["number"], "R-999999") == missing.text
    assert hub.referrals.get(before.number) == before
    if role in operation.roles:
        assert (foreign.status, foreign.code) == (404, unknown)


@pytest.mark.parametrize("operation", OF_A_WEBHOOK, ids=lambda operation: operation.operation_id)
def test_another_partners_webhook_is_as_unknown_as_that_of_a_partner_that_does_not_exist(
    hub: Hub, world: dict[str, str], operation: Operation
) -> None:
    hub.partners.add(a_partner(partner_id="quay", name="Quay"))
    stranger = a_client(hub, Role.INTEGRATION, "quay")
    before = hub.webhook_endpoints.get("harbour")

    foreign = attempt(stranger, operation, world)
    missing = attempt(stranger, operation, world | {"partner_id": "nobody"})

    assert (foreign.status, foreign.code) == (404, "unknown_partner")
    assert foreign.text.replace("harbour", "nobody") == missing.text
    assert "/v1/partners" not in foreign.said["fix"]
    assert hub.webhook_endpoints.get("harbour") == before


@pytest.mark.parametrize("operation", GUARDED, ids=lambda operation: operation.operation_id)
def test_nothing_but_the_public_operations_opens_without_a_key(
    hub: Hub, world: dict[str, str], operation: Operation
) -> None:
    refused = attempt(Client(hub), operation, world)

    assert (refused.status, refused.code) == (401, "not_authenticated")


@pytest.mark.parametrize("path", ["/health", "/openapi.json", "/docs", "/docs/swagger-ui.js"])
def test_the_public_operations_open_without_a_key(hub: Hub, path: str) -> None:
    assert Client(hub).get(path).status == 200
