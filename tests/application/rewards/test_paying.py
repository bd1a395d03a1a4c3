"""What is owed is paid once, and everybody can see so."""

from __future__ import annotations

from datetime import timedelta

import pytest

from referral_hub.application.rewards.desk import RewardDesk
from referral_hub.application.rewards.paying import create, tell_failed, tell_paid
from referral_hub.domain.rewards.payout import Payout, PayoutState
from referral_hub.domain.rewards.refusals import PayoutIsOver, PayoutNotFound
from referral_hub.domain.rewards.reward import RewardState
from tests.application.rewards.stage import (
    ADA,
    LANTERN,
    NADJA,
    OLA,
    OvertakenTable,
    a_desk,
    decide,
    must_balance,
    pay_out,
)
from tests.builders import NOON
from tests.domain.rewards.examples import earned, in_days, reopened

LATER = NOON + timedelta(hours=1)


@pytest.fixture
def table() -> OvertakenTable:
    return OvertakenTable()


@pytest.fixture
def desk(table: OvertakenTable) -> RewardDesk:
    return a_desk(table)


def paid(desk: RewardDesk, payout: Payout, reference: str = "SEPA 9") -> Payout:
    return tell_paid(payout_id=payout.payout_id, reference=reference, by=ADA, now=LATER, desk=desk)


def failed(desk: RewardDesk, payout: Payout) -> Payout:
    return tell_failed(
        payout_id=payout.payout_id, reason="no such account", by=ADA, now=LATER, desk=desk
    )


def test_each_referrer_gets_one_payout_of_all_that_is_due(desk: RewardDesk) -> None:
    decide(desk, "T-000001", earned(payout_date=in_days(30)))
    decide(desk, "T-000002", earned(50_000))
    decide(desk, "T-000003", earned(payout_date=in_days(31)))
    decide(desk, "T-000004", earned(7_000), referrer_id=OLA)

    run = pay_out(desk)

    assert [(p.payee, p.minor, p.state) for p in run.payouts] == [
        (OLA, 7_000, PayoutState.PENDING),
        ("V-77", 175_000, PayoutState.PENDING),
    ]
    assert desk.payouts.of_run(run.run_id) == sorted(run.payouts, key=lambda p: p.payee)
    must_balance(desk)


def test_what_is_part_of_a_payout_is_not_part_of_the_next(desk: RewardDesk) -> None:
    decide(desk, "T-000001")
    pay_out(desk)

    assert pay_out(desk).payouts == ()


def test_one_referrer_can_be_paid_alone(desk: RewardDesk) -> None:
    decide(desk, "T-000001")
    decide(desk, "T-000002", referrer_id=OLA)

    run = create(due_by=in_days(30), referrer_id=OLA, by=ADA, now=NOON, desk=desk)

    assert [payout.referrer_id for payout in run.payouts] == [OLA]


def test_a_paid_payout_settles_its_rewards_and_the_ledger(desk: RewardDesk) -> None:
    decide(desk, "T-000001")
    payout = pay_out(desk).payouts[0]

    paid(desk, payout)

    reward = desk.rewards.get("T-000001")
    assert (reward.state, reward.paid_minor) == (RewardState.PAID, 125_000)
    last = list(desk.ledger.of(NADJA))[-1]
    assert (last.kind, last.minor, last.payout_id) == ("payment", -125_000, payout.payout_id)
    must_balance(desk)


def test_a_failed_payout_frees_its_rewards_for_the_next(desk: RewardDesk) -> None:
    decide(desk, "T-000001")
    first = pay_out(desk).payouts[0]

    failed(desk, first)
    again = pay_out(desk).payouts[0]

    assert (again.minor, again.payout_id == first.payout_id) == (125_000, False)
    paid(desk, again)
    must_balance(desk)


def test_a_payout_of_which_is_told_twice_is_booked_once(desk: RewardDesk) -> None:
    decide(desk, "T-000001")
    payout = pay_out(desk).payouts[0]

    assert paid(desk, payout) == paid(desk, payout)
    with pytest.raises(PayoutIsOver):
        paid(desk, payout, "SEPA 10")
    with pytest.raises(PayoutIsOver):
        failed(desk, payout)
    assert desk.rewards.get("T-000001").paid_minor == 125_000
    must_balance(desk)


