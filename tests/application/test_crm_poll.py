"""What the CRM's events lost is found by asking: once each, oldest first, and after an outage."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from functions._entrypoint import metrics
from functions.sqs import crm_hint
from referral_hub.adapters.crms.memory import MemoryCrmEvents
from referral_hub.adapters.memory import MemoryHintQueue
from referral_hub.application.crms import poll as crm_poll
from referral_hub.application.crms.poll import BEGINNING, GRACE, MOST_SEEN, OVERLAP
from referral_hub.application.deals import crm_telling, edits
from referral_hub.domain.crm_referrals import CrmHint, CrmThing
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.referrals.deal_fields import DealField
from referral_hub.domain.referrals.referral import Referral
from referral_hub.hub import Hub
from tests.application.crm_stage import SECRET, a_connected_hub, a_synced_deal, changes, crm_of
from tests.application.stage import records, snapshot
from tests.builders import NOON, Clock, ask

OPPORTUNITY, REFERRAL = CrmThing.OPPORTUNITY, CrmThing.REFERRAL
FAR_BELOW_AN_ITEM = 100_000  # of the 400 KB that DynamoDB takes


class CrmLog(MemoryCrmEvents):
    """Tells of every change, and notes since when it was asked; the line may break after some."""

    def __init__(self) -> None:
        super().__init__(SECRET)
        self.asked: list[datetime] = []
        self.breaks_after: int | None = None

    def changed_since(self, about: CrmThing, since: datetime) -> Iterator[CrmHint]:
        if about is OPPORTUNITY:
            self.asked.append(since)
        for place, hint in enumerate(super().changed_since(about, since)):
            if place == self.breaks_after:
                raise Unavailable("memory", "the line broke")
            yield hint


@pytest.fixture
def log() -> CrmLog:
    return CrmLog()


@pytest.fixture
def hub(log: CrmLog) -> Hub:
    return a_connected_hub(crm_events=log)


def changed(log: CrmLog, record_id: str, at: datetime, about: CrmThing = OPPORTUNITY) -> None:
    log.changes.append(CrmHint(about=about, record_id=record_id, at=at))


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def poll(hub: Hub, *, after: float = 0) -> list[str]:
    """Let the clock's turn come, so many minutes later; returns the ids that were queued."""
    assert isinstance(hub.clock, Clock)
    hub.clock.advance(minutes=after)
    hints_of(hub).clear()
    ask(hub, crm_poll.poll, events=hub.crm_events, queue=hub.crm_hints)
    return [hint["record_id"] for hint in hints_of(hub)]


def hints_of(hub: Hub) -> list[dict[str, str]]:
    assert isinstance(hub.crm_hints, MemoryHintQueue)
    return hub.crm_hints.hints


def linked(hub: Hub, *opportunity_ids: str) -> None:
    for opportunity_id in opportunity_ids:
        hub.deals.link(opportunity_id, "R-000001")


def ids(amount: int) -> list[str]:
    return [f"opp-{place:05}" for place in range(amount)]


def test_what_changed_is_queued_oldest_first_and_says_that_the_poll_found_it(
    hub: Hub, log: CrmLog
) -> None:
    linked(hub, "late", "early")
    changed(log, "late", NOON - minutes(3))
    changed(log, "early", NOON - minutes(4))

    assert poll(hub) == ["early", "late"]
    assert {hint["via"] for hint in hints_of(hub)} == {"poll"}


def test_an_opportunity_that_is_nobodys_queues_nothing_and_is_asked_for_no_more(
    hub: Hub, log: CrmLog
) -> None:
    changed(log, "opp-of-nobody", NOON - minutes(5))

    assert poll(hub) == []
    assert poll(hub, after=5) == []
    assert log.asked[-1] == NOON - minutes(5) - OVERLAP


def test_a_decision_is_looked_at_whatever_is_known_of_it(hub: Hub, log: CrmLog) -> None:
    changed(log, "card-1", NOON - minutes(5), REFERRAL)

    assert poll(hub) == ["card-1"]


def test_the_first_poll_looks_back_and_remembers_from_where_however_long_nothing_happens(
    hub: Hub, log: CrmLog
) -> None:
    poll(hub)
    linked(hub, "opp-1")
    changed(log, "opp-1", NOON + minutes(10))

    assert poll(hub, after=60 * 24) == ["opp-1"]
    assert log.asked == [NOON - BEGINNING - OVERLAP] * 2


def test_what_was_found_is_not_queued_again_though_the_polls_overlap(hub: Hub, log: CrmLog) -> None:
    linked(hub, "opp-1", "opp-2")
    changed(log, "opp-1", NOON - minutes(3))
    poll(hub)
    changed(log, "opp-2", NOON - minutes(4))

    assert poll(hub, after=5) == ["opp-2"]
    assert poll(hub, after=5) == []


def test_what_becomes_visible_only_after_the_overlap_is_the_events_to_tell(
    hub: Hub, log: CrmLog
) -> None:
    linked(hub, "opp-1", "opp-2")
    changed(log, "opp-1", NOON - minutes(3))
    poll(hub)
    changed(log, "opp-2", NOON - minutes(3) - OVERLAP - minutes(1))

    assert poll(hub, after=5) == []


