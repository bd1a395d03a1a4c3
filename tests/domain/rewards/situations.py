"""Every situation of a reward of 1250.00 EUR, and everything that can happen to it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from referral_hub.domain.errors import HubError
from referral_hub.domain.rewards.decision import Decision
from referral_hub.domain.rewards.entries import entries_between
from referral_hub.domain.rewards.reward import Reward
from referral_hub.domain.rewards.settling import paid, payout_failed
from referral_hub.domain.shapes import minor_spelled
from tests.builders import NOON
from tests.domain.rewards.examples import (
    ADMIN,
    a_reward,
    earned,
    in_days,
    reopened,
    settle_anew,
)

ON_ITS_WAY = a_reward().joined_to("p-1", by=ADMIN, at=NOON)


def is_paid(reward: Reward) -> Reward:
    return paid(reward, 125_000, payout_id="p-1", reference="SEPA 9", at=NOON)


def fails(reward: Reward) -> Reward:
    return payout_failed(reward, payout_id="p-1", reason="no such account", at=NOON)


def decided(decision: Decision) -> Callable[[Reward], Reward]:
    return lambda reward: settle_anew(reward, decision)


def happens_while_it_waits(decision: Decision) -> Callable[[Reward], Reward]:
    """What waits for approval does so under a policy that goes on to ask for it."""
    asks = decision.model_copy(update={"needs_approval": True})
    held = decision.model_copy(update={"held_until": in_days(30)})

    def happen(reward: Reward) -> Reward:
        if reward.state == "new":
            return settle_anew(reward, asks)
        return settle_anew(reward, held if reward.state == "held" else decision)

    return happen


SITUATIONS: Mapping[str, Reward] = {
    "waits for approval": a_reward(earned(needs_approval=True)),
    "is held": a_reward(earned(held_until=in_days(30))),
    "is issued": a_reward(),
    "is on its way": ON_ITS_WAY,
    "is paid": is_paid(ON_ITS_WAY),
    "is paid but for 100.00": settle_anew(is_paid(ON_ITS_WAY), earned(135_000)),
    "is paid 100.00 too much": settle_anew(is_paid(ON_ITS_WAY), earned(115_000)),
    "is declined": a_reward().declined(by=ADMIN, at=NOON, why="a test deal"),
    "is reversed": settle_anew(a_reward(), reopened()),
}
HAPPENINGS: Mapping[str, Callable[[Reward], Reward]] = {
    "1500.00 EUR": happens_while_it_waits(earned(150_000)),
    "1000.00 EUR": happens_while_it_waits(earned(100_000)),
    "1400.00 USD": happens_while_it_waits(earned(140_000, "USD")),
    "nothing": decided(reopened()),
    "declined": lambda reward: reward.declined(by=ADMIN, at=NOON, why="the code was bought"),
    "held": lambda reward: reward.held(by=ADMIN, at=NOON, why="whose is it?"),
}
MEANWHILE: Mapping[str, Callable[[Reward], Reward]] = {
    "nothing new": lambda reward: reward,
    **{what: HAPPENINGS[what] for what in ("1500.00 EUR", "1000.00 EUR", "1400.00 USD")},
    "earns nothing": HAPPENINGS["nothing"],
    "earns nothing, then 1500.00 EUR": lambda reward: HAPPENINGS["1500.00 EUR"](
        HAPPENINGS["nothing"](reward)
    ),
}
ENDS: Mapping[str, Callable[[Reward], Reward]] = {"is paid": is_paid, "fails": fails}


def outcome(before: Reward, happen: Callable[[Reward], Reward]) -> str:
    """Say what became of a reward: its state and what is outstanding, or that it is refused."""
    try:
        after = happen(before)
    except HubError:
        return "refused"
    _must_be_booked(before, after)
    amount = minor_spelled(after.outstanding_minor, after.currency)
    return f"{after.state}, {amount}" + (" USD" if after.currency == "USD" else "")


def _must_be_booked(before: Reward, after: Reward) -> None:
    if before == after:
        return
    booked = [entry.minor for entry in entries_between(before, after) if entry.currency == "EUR"]
    left = after.outstanding_minor if after.currency == "EUR" else 0
    assert before.outstanding_minor + sum(booked) == left
