"""
Whatever sellers, approvers and finance do at whatever moment, and wherever the hub dies: the ledger
adds up to what is owed, and nothing is paid twice (LC-9, LC-10, N-2).

`PAYOUTS` plays another number of them.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from referral_hub.application.rewards import approving, paying, releasing
from referral_hub.application.rewards.desk import RewardDesk
from referral_hub.domain.access import Principal, Role
from referral_hub.domain.errors import HubError
from referral_hub.domain.rewards.payout import Payout, PayoutState
from referral_hub.domain.rewards.policy import RewardPolicy, Tier
from referral_hub.domain.rewards.reward import Reward, RewardState
from referral_hub.domain.shapes import Money
from referral_hub.records.items import from_item
from tests.lifecycle_records import CODE, a_win, an_opportunity
from tests.workflow.sale_plays import Crash, Ear

AMOUNT = int(os.environ.get("PAYOUTS", "150"))
ADA = Principal(key_id="a", role=Role.ADMIN, user="ada@host.example")
SALES = ("0061", "0062", "0063")
ON_ONE = st.sampled_from(SALES)
DEATH = st.sampled_from(["", "", "", "before", "after"])


class AnyPayout(RuleBasedStateMachine):
    """Three sales of one referrer, of which large ones have to be approved."""

    def __init__(self) -> None:
        super().__init__()
        self.ear, self.minute = Ear(), 0
        self.desk = RewardDesk.over(self.ear.table)
        self.desk.policies.publish(a_policy_with_approval())
        for sale in SALES:
            self._hear(a_win, sale, "")

    @rule(
        sale=ON_ONE,
        amount=st.sampled_from(["12500", "8000", "90000", "0"]),
        currency=st.sampled_from(["EUR", "EUR", "EUR", "JPY"]),
        dies=DEATH,
    )
    def a_deal_is_won_or_changes(self, sale: str, amount: str, currency: str, dies: str) -> None:
        self._hear(a_win, sale, dies, amount=amount, currency=currency)

    @rule(sale=ON_ONE, dies=DEATH)
    def a_deal_is_opened_again(self, sale: str, dies: str) -> None:
        self._hear(an_opportunity, sale, dies)

    @precondition(lambda self: self.ear.rewards)
    @rule(
        data=st.data(), dies=DEATH, what=st.sampled_from(["approve", "decline", "hold", "release"])
    )
    def somebody_decides_on_a_reward(self, data: st.DataObject, dies: str, what: str) -> None:
        reward = data.draw(st.sampled_from(sorted(self.ear.rewards, key=lambda r: r.number)))
        self._do(lambda: self._decide(what, reward), dies)

    @rule(dies=DEATH)
    def finance_asks_for_payouts(self, dies: str) -> None:
        day = self.ear.hub.clock().date() + timedelta(days=60)
        self._do(lambda: paying.create(due_by=day, **self._by), dies)

    @precondition(lambda self: self.payouts)
    @rule(data=st.data(), dies=DEATH, paid=st.booleans())
    def finance_says_how_a_payout_ended(
        self, data: st.DataObject, dies: str, *, paid: bool
    ) -> None:
        payout_id = data.draw(st.sampled_from(sorted(p.payout_id for p in self.payouts)))
        if paid:
            told = {"payout_id": payout_id, "reference": "transfer 1"}
            self._do(lambda: paying.tell_paid(**told, **self._by), dies)
        else:
            told = {"payout_id": payout_id, "reason": "the account is closed"}
            self._do(lambda: paying.tell_failed(**told, **self._by), dies)

    @rule(days=st.integers(1, 20))
    def days_go_by(self, days: int) -> None:
        self.ear.hub.clock.advance(seconds=days * 86400)  # type: ignore[attr-defined]
        now = self.ear.hub.clock()
        releasing.release_due(now=now, rewards=self.desk.rewards, each=lambda: None)

    @invariant()
    def the_ledger_adds_up_to_what_is_owed(self) -> None:
        assert self.ear.booked == self.ear.owed

    @invariant()
    def what_was_paid_of_a_reward_is_what_its_payouts_say(self) -> None:
        paid = Counter[str]()
        for payout in self.payouts:
            if payout.state is PayoutState.PAID:
                paid.update({share.number: share.minor for share in payout.shares})
        assert {r.number: r.paid_minor for r in self.ear.rewards if r.paid_minor} == +paid

    @invariant()
    def a_reward_is_part_of_the_one_payout_that_is_on_its_way(self) -> None:
        pending = [p for p in self.payouts if p.state is PayoutState.PENDING]
        parts = [(share.number, p.payout_id) for p in pending for share in p.shares]
        known = [(r.number, r.payout_id) for r in self.ear.rewards if r.payout_id]
        assert sorted(parts) == sorted(known)

    @invariant()
    def nothing_large_is_owed_that_nobody_approved(self) -> None:
        for reward in self.ear.rewards:
            large = reward.currency == "EUR" and reward.minor > 200_000
            waits = reward.needs_approval or reward.payout_id or reward.unfollowed
            owed = reward.state in (RewardState.ISSUED, RewardState.PAID)
            assert not (large and owed) or waits or reward.approved_minor >= reward.minor

    @property
    def payouts(self) -> list[Payout]:
        return [from_item(Payout, item) for item in self.ear.table.of_kind("PAYOUT")]

    @property
    def _by(self) -> dict[str, Any]:
        return {"by": ADA, "now": self.ear.hub.clock(), "desk": self.desk}

    def _decide(self, what: str, reward: Reward) -> None:
        told = {"reason": "as agreed", **self._by}
        match what:
            case "approve":
                approving.approve(reward=reward, **told)
            case "decline":
                approving.decline(number=reward.number, **told)
            case "hold":
                approving.hold(number=reward.number, until=None, **told)
            case _:
                approving.release(number=reward.number, **told)

    def _hear(self, make: Callable[..., Any], sale: str, dies: str, **said: str) -> None:
        self.minute += 1
        seen = make(self.minute, record_id=sale, code=CODE, **said)
        self._do(lambda: self.ear.hear(seen), dies)
        if dies:
            self.ear.hear(seen)

    def _do(self, work: Callable[[], object], dies: str) -> None:
        self.ear.table.dies = dies
        with suppress(Crash, HubError):
            work()
        self.ear.table.dies = ""


def a_policy_with_approval() -> RewardPolicy:
    """The policy of the code: ten per cent, of which more than 2 000 has to be approved."""
    return RewardPolicy(
        rule_id="standard",
        version=1,
        active=True,
        name="Ten per cent",
        tiers=(Tier(percentage=10),),
        approval_above=Money(minor=200_000, currency="EUR").amount,
    )


def test_the_ledger_adds_up_and_nothing_is_paid_twice_whoever_does_what() -> None:
    run_state_machine_as_test(
        AnyPayout, settings=settings(max_examples=AMOUNT, stateful_step_count=30)
    )
