"""Hints that somebody changed a record in the CRM, as SQS brings them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from functions.sqs.crm_hint import handle
from referral_hub.adapters.crms.salesforce.events import SalesforceEvents
from referral_hub.domain.crm_referrals import CrmHint, CrmThing, CrmVerdict
from referral_hub.domain.referrals.axes import Stage, Status
from referral_hub.hub import Hub
from tests.application.crm_stage import (
    a_connected_hub,
    a_synced_deal,
    crm_of,
    list_of,
    note_decision,
)
from tests.application.stage import filed
from tests.builders import a_hub
from tests.functions.dead_letters import FullLetters, letters_of

SAMPLES = Path(__file__).parents[2] / "events" / "sqs"
WELL: dict[str, Any] = {"batchItemFailures": []}
# The records that the samples speak of.
SALESFORCE = ("a015e00000XyZabAAF", "0065e00000QwErTAAV")
HUBSPOT = ("2-40000001/24680135", "13579024")


def sample(name: str) -> dict[str, Any]:
    return dict(json.loads((SAMPLES / f"crm_hint.{name}.json").read_text()))


def messages(*bodies: dict[str, Any]) -> dict[str, Any]:
    records = [{"messageId": f"m-{n}", "body": json.dumps(body)} for n, body in enumerate(bodies)]
    return {"Records": records}


def a_hint(about: CrmThing, record_id: str) -> dict[str, str]:
    return CrmHint(about=about, record_id=record_id).message


def failed(*message_ids: str) -> dict[str, Any]:
    return {"batchItemFailures": [{"itemIdentifier": each} for each in message_ids]}


@pytest.mark.parametrize(("name", "ids"), [("salesforce", SALESFORCE), ("hubspot", HUBSPOT)])
def test_a_decision_and_a_changed_deal_reach_their_referrals(
    name: str, ids: tuple[str, str]
) -> None:
    hub = a_connected_hub(crm_events=SalesforceEvents())
    moved = a_synced_deal(hub)
    decided = filed(hub, partner_referral_id="H-78").number
    note_decision(hub, decided, CrmVerdict.ACCEPT, creates_account=True)
    list_of(hub).decisions[ids[0]] = list_of(hub).decisions[decided]
    crm_of(hub).edit(moved.opportunity_id, stage="won")
    crm_of(hub).known_as(ids[1], moved.opportunity_id)
    hub.deals.link(ids[1], moved.number)

    assert handle(sample(name), hub=hub) == WELL

    assert hub.referrals.get(decided).status is Status.ACCEPTED
    assert hub.referrals.get(moved.number).stage is Stage.WON


@pytest.fixture
def hub() -> Hub:
    return a_connected_hub()


def test_hints_at_one_record_in_one_batch_are_one_look(hub: Hub) -> None:
    opportunity_id = a_synced_deal(hub).opportunity_id
    before = crm_of(hub).looks

    handle(messages(*[a_hint(CrmThing.OPPORTUNITY, opportunity_id)] * 5), hub=hub)

    assert crm_of(hub).looks == before + 1


def test_of_two_hints_at_one_record_the_one_that_names_somebody_says_who_decided(
    hub: Hub,
) -> None:
    number = filed(hub).number
    record_id = note_decision(hub, number, CrmVerdict.REJECT, reason="No capacity", by="the hub")
    named = CrmHint(about=CrmThing.REFERRAL, record_id=record_id, by="005A").message

    handle(messages(a_hint(CrmThing.REFERRAL, record_id), named), hub=hub)

    decision = hub.referrals.get(number).decision
    assert decision
    assert decision.by == "built-in:005A"


def test_a_hint_that_comes_back_later_is_another_look(hub: Hub) -> None:
    referral = a_synced_deal(hub)
    hint = messages(a_hint(CrmThing.OPPORTUNITY, referral.opportunity_id))
    handle(hint, hub=hub)
    crm_of(hub).edit(referral.opportunity_id, stage="won")

    handle(hint, hub=hub)

    assert hub.referrals.get(referral.number).stage is Stage.WON


def test_a_hint_that_cannot_be_followed_fails_alone_and_succeeds_later(hub: Hub) -> None:
    opportunity_id = a_synced_deal(hub).opportunity_id
    number = filed(hub, partner_referral_id="H-78").number
    record_id = note_decision(hub, number, CrmVerdict.REJECT, reason="No capacity")
    crm_of(hub).closed = True
    both = messages(
        a_hint(CrmThing.OPPORTUNITY, opportunity_id), a_hint(CrmThing.REFERRAL, record_id)
    )

    assert handle(both, hub=hub) == failed("m-0")

    assert hub.referrals.get(number).status is Status.REJECTED
    crm_of(hub).closed = False
    assert handle(both, hub=hub) == WELL


UNREADABLE = [{"lamp": "lit"}, {"detail-type": "lamp", "detail": {}}, [], None, 3]


@pytest.mark.parametrize("body", [json.dumps(body) for body in UNREADABLE] + ["{", ""])
def test_what_nobody_can_read_goes_to_the_dead_letters_at_once(hub: Hub, body: str) -> None:
    told = {"Records": [{"messageId": "m-0", "body": body}]}

    assert handle(told, hub=hub) == WELL

    assert letters_of(hub) == [body]


def test_a_hint_that_can_never_be_followed_goes_there_as_it_came_and_holds_up_no_other(
    hub: Hub,
) -> None:
    moved = a_synced_deal(hub)
    crm_of(hub).edit(moved.opportunity_id, stage="won")
    hub.deals.link("opp-9", "R-000099")
    lost = a_hint(CrmThing.OPPORTUNITY, "opp-9")

    told = messages(lost, a_hint(CrmThing.OPPORTUNITY, moved.opportunity_id))
    assert handle(told, hub=hub) == WELL

    assert [json.loads(body) for body in letters_of(hub)] == [lost]
    assert hub.referrals.get(moved.number).stage is Stage.WON


def test_what_the_dead_letters_did_not_take_is_brought_again() -> None:
    hub = a_connected_hub(dead_letters=FullLetters())

    assert handle(messages({"lamp": "lit"}), hub=hub) == failed("m-0")


def test_a_hub_whose_crm_tells_of_nothing_drops_hints() -> None:
    told = messages(a_hint(CrmThing.REFERRAL, "ref-1"), {"detail-type": "lamp"})

    assert handle(told, hub=a_hub()) == WELL
