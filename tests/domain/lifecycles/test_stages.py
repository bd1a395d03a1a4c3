"""Which stages a referral reaches, by what is seen of its records."""

from __future__ import annotations

import pytest

from referral_hub.domain.lifecycles.lifecycle import Lifecycle
from referral_hub.domain.lifecycles.sales_record import RecordSeen
from referral_hub.domain.lifecycles.tracked import TrackedReferral
from tests.lifecycle_records import (
    a_lead,
    a_qualified_lead,
    a_win,
    after,
    an_opportunity,
    an_order,
    lead_to_close,
    opportunity_to_order,
    seen_in_turn,
)


def of_a_lead(*seen: RecordSeen) -> TrackedReferral:
    return seen_in_turn(lead_to_close(), list(seen))


def test_a_new_lead_is_referred_a_qualified_one_qualifies_and_a_win_closes() -> None:
    referral = of_a_lead(a_lead(1), a_qualified_lead(2), a_win(3))

    reached = [(stage.event, stage.label, stage.at) for stage in referral.reached]

    assert reached == [
        ("refer", "Referral Made", after(1)),
        ("qualify", "Referral Qualifies", after(2)),
        ("close", "Referral Closure/Converts", after(3)),
    ]
    assert not any(stage.back_filled for stage in referral.reached)


@pytest.mark.parametrize("status", ["Contacted", "Unqualified", "", "new lead"])
def test_any_other_status_of_a_lead_does_nothing(status: str) -> None:
    referral = of_a_lead(a_lead(1, status=status))

    assert (referral.reached, referral.event) == ((), "")


def test_a_win_that_comes_first_fills_in_what_it_passed_over() -> None:
    referral = of_a_lead(a_win(3))

    told = [(stage.event, stage.at, stage.back_filled) for stage in referral.reached]

    assert told == [
        ("refer", after(3), True),
        ("qualify", after(3), True),
        ("close", after(3), False),
    ]


def test_what_was_filled_in_gives_way_to_its_own_event_when_that_comes_late() -> None:
    referral = of_a_lead(a_win(3), a_lead(1))

    told = [(stage.event, stage.at, stage.back_filled) for stage in referral.reached]

    assert told[:2] == [("refer", after(1), False), ("qualify", after(3), True)]


def test_a_deal_that_is_opened_again_is_open_again_and_stays_closed_on_its_way() -> None:
    referral = of_a_lead(a_lead(1), a_win(3), an_opportunity(4))

    assert (referral.event, referral.open_again) == ("close", True)
    assert referral.earning(lead_to_close()) is None


def test_a_deal_that_is_won_once_more_is_open_no_more() -> None:
    referral = of_a_lead(a_win(3), an_opportunity(4), a_win(5))

    assert not referral.open_again


def test_a_deal_that_is_deleted_is_open_again() -> None:
    referral = of_a_lead(a_win(3), an_opportunity(4, gone=True))

    assert referral.open_again


def test_a_record_seen_a_thousand_times_is_seen_once() -> None:
    once = of_a_lead(a_win(3))

    assert of_a_lead(*[a_win(3)] * 1000) == once


def test_of_two_looks_at_the_same_save_the_later_one_counts() -> None:
    """A CRM stamps to the second what people and flows save twice within it."""
    earlier, later = a_win(3), an_opportunity(3, seen_at=after(4))

    assert of_a_lead(earlier, later).open_again
    assert of_a_lead(later, earlier).open_again


def test_of_several_orders_the_first_that_was_fulfilled_and_still_is_earns() -> None:
    lifecycle: Lifecycle = opportunity_to_order()
    first, second = an_order(5, record_id="1"), an_order(6, record_id="2")
    both = seen_in_turn(lifecycle, [an_opportunity(1), second, first])

    cancelled = both.having(an_order(7, record_id="1", status="cancelled"), lifecycle)

    earning = both.earning(lifecycle), cancelled.earning(lifecycle)
    assert [story.latest.record_id for story in earning if story] == ["1", "2"]


def test_a_referral_names_the_opportunity_that_its_lead_became() -> None:
    assert of_a_lead(a_lead(1)).opportunity_id == ""
    assert of_a_lead(a_lead(1), a_qualified_lead(2)).opportunity_id == "0061"
    assert of_a_lead(a_win(2)).opportunity_id == "0061"
