"""What becomes of a reward when its referral is decided anew."""

from __future__ import annotations

from datetime import timedelta

from referral_hub.domain.rewards.decision import Decision, Reason
from referral_hub.domain.rewards.entries import EntryKind, LedgerEntry, entries_between
from referral_hub.domain.rewards.reward import Reward, RewardState
from referral_hub.domain.rewards.settling import paid, payout_failed
from tests.builders import NOON
from tests.domain.rewards.examples import (
    ADMIN,
    a_reward,
    earned,
    in_days,
    reopened,
    settle,
    settle_anew,
    too_small,
)

LATER = NOON + timedelta(days=30)


def states_of(reward: Reward) -> list[RewardState]:
    return [step.state for step in reward.transitions]


def booked(before: Reward | None, after: Reward) -> list[tuple[EntryKind, int, str]]:
    return [_told(entry) for entry in entries_between(before, after)]


def _told(entry: LedgerEntry) -> tuple[EntryKind, int, str]:
    return entry.kind, entry.minor, entry.currency


def on_its_way(reward: Reward) -> Reward:
    return reward.joined_to("p-1", by=ADMIN, at=NOON)


def paid_out(reward: Reward) -> Reward:
    return paid(reward, reward.outstanding_minor, payout_id="p-1", reference="SEPA 9", at=NOON)


def test_a_win_issues_the_reward_at_once_and_books_it() -> None:
    reward = a_reward(earned(payout_date=in_days(30)))

    assert states_of(reward) == [RewardState.NEW, RewardState.APPROVED, RewardState.ISSUED]
    assert (reward.minor, reward.payout_date) == (125_000, in_days(30))
    assert booked(None, reward) == [(EntryKind.ISSUE, 125_000, "EUR")]


def test_what_is_not_earned_makes_no_reward() -> None:
    for decision in (reopened(), too_small(), earned(0)):
        assert settle(None, decision) is None


def test_the_same_decision_again_changes_nothing() -> None:
    for decision in (earned(), earned(held_until=in_days(9)), earned(needs_approval=True)):
        reward = a_reward(decision)

        assert settle_anew(reward, decision, NOON + timedelta(hours=3)) == reward


def test_a_reward_is_held_until_the_day_of_its_policy_and_issued_then() -> None:
    decision = earned(held_until=in_days(30))
    reward = a_reward(decision)

    assert (reward.state, reward.outstanding_minor) == (RewardState.HELD, 0)
    assert settle_anew(reward, decision, LATER).state is RewardState.ISSUED


def test_an_amount_that_changes_before_issue_is_decided_anew() -> None:
    reward = a_reward(earned(needs_approval=True))

    smaller = settle_anew(reward, earned(90_000))

    assert (smaller.state, smaller.minor) == (RewardState.ISSUED, 90_000)
    assert booked(reward, smaller) == [(EntryKind.ISSUE, 90_000, "EUR")]


def test_an_amount_that_changes_after_issue_is_adjusted_and_never_edited() -> None:
    reward = a_reward()

    less, more = settle_anew(reward, earned(100_000)), settle_anew(reward, earned(150_000))

    assert booked(reward, less) == [(EntryKind.ADJUSTMENT, -25_000, "EUR")]
    assert booked(reward, more) == [(EntryKind.ADJUSTMENT, 25_000, "EUR")]


def test_a_paid_reward_that_is_worth_more_is_owed_the_rest() -> None:
    reward = paid_out(a_reward())

    more = settle_anew(reward, earned(150_000))

    assert (reward.state, more.state) == (RewardState.PAID, RewardState.ISSUED)
    assert more.outstanding_minor == 25_000
    assert more.payable_by(NOON.date())


def test_a_paid_reward_that_is_worth_less_leaves_a_debt() -> None:
    less = settle_anew(paid_out(a_reward()), earned(100_000))

    assert (less.state, less.outstanding_minor) == (RewardState.ISSUED, -25_000)
    assert less.payable_by(NOON.date())


def test_a_deal_that_is_open_again_reverses_its_reward() -> None:
    for decision in (earned(), earned(held_until=in_days(9)), earned(needs_approval=True)):
        reward = a_reward(decision)

        reversed_ = settle_anew(reward, reopened())

        assert (reversed_.state, reversed_.minor) == (RewardState.REVERSED, 0)
        assert sum(e.minor for e in entries_between(reward, reversed_)) == -reward.owed_minor


