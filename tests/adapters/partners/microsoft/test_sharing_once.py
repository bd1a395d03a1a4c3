"""A deal is created once at Microsoft, which knows no token: whatever breaks, and whenever."""

from __future__ import annotations

from typing import Any

import pytest

from referral_hub.domain.cause import Cause
from referral_hub.domain.effects import Done
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.outgoing.referral import OutgoingReferral, Step
from tests.adapters.partners.microsoft.sharing_stage import SharingStage
from tests.contracts.taking_stage import token_of, with_taken

CREATION = {"method": "POST", "path": "/engagements/referrals", "times": 1}
LOST = ("drop_after_commit", "truncated_body", "general_exception_after_commit")
STEPS = (Step.CREATE, Step.SUBMIT)


def before(stage: SharingStage, step: Step) -> OutgoingReferral:
    return stage.whole() if step is Step.CREATE else stage.half_shared()


def noted(stage: SharingStage, step: Step, referral: OutgoingReferral) -> OutgoingReferral:
    """Take the step, as the hub does: what went wrong is noted with the time."""
    ledger = referral.ledger.intend(step, token=token_of(step, referral), at=stage.clock.now)
    with pytest.raises(Unavailable) as trouble:
        stage.take(step, referral.with_ledger(ledger))
    told = {"at": stage.clock.now, "cause": trouble.value.cause}
    return referral.with_ledger(ledger.note_problem(step, trouble.value.reason, **told))


def settled_in_time(stage: SharingStage, step: Step, referral: OutgoingReferral) -> Any:
    """Try again after the pauses of the queue, until it is settled."""
    for seconds in (5, 15, 30, 60, 120, 300):
        stage.clock.advance(seconds=seconds)
        try:
            return stage.take(step, referral)
        except Unavailable:
            referral = noted(stage, step, referral)
    raise AssertionError(f"{step} is never settled")


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("fault", LOST)
def test_whatever_became_of_the_answer_it_is_created_once(
    co_sell: SharingStage, step: Step, fault: str
) -> None:
    referral = before(co_sell, step)
    there = len(co_sell.created())
    co_sell.center.behave(**{fault: CREATION})
    with pytest.raises(Unavailable):
        co_sell.take(step, referral)

    outcome = co_sell.take(step, referral)

    assert outcome == Done(result=co_sell.created()[-1]["id"])
    assert len(co_sell.created()) == there + 1


@pytest.mark.parametrize("step", STEPS)
def test_it_is_created_once_although_lists_know_of_it_late(
    co_sell: SharingStage, step: Step
) -> None:
    referral = before(co_sell, step)
    co_sell.clock.advance(minutes=5)
    co_sell.center.behave(list_lag_seconds=50)
    there = len(co_sell.created())
    co_sell.loses_next_answer()

    outcome = settled_in_time(co_sell, step, noted(co_sell, step, referral))

    assert isinstance(outcome, Done)
    assert len(co_sell.created()) == there + 1


def test_a_refused_sign_in_or_a_busy_service_leaves_no_doubt_and_costs_no_wait(
    co_sell: SharingStage,
) -> None:
    co_sell.center.behave(too_many_requests=CREATION)
    referral = noted(co_sell, Step.CREATE, co_sell.whole())

    outcome = co_sell.take(Step.CREATE, referral)

    assert isinstance(outcome, Done)
    assert co_sell.records() == 1


@pytest.mark.parametrize("paging", ["keyset", "offset"])
def test_it_is_found_although_another_deal_changes_while_the_list_is_read(
    co_sell: SharingStage, paging: str
) -> None:
    co_sell.center.behave(page_size=2, paging=paging)
    first, _ = (co_sell.half_shared() for _ in range(2))
    referral = co_sell.whole()
    co_sell.loses_next_answer()
    with pytest.raises(Unavailable):
        co_sell.take(Step.CREATE, referral)
    created = co_sell.created()[-1]["id"]
    co_sell.half_shared()
    co_sell.meddles_between_pages(first)

    outcome = co_sell.take(Step.CREATE, referral)

    assert outcome == Done(result=created)
    assert co_sell.records() == 4


def test_what_microsoft_shares_with_us_is_not_walked_through(co_sell: SharingStage) -> None:
    co_sell.center.behave(page_size=1)
    for _ in range(3):
        co_sell.center.share()
    before_it = co_sell.calls()

    co_sell.take(Step.CREATE, co_sell.whole())

    lists = [c for c in co_sell.center.calls[before_it:] if c.path.endswith("/referrals")]
    assert [call.method for call in lists] == ["GET", "POST"]


def test_a_list_without_an_end_creates_nothing(co_sell: SharingStage) -> None:
    co_sell.center.behave(next_link="endless")

    with pytest.raises(Unavailable, match="more than anybody"):
        co_sell.take(Step.CREATE, co_sell.whole())

    assert co_sell.created() == []


def test_a_deal_whose_help_was_refused_goes_out_again_as_the_same_deal(
    co_sell: SharingStage,
) -> None:
    referral = co_sell.half_shared()
    co_sell.center.behave(unprocessable=CREATION)
    refused = co_sell.take(Step.SUBMIT, referral)

    again = co_sell.takes.take(Step.SUBMIT, referral, token="1" * 32)

    assert refused.cause is Cause.INVALID_FIELDS
    assert isinstance(again, Done)
    assert co_sell.records() == 1


def test_an_answer_that_names_no_referral_is_looked_for_again(co_sell: SharingStage) -> None:
    referral = co_sell.whole()
    co_sell.center.behave(html_page={**CREATION, "times": 1})
    with pytest.raises(Unavailable):
        co_sell.take(Step.CREATE, referral)

    created = with_taken(referral, Step.CREATE, co_sell.take(Step.CREATE, referral))

    assert created.partner_referral_id == co_sell.created()[0]["id"]
