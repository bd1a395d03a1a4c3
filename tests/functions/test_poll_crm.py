"""The clock's round through the CRM: what its events lost is found, and followed like an event."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from functions.schedule.poll_crm import handle
from functions.sqs import crm_hint
from referral_hub.adapters.crms.memory import MemoryCrmEvents
from referral_hub.adapters.memory import MemoryHintQueue
from referral_hub.application.sales import keeping
from referral_hub.domain.crm_referrals import CrmHint, CrmThing
from referral_hub.domain.crm_sales import CrmLead
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.referrals.axes import Stage
from referral_hub.hub import Hub
from tests.application.crm_stage import a_connected_hub, a_synced_deal, crm_of
from tests.builders import a_hub, ask
from tests.lifecycle_records import CODE, with_codes

SAMPLES = Path(__file__).parents[2] / "events" / "schedule"
ROUND = json.loads((SAMPLES / "every_five_minutes.json").read_text())


@pytest.fixture
def hub() -> Hub:
    return a_connected_hub()


def events_of(hub: Hub) -> MemoryCrmEvents:
    assert isinstance(hub.crm_events, MemoryCrmEvents)
    return hub.crm_events


def hints_of(hub: Hub) -> list[dict[str, str]]:
    assert isinstance(hub.crm_hints, MemoryHintQueue)
    return hub.crm_hints.hints


def changed(hub: Hub, opportunity_id: str) -> None:
    """Let an opportunity change in the CRM, and its event get lost, five minutes ago."""
    at = hub.clock() - timedelta(minutes=5)
    hint = CrmHint(about=CrmThing.OPPORTUNITY, record_id=opportunity_id, at=at)
    events_of(hub).changes.append(hint)


def a_lead(hub: Hub) -> str:
    """A lead with Harbour's code, of which no event told."""
    said = {"company": "Fenwick", "source": "partner", "referral_code": CODE}
    lead: CrmLead = ask(hub, keeping.add_lead, fields=said, token="t-1")
    at = hub.clock() - timedelta(minutes=5)
    events_of(hub).changes.append(CrmHint(about=CrmThing.LEAD, record_id=lead.lead_id, at=at))
    return lead.lead_id


def test_leads_and_orders_are_asked_for_where_referrals_are_followed_by_code(hub: Hub) -> None:
    lead_id = a_lead(with_codes(hub))

    handle(ROUND, hub=hub)

    (hint,) = hints_of(hub)
    assert (hint["about"], hint["record_id"]) == ("lead", lead_id)
    follow(hub, hint)
    (referral,) = hub.lifecycle_desk.tracked.newest()
    assert referral.code == CODE


def test_without_any_code_nobody_asks_for_leads(hub: Hub) -> None:
    a_lead(hub)

    asked = handle(ROUND, hub=hub)

    assert asked == {"referral": 0, "opportunity": 0}
    assert hints_of(hub) == []


def test_with_codes_every_changed_opportunity_is_looked_at(hub: Hub) -> None:
    account_id = hub.crm.create_account({"name": "Fenwick"}, token="t-1").result
    said = {"name": "Lamps", "referral_code": CODE, "stage": "won"}
    opportunity_id = hub.crm.create_opportunity(account_id, said, token="t-2").result
    changed(with_codes(hub), opportunity_id)

    handle(ROUND, hub=hub)

    follow(hub, *hints_of(hub))
    (referral,) = hub.lifecycle_desk.tracked.newest()
    assert referral.event == "close"


def follow(hub: Hub, *hints: dict[str, str]) -> None:
    records = [{"messageId": "m-0", "body": json.dumps(hint)} for hint in hints]
    crm_hint.handle({"Records": records}, hub=hub)


def test_what_an_event_lost_is_found_and_reaches_its_referral(hub: Hub) -> None:
    referral = a_synced_deal(hub)
    crm_of(hub).edit(referral.opportunity_id, stage="won")
    changed(hub, referral.opportunity_id)
    hints_of(hub).clear()

    handle(ROUND, hub=hub)

    follow(hub, *hints_of(hub))
    assert hub.referrals.get(referral.number).stage is Stage.WON


def test_a_round_says_how_many_hints_it_queued_by_what_they_are_about(hub: Hub) -> None:
    changed(hub, a_synced_deal(hub).opportunity_id)

    assert handle(ROUND, hub=hub) == {"referral": 0, "opportunity": 1}


def test_a_crm_that_is_down_shows_as_a_failed_invocation(hub: Hub) -> None:
    events_of(hub).closed = True

    with pytest.raises(Unavailable):
        handle(ROUND, hub=hub)


def test_a_crm_that_tells_of_nothing_is_not_asked() -> None:
    without: Any = a_hub()

    assert handle(ROUND, hub=without) == {}