def test_a_record_that_changes_again_is_queued_again(hub: Hub, log: CrmLog) -> None:
    linked(hub, "opp-1")
    changed(log, "opp-1", NOON - minutes(3))
    poll(hub)
    changed(log, "opp-1", NOON - minutes(2))

    assert poll(hub, after=5) == ["opp-1"]


def test_what_has_just_changed_is_left_to_its_event_for_a_while(hub: Hub, log: CrmLog) -> None:
    linked(hub, "opp-1", "opp-2")
    changed(log, "opp-1", NOON - GRACE)
    changed(log, "opp-2", NOON - GRACE + timedelta(seconds=1))

    assert poll(hub) == ["opp-1"]
    assert poll(hub, after=5) == ["opp-2"]


def test_many_changes_go_out_in_batches_and_none_is_left_out(hub: Hub, log: CrmLog) -> None:
    many = ids(250)
    linked(hub, *many)
    for place, each in enumerate(many):
        changed(log, each, NOON - minutes(30) + timedelta(seconds=place))

    assert poll(hub) == many


@pytest.mark.parametrize("apart", [0, 1, 30])
def test_a_line_that_breaks_in_between_goes_on_where_it_was(
    hub: Hub, log: CrmLog, apart: int
) -> None:
    many = ids(250)
    linked(hub, *many)
    for place, each in enumerate(many):
        changed(log, each, NOON - minutes(5) + timedelta(milliseconds=apart * place))
    log.breaks_after = 220
    with pytest.raises(Unavailable):
        poll(hub)
    found = [hint["record_id"] for hint in hints_of(hub)]

    log.breaks_after = None
    rest = poll(hub, after=5)

    assert len(found) == 200
    assert [*found, *rest] == many


def test_a_queue_that_is_closed_loses_nothing(hub: Hub, log: CrmLog) -> None:
    linked(hub, "opp-1")
    changed(log, "opp-1", NOON - minutes(3))

    class Closed:
        def send(self, hints: Any) -> None:
            raise Unavailable("sqs", f"{len(hints)} hints were not taken")

    with pytest.raises(Unavailable):
        ask(hub, crm_poll.poll, events=log, queue=Closed())

    assert poll(hub) == ["opp-1"]


def test_the_watermark_stays_small_however_many_change_at_once(hub: Hub, log: CrmLog) -> None:
    for each in ids(3 * MOST_SEEN):
        changed(log, f"0065g00000{each}", NOON - minutes(5))

    poll(hub)

    sizes = [len(json.dumps(item)) for item in records(hub, "WATERMARK")]
    assert max(sizes) < FAR_BELOW_AN_ITEM


def test_a_poll_that_finds_nothing_writes_nothing(hub: Hub, log: CrmLog) -> None:
    linked(hub, "opp-1")
    changed(log, "opp-1", NOON - minutes(3))
    poll(hub)
    before = snapshot(hub)

    poll(hub, after=5)

    assert snapshot(hub) == before


def test_a_flood_before_a_long_silence_is_not_walked_for_ever(hub: Hub, log: CrmLog) -> None:
    for each in ids(3 * MOST_SEEN):
        changed(log, f"0065g00000{each}", NOON - minutes(5))
    poll(hub)
    poll(hub, after=180)

    poll(hub, after=5)

    assert log.asked[-1] > NOON


def test_what_changes_after_a_long_silence_is_found(hub: Hub, log: CrmLog) -> None:
    linked(hub, "opp-1")
    poll(hub)
    poll(hub, after=180)
    changed(log, "opp-1", NOON + minutes(181))

    assert poll(hub, after=5) == ["opp-1"]


# What the poll found that an event had lost


@pytest.fixture
def referral(hub: Hub) -> Referral:
    return a_synced_deal(hub)


def followed(hub: Hub) -> int:
    """Let the queue bring what the poll found; how many misses of the events were counted."""
    bodies = [json.dumps(hint) for hint in hints_of(hub)]
    assert bodies
    metrics.clear_metrics()
    batch = [{"messageId": f"m-{n}", "body": body} for n, body in enumerate(bodies)]
    assert crm_hint.handle({"Records": batch}, hub=hub) == {"batchItemFailures": []}
    counted = metrics.metric_set.get("CrmEventMissed", {"Value": []})
    metrics.clear_metrics()
    return len(counted["Value"])


def test_what_an_event_lost_is_counted(hub: Hub, log: CrmLog, referral: Referral) -> None:
    crm_of(hub).edit(referral.opportunity_id, amount="14000")
    changed(log, referral.opportunity_id, NOON - minutes(3))

    poll(hub)

    assert followed(hub) == 1
    assert hub.deals.find(referral.number)


def test_what_an_event_told_is_not_counted(hub: Hub, log: CrmLog, referral: Referral) -> None:
    changes(hub, referral.opportunity_id, amount="14000")
    changed(log, referral.opportunity_id, NOON - minutes(3))

    poll(hub)

    assert followed(hub) == 0


def test_what_the_hub_told_the_crm_itself_is_not_counted(
    hub: Hub, log: CrmLog, referral: Referral
) -> None:
    told = {DealField.AMOUNT: "9900.00"}
    ask(hub, edits.edit, number=referral.number, told=told)
    ask(hub, crm_telling.tell, number=referral.number)
    changed(log, referral.opportunity_id, NOON - minutes(3))

    poll(hub)

    assert followed(hub) == 0
