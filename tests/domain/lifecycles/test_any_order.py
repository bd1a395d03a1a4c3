"""In whatever order, and however often, records are seen: a referral comes out the same."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from referral_hub.domain.lifecycles.lifecycle import Lifecycle
from referral_hub.domain.lifecycles.sales_record import RecordKind, RecordSeen
from referral_hub.domain.lifecycles.shipped import shipped
from tests.builders import NOON
from tests.lifecycle_records import seen_in_turn

SHIPPED = shipped("built-in")
_MOMENTS = st.integers(0, 12).map(lambda minutes: NOON + timedelta(minutes=minutes))
_IDS = st.sampled_from(["1", "2", "a#b"])
SIGHTINGS = st.builds(
    RecordSeen,
    kind=st.sampled_from(RecordKind),
    record_id=_IDS,
    at=_MOMENTS,
    seen_at=_MOMENTS,
    status=st.sampled_from(["New", "Qualified", "Working", "fulfilled", ""]),
    won=st.booleans(),
    gone=st.booleans(),
    amount=st.sampled_from(["", "0", "100.00", "-3"]),
    facts=st.sampled_from([{}, {"region": "NO"}]),
)


@given(lifecycle=st.sampled_from(SHIPPED), seen=st.lists(SIGHTINGS, min_size=1), data=st.data())
def test_any_order_and_any_repetition_come_to_the_same(
    lifecycle: Lifecycle, seen: list[RecordSeen], data: st.DataObject
) -> None:
    again = data.draw(st.lists(st.sampled_from(seen)))
    shuffled = data.draw(st.permutations(seen + again))

    assert seen_in_turn(lifecycle, shuffled) == seen_in_turn(lifecycle, seen)


@given(
    lifecycle=st.sampled_from(SHIPPED),
    mine=st.lists(SIGHTINGS, min_size=1),
    others=st.lists(SIGHTINGS, min_size=1),
)
def test_what_was_seen_apart_and_joined_is_what_was_seen_together(
    lifecycle: Lifecycle, mine: list[RecordSeen], others: list[RecordSeen]
) -> None:
    joined = seen_in_turn(lifecycle, mine).joining(seen_in_turn(lifecycle, others), lifecycle)

    assert joined == seen_in_turn(lifecycle, mine + others)


@given(lifecycle=st.sampled_from(SHIPPED), seen=st.lists(SIGHTINGS, min_size=1))
def test_a_stage_is_reached_once_and_never_without_those_before_it(
    lifecycle: Lifecycle, seen: list[RecordSeen]
) -> None:
    referral = seen_in_turn(lifecycle, seen)

    reached = tuple(stage.event for stage in referral.reached)

    assert reached == lifecycle.events[: len(reached)]
    assert referral.event == (reached[-1] if reached else "")


@given(
    lifecycle=st.sampled_from(SHIPPED),
    seen=st.lists(SIGHTINGS, min_size=1),
    later=SIGHTINGS,
)
def test_what_was_reached_stays_reached(
    lifecycle: Lifecycle, seen: list[RecordSeen], later: RecordSeen
) -> None:
    before = seen_in_turn(lifecycle, seen)

    after = before.having(later, lifecycle)

    assert len(after.reached) >= len(before.reached)