def test_what_was_paid_too_much_is_taken_back_with_the_next_payout(desk: RewardDesk) -> None:
    decide(desk, "T-000001")
    paid(desk, pay_out(desk).payouts[0])
    decide(desk, "T-000001", earned(100_000))
    assert pay_out(desk).payouts == ()

    decide(desk, "T-000002", earned(60_000))
    payout = pay_out(desk).payouts[0]
    paid(desk, payout)

    assert payout.minor == 35_000
    assert [desk.rewards.get(n).state for n in ("T-000001", "T-000002")] == [RewardState.PAID] * 2
    must_balance(desk)


def test_of_two_who_make_payouts_at_once_both_get_the_same_ones(
    desk: RewardDesk, table: OvertakenTable
) -> None:
    decide(desk, "T-000001")
    decide(desk, "T-000002", referrer_id=OLA)
    faster: list[Payout] = []
    table.meanwhile = lambda: faster.extend(pay_out(desk).payouts)

    slower = pay_out(desk, LATER)

    assert slower.payouts == tuple(faster)
    assert len(desk.payouts.of_run(slower.run_id)) == 2
    must_balance(desk)


def test_a_reward_that_changes_while_its_payout_is_made_waits_for_the_next(
    desk: RewardDesk, table: OvertakenTable
) -> None:
    decide(desk, "T-000001")
    table.meanwhile = lambda: decide(desk, "T-000001", reopened())

    run = pay_out(desk)

    assert (run.payouts, run.more) == ((), True)
    assert desk.rewards.get("T-000001").state is RewardState.REVERSED
    must_balance(desk)


def test_a_payout_that_two_tell_of_at_once_keeps_the_first_reference(
    desk: RewardDesk, table: OvertakenTable
) -> None:
    decide(desk, "T-000001")
    payout = pay_out(desk).payouts[0]
    table.meanwhile = lambda: paid(desk, payout, "SEPA 1")

    with pytest.raises(PayoutIsOver, match="SEPA 1"):
        paid(desk, payout, "SEPA 2")

    assert desk.rewards.get("T-000001").paid_minor == 125_000
    must_balance(desk)


def test_a_deal_that_is_open_again_at_the_moment_of_payment_stays_paid(
    desk: RewardDesk, table: OvertakenTable
) -> None:
    decide(desk, "T-000001")
    payout = pay_out(desk).payouts[0]
    table.meanwhile = lambda: decide(desk, "T-000001", reopened())

    paid(desk, payout)

    reward = desk.rewards.get("T-000001")
    assert (reward.state, reward.outstanding_minor) == (RewardState.PAID, 0)
    assert reward.unfollowed
    must_balance(desk)


def test_a_deal_that_is_open_again_while_its_payout_fails_is_reversed(
    desk: RewardDesk, table: OvertakenTable
) -> None:
    decide(desk, "T-000001")
    payout = pay_out(desk).payouts[0]
    table.meanwhile = lambda: decide(desk, "T-000001", reopened())

    failed(desk, payout)

    assert desk.rewards.get("T-000001").state is RewardState.REVERSED
    must_balance(desk)


def test_another_partners_payout_is_as_unknown_as_none(desk: RewardDesk) -> None:
    decide(desk, "T-000001")
    payout = pay_out(desk).payouts[0]

    with pytest.raises(PayoutNotFound):
        desk.payout(payout.payout_id, LANTERN)


def test_more_rewards_than_fit_are_paid_in_several_payouts_each_at_once(desk: RewardDesk) -> None:
    for number in range(40):
        decide(desk, f"T-{number:06d}", earned(1_000))

    run = pay_out(desk)
    for payout in run.payouts:
        paid(desk, payout)

    assert sum(payout.minor for payout in run.payouts) == 40_000
    must_balance(desk)
