"""Lists, statements and the audit, as their readers get them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from referral_hub.application.rewards import looking
from referral_hub.application.rewards.auditing import audit
from referral_hub.application.rewards.desk import RewardDesk
from referral_hub.application.rewards.looking import Found, Look
from referral_hub.application.rewards.paying import tell_paid
from referral_hub.application.rewards.statements import statement
from referral_hub.domain.access import Principal
from referral_hub.domain.lifecycles.referrer import ReferrerNotFound
from referral_hub.domain.rewards.reward import Reward
from tests.application.rewards.stage import (
    ADA,
    HARBOUR,
    LANTERN,
    NADJA,
    OLA,
    a_desk,
    decide,
    pay_out,
)
from tests.builders import NOON
from tests.domain.rewards.examples import earned, reopened


@pytest.fixture
def desk() -> RewardDesk:
    """Of Nadja one is issued and one waits, Ola's is reversed."""
    found = a_desk()
    decide(found, "T-000001")
    decide(found, "T-000002", earned(needs_approval=True), at=NOON + timedelta(seconds=1))
    decide(found, "T-000003", referrer_id=OLA, at=NOON + timedelta(seconds=2))
    decide(found, "T-000003", reopened(), at=NOON + timedelta(seconds=3))
    return found


def listed(desk: RewardDesk, look: Look, by: Principal = ADA, before: str = "") -> Found[Reward]:
    return looking.rewards(look=look, by=by, limit=2, before=before, desk=desk)


def numbers(found: Found[Reward]) -> list[str]:
    return [reward.number for reward in found.items]


def test_rewards_are_listed_page_by_page_newest_first(desk: RewardDesk) -> None:
    first = listed(desk, Look())

    assert numbers(first) == ["T-000003", "T-000002"]
    assert numbers(listed(desk, Look(), before=first.after)) == ["T-000001"]


@pytest.mark.parametrize(
    ("look", "there"),
    [
        (Look(states=("issued", "reversed")), ["T-000003", "T-000001"]),
        (Look(waits_for_approval=True), ["T-000002"]),
        (Look(partner_id="harbour"), ["T-000002", "T-000001"]),
        (Look(referrer_id=OLA), ["T-000003"]),
        (Look(referrer_id=OLA, partner_id="harbour"), []),
        (Look(referrer_id=NADJA, states=("issued",)), ["T-000001"]),
    ],
)
def test_rewards_are_looked_up_by_state_referrer_and_partner(
    desk: RewardDesk, look: Look, there: list[str]
) -> None:
    assert numbers(listed(desk, look)) == there


def test_a_partner_sees_what_its_own_referrers_earn_and_nothing_else(desk: RewardDesk) -> None:
    assert numbers(listed(desk, Look(), by=HARBOUR)) == ["T-000002", "T-000001"]
    assert numbers(listed(desk, Look(), by=LANTERN)) == []
    assert numbers(listed(desk, Look(referrer_id=NADJA), by=LANTERN)) == []
    assert numbers(listed(desk, Look(referrer_id=OLA), by=HARBOUR)) == []


def test_payouts_are_listed_for_those_whose_they_are(desk: RewardDesk) -> None:
    made = pay_out(desk).payouts

    def found(by: Principal, look: Look) -> tuple[object, ...]:
        return looking.payouts(look=look, by=by, limit=9, before="", desk=desk).items

    assert found(ADA, Look()) == found(HARBOUR, Look(states=("pending",))) == made
    assert found(ADA, Look(referrer_id=OLA)) == found(LANTERN, Look()) == ()


def test_a_statement_tells_what_was_owed_after_each_entry(desk: RewardDesk) -> None:
    payout = pay_out(desk).payouts[0]
    tell_paid(payout_id=payout.payout_id, reference="9", by=ADA, now=NOON, desk=desk)

    told = statement(referrer_id=NADJA, by=HARBOUR, limit=None, after="", desk=desk)

    assert [(line.entry.minor, line.balance_minor) for line in told.lines] == [
        (125_000, 125_000),
        (-125_000, 0),
    ]
    assert told.balances == {"EUR": 0}


def test_a_page_of_a_statement_goes_on_with_the_balance(desk: RewardDesk) -> None:
    first = statement(referrer_id=OLA, by=ADA, limit=1, after="", desk=desk)
    second = statement(referrer_id=OLA, by=ADA, limit=1, after=first.after, desk=desk)

    assert [line.balance_minor for line in (*first.lines, *second.lines)] == [125_000, 0]
    assert second.after == ""


@pytest.mark.parametrize(("by", "referrer_id"), [(LANTERN, NADJA), (HARBOUR, OLA)])
def test_nobody_reads_another_partners_statement_nor_an_advocates(
    desk: RewardDesk, by: Principal, referrer_id: str
) -> None:
    with pytest.raises(ReferrerNotFound):
        statement(referrer_id=referrer_id, by=by, limit=9, after="", desk=desk)


def test_the_audit_adds_up_page_by_page(desk: RewardDesk) -> None:
    first = audit(limit=1, after="", desk=desk)
    second = audit(limit=1, after=first.after, desk=desk)

    assert (first.ledger, second.ledger) == ({"EUR": 0}, {"EUR": 125_000})
    assert (first.rewards, second.rewards) == (first.ledger, second.ledger)
    assert (second.differences, second.after) == ((), "")


def test_the_audit_names_a_reward_that_differs_from_its_entries(desk: RewardDesk) -> None:
    seen = desk.rewards.get("T-000001")
    edited = seen.model_copy(update={"minor": 99, "version": 2})
    desk.rewards.table.put(desk.rewards.writes_of(seen, edited)[0].item, version=1)

    (difference,) = audit(limit=9, after="", desk=desk).differences

    assert (difference.number, difference.what) == ("T-000001", "owed")
    assert (difference.ledger_minor, difference.reward_minor) == (125_000, 99)
