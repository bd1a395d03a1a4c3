"""Where a hand-over may go from where it stands, and where it may not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from referral_hub.domain.effects import Done, EffectState, Ledger, Refused
from referral_hub.domain.referrals.axes import Progress, Stage, Status
from referral_hub.domain.referrals.decision import AccountChoice
from referral_hub.domain.referrals.referral import Referral
from referral_hub.domain.referrals.refusals import InvitationExpired, NotFailed, NotPending
from tests.builders import NOON, a_referral, a_rejection, an_acceptance

EXPIRY = a_referral().expires_at


def accepted(**override: Any) -> Referral:
    return a_referral(**override).accept(an_acceptance())


def failed() -> Referral:
    ledger = Ledger()
    ledger = ledger.intend("account", token="a", at=NOON)
    ledger = ledger.settle("account", Done(result="acc-1"), at=NOON)
    ledger = ledger.intend("opportunity", token="o", at=NOON)
    ledger = ledger.settle("opportunity", Refused(reason="amount: no"), at=NOON)
    return accepted().with_ledger(ledger).failed("opportunity: amount: no")


def test_a_new_referral_waits_for_a_decision() -> None:
    referral = a_referral()

    assert referral.status is Status.PENDING_ACCEPTANCE
    assert referral.progress is Progress.AWAITING_DECISION
    assert referral.stage is Stage.NEW


def test_accepting_records_the_decision_and_leaves_the_rest_to_the_workflow() -> None:
    referral = a_referral().accept(an_acceptance())

    assert referral.status is Status.ACCEPTED
    assert referral.progress is Progress.CARRYING_OUT
    assert referral.acceptance == an_acceptance()
    assert referral.rejection is None
    assert not any(effect.outcome for effect in referral.ledger.effects.values())


def test_rejecting_records_the_reason() -> None:
    referral = a_referral().reject(a_rejection(reason="Not our trade"))

    assert referral.status is Status.REJECTED
    assert referral.progress is Progress.CARRYING_OUT
    assert referral.rejection.reason == "Not our trade"
    assert referral.acceptance is None


def test_the_sale_stands_where_it_stood_whatever_is_decided() -> None:
    assert accepted(stage=Stage.IN_PROGRESS).stage is Stage.IN_PROGRESS


@pytest.mark.parametrize(
    "decided",
    [
        pytest.param(a_referral().accept(an_acceptance()), id="accepted"),
        pytest.param(a_referral().reject(a_rejection()), id="rejected"),
    ],
)
def test_a_decided_referral_can_be_neither_accepted_nor_rejected(decided: Referral) -> None:
    with pytest.raises(NotPending):
        decided.accept(an_acceptance())
    with pytest.raises(NotPending):
        decided.reject(a_rejection())


def test_a_decision_stays_final_after_the_expiry_date() -> None:
    late = an_acceptance(at=EXPIRY + timedelta(days=1))

    with pytest.raises(NotPending):
        accepted().accept(late)


def test_an_expired_invitation_cannot_be_accepted() -> None:
    with pytest.raises(InvitationExpired):
        a_referral().expire().accept(an_acceptance())


def test_an_expired_invitation_cannot_be_rejected() -> None:
    with pytest.raises(InvitationExpired):
        a_referral().expire().reject(a_rejection())


def test_the_expiry_date_counts_even_before_anybody_noticed_it() -> None:
    with pytest.raises(InvitationExpired):
        a_referral().accept(an_acceptance(at=EXPIRY))


def test_the_last_second_before_expiry_is_in_time() -> None:
    in_time = an_acceptance(at=EXPIRY - timedelta(seconds=1))

    assert a_referral().accept(in_time).status is Status.ACCEPTED


def test_an_invitation_without_expiry_date_never_expires() -> None:
    undated = a_referral(expires_at=None)

    assert not undated.expired_by(NOON + timedelta(days=9999))
    assert not undated.about_to_expire(NOON)


def test_a_date_before_which_there_is_no_other_is_over_like_any() -> None:
    ancient = a_referral(expires_at=datetime(1, 1, 1, tzinfo=UTC))

    assert ancient.expired_by(NOON)
    assert not ancient.about_to_expire(NOON)


def test_an_expired_referral_is_finished() -> None:
    expired = a_referral().expire()

    assert expired.status is Status.EXPIRED
    assert expired.progress is Progress.DONE
    assert not expired.expired_by(EXPIRY)


@pytest.mark.parametrize(
    "decided",
    [
        pytest.param(a_referral().accept(an_acceptance()), id="accepted"),
        pytest.param(a_referral().reject(a_rejection()), id="rejected"),
        pytest.param(a_referral().expire(), id="expired"),
    ],
)
def test_only_what_is_undecided_can_expire(decided: Referral) -> None:
    assert not decided.expired_by(EXPIRY)
    with pytest.raises(NotPending):
        decided.expire()


@pytest.mark.parametrize("left", [timedelta(hours=48), timedelta(hours=1), timedelta(seconds=1)])
def test_a_warning_is_due_in_the_last_two_days(left: timedelta) -> None:
    assert a_referral().about_to_expire(EXPIRY - left)


@pytest.mark.parametrize("left", [timedelta(hours=48, seconds=1), timedelta(0)])
def test_no_warning_is_due_before_that_nor_when_it_is_too_late(left: timedelta) -> None:
    assert not a_referral().about_to_expire(EXPIRY - left)


def test_a_warning_is_given_once() -> None:
    warned = a_referral().warned(at=EXPIRY - timedelta(hours=40))

    assert not warned.about_to_expire(EXPIRY - timedelta(hours=39))


def test_nobody_is_warned_about_what_is_decided() -> None:
    assert not accepted().about_to_expire(EXPIRY - timedelta(hours=1))


def test_waiting_for_contact_info_becomes_overdue() -> None:
    assert accepted().await_contact().overdue().progress is Progress.CONTACT_OVERDUE


def test_a_referral_that_no_longer_waits_does_not_become_overdue() -> None:
    done = accepted().await_contact().done()

    assert done.overdue() is done


def test_a_failure_says_why_and_success_forgets_it() -> None:
    broken = accepted().failed("the CRM is closed")

    assert (broken.progress, broken.problem) == (Progress.FAILED, "the CRM is closed")
    assert broken.done().problem == ""


def test_retry_begins_another_run_under_another_execution_name() -> None:
    again = failed().retry(at=NOON)

    assert again.progress is Progress.CARRYING_OUT
    assert again.problem == ""
    assert (failed().execution_name, again.execution_name) == ("R-000001", "R-000001-2")


def test_retry_keeps_what_is_done_and_asks_again_for_what_was_refused() -> None:
    again = failed().retry(at=NOON)

    assert again.ledger.result("account") == "acc-1"
    assert again.ledger.get("opportunity").state is EffectState.INTENDED


def test_a_decision_records_the_intent_of_every_effect_that_it_has() -> None:
    new_account = a_referral().accept(an_acceptance())
    known_account = a_referral().accept(an_acceptance(account=AccountChoice(existing="acc-9")))
    rejected = a_referral().reject(a_rejection())

    told = ["opportunity", "partner_notice", "partner_crm_id"]
    assert list(new_account.ledger.effects) == ["account", *told]
    assert list(known_account.ledger.effects) == told
    assert list(rejected.ledger.effects) == ["partner_rejection"]


def test_two_hubs_that_count_alike_do_not_share_tokens() -> None:
    here = a_referral(partner_referral_id="H-1").accept(an_acceptance())
    there = a_referral(partner_referral_id="H-2").accept(an_acceptance())

    assert here.number == there.number
    assert here.ledger.get("opportunity").token != there.ledger.get("opportunity").token


@pytest.mark.parametrize(
    "healthy",
    [
        pytest.param(a_referral(), id="undecided"),
        pytest.param(a_referral().accept(an_acceptance()), id="under way"),
        pytest.param(a_referral().accept(an_acceptance()).await_contact(), id="waiting"),
        pytest.param(a_referral().accept(an_acceptance()).done(), id="done"),
        pytest.param(a_referral().expire(), id="expired"),
    ],
)
def test_only_a_failed_referral_can_be_retried(healthy: Referral) -> None:
    with pytest.raises(NotFailed):
        healthy.retry(at=NOON)


def test_a_run_that_never_ended_can_be_retried_after_an_hour() -> None:
    stuck = a_referral().accept(an_acceptance(at=NOON))

    assert not stuck.retryable(NOON + timedelta(minutes=59))
    assert stuck.retry(at=NOON + timedelta(hours=1)).run == 2


def test_the_account_is_the_chosen_one_or_else_the_one_created() -> None:
    chosen = a_referral().accept(an_acceptance(account=AccountChoice(existing="acc-9")))

    assert chosen.account_id == "acc-9"
    assert failed().account_id == "acc-1"
    assert accepted().account_id == ""


def test_a_refused_opportunity_is_no_opportunity() -> None:
    assert failed().opportunity_id == ""


def test_a_stage_moves_on_and_nothing_else_does() -> None:
    before = a_referral()

    moved = before.moved_to(Stage.WON)

    assert moved.stage is Stage.WON
    assert moved.moved_to(before.stage) == before
    assert moved.moved_to(Stage.WON) is moved
