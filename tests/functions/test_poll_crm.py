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
from referral_hub.domain.crm_referrals import CrmHint, CrmThing
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.referrals.axes import Stage
from referral_hub.hub import Hub
from tests.application.crm_stage import a_connected_hub, a_synced_deal, crm_of
from tests.builders import a_hub

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


def test_what_an_event_lost_is_found_and_reaches_its_referral(hub: Hub) -> None:
    referral = a_synced_deal(hub)
    crm_of(hub).edit(referral.opportunity_id, stage="won")
    changed(hub, referral.opportunity_id)
    hints_of(hub).clear()

    handle(ROUND, hub=hub)

    records = [{"messageId": "m-0", "body": json.dumps(hint)} for hint in hints_of(hub)]
    crm_hint.handle({"Records": records}, hub=hub)
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