def test_a_step_is_told_by_the_first_of_very_many_reasons() -> None:
    reason = Reason(rule="earns_if.0", text="The sale comes to 5 000 EUR.", held=False)
    many = too_small().model_copy(update={"reasons": (reason,) * 40})

    reversed_ = settle_anew(a_reward(), many)

    assert reversed_.transitions[-1].why.startswith("The sale comes to 5 000 EUR.; The sale")
    assert len(reversed_.transitions[-1].why) == 300


def test_a_deal_that_is_won_again_earns_the_same_reward_again() -> None:
    reversed_ = settle_anew(a_reward(), reopened())

    again = settle_anew(reversed_, earned(80_000))

    assert (again.state, again.outstanding_minor) == (RewardState.ISSUED, 80_000)
    assert states_of(again)[-4:] == [
        RewardState.REVERSED,
        RewardState.NEW,
        RewardState.APPROVED,
        RewardState.ISSUED,
    ]


def test_a_paid_reward_stays_paid_when_its_deal_is_open_again() -> None:
    reward = paid_out(a_reward())

    kept = settle_anew(reward, reopened())

    assert (kept.state, kept.outstanding_minor) == (RewardState.PAID, 0)
    assert "not any more" in kept.transitions[-1].why
    assert settle_anew(kept, reopened()) == kept
    assert settle_anew(kept, earned()).unfollowed is None


def test_what_was_added_to_a_paid_reward_is_not_owed_once_its_deal_is_open_again() -> None:
    more = settle_anew(paid_out(a_reward()), earned(150_000))

    kept = settle_anew(more, reopened())

    assert (kept.state, kept.minor, kept.outstanding_minor) == (RewardState.PAID, 125_000, 0)


def test_a_deal_that_is_open_again_waits_for_the_payout_that_is_on_its_way() -> None:
    reward = on_its_way(a_reward())

    kept = settle_anew(reward, reopened())

    assert (kept.state, kept.outstanding_minor) == (RewardState.ISSUED, 125_000)
    assert paid(kept, 125_000, payout_id="p-1", reference="9", at=NOON).state is RewardState.PAID
    failed = payout_failed(kept, payout_id="p-1", reason="no such account", at=NOON)
    assert (failed.state, failed.outstanding_minor) == (RewardState.REVERSED, 0)


def test_an_amount_that_changes_while_its_payout_is_on_its_way_is_settled_after_it() -> None:
    reward = settle_anew(on_its_way(a_reward()), earned(150_000))

    after = paid(reward, 125_000, payout_id="p-1", reference="9", at=NOON)

    assert (after.state, after.outstanding_minor) == (RewardState.ISSUED, 25_000)


def test_another_currency_is_booked_out_of_the_one_and_into_the_other() -> None:
    reward = a_reward()

    other = settle_anew(reward, earned(140_000, "USD"))

    assert (other.currency, other.outstanding_minor) == ("USD", 140_000)
    assert booked(reward, other) == [
        (EntryKind.REVERSAL, -125_000, "EUR"),
        (EntryKind.ISSUE, 140_000, "USD"),
    ]


def test_what_was_paid_in_one_currency_is_not_changed_into_another() -> None:
    reward = paid_out(a_reward())

    kept = settle_anew(reward, earned(140_000, "USD"))

    assert (kept.currency, kept.minor, kept.state) == ("EUR", 125_000, RewardState.PAID)
    assert "is 1400.00 USD now" in kept.transitions[-1].why


def test_a_declined_reward_stays_declined_whatever_becomes_of_the_deal() -> None:
    declined = a_reward().declined(by=ADMIN, at=NOON, why="the code was bought")

    decisions: list[Decision] = [earned(), earned(200_000), reopened(), earned(5, "USD")]
    assert all(settle_anew(declined, decision) == declined for decision in decisions)


def test_more_than_was_approved_waits_for_approval_again() -> None:
    reward = a_reward(earned(needs_approval=True)).approved(by=ADMIN, at=NOON)

    more = settle_anew(reward, earned(900_000, needs_approval=True))

    assert (more.state, more.outstanding_minor) == (RewardState.NEW, 0)
    assert more.approved(by=ADMIN, at=NOON).outstanding_minor == 900_000


def test_a_rest_that_needs_approval_is_owed_and_paid_once_it_is_approved() -> None:
    reward = paid_out(a_reward())

    more = settle_anew(reward, earned(900_000, needs_approval=True))

    assert (more.outstanding_minor, more.payable_by(NOON.date())) == (775_000, False)
    assert more.approved(by=ADMIN, at=NOON).payable_by(NOON.date())
