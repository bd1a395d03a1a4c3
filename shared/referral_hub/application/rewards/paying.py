"""Make payouts of what is owed, and take note of how they ended (LC-7)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from referral_hub.domain.access import Principal
from referral_hub.domain.errors import Conflict
from referral_hub.domain.rewards import settling
from referral_hub.domain.rewards.payout import (
    Payout,
    Share,
    for_each_payee,
    payout_id_of,
    run_id_of,
)
from referral_hub.domain.rewards.reward import Reward
from referral_hub.ports import Write
from referral_hub.records.races import unless_overtaken

from .desk import RewardDesk

# So many in one go, which takes seconds; the answer says whether more are left.
MOST_AT_ONCE = 100

_Ended = Callable[[Reward, Share], Reward]


@dataclass(frozen=True)
class Run:
    """The payouts that one request made; `more` says that another makes others."""

    run_id: str
    payouts: tuple[Payout, ...]
    more: bool = False


def create(
    *, due_by: date, referrer_id: str = "", by: Principal, now: datetime, desk: RewardDesk
) -> Run:
    """
    Make payouts of what is to be paid by a day, to one referrer or to all.

    Each is kept with its rewards or not at all, so that no reward is part of two. Of two who ask at
    once both get the same ones.
    """
    due = [r for r in desk.rewards.to_pay_by(due_by) if referrer_id in ("", r.referrer_id)]
    together = for_each_payee(due)
    wanted = together[:MOST_AT_ONCE]
    run_id = run_id_of(map(payout_id_of, wanted)) if wanted else ""
    begun = [_begun(rewards, run_id, due_by, by, now, desk) for rewards in wanted]
    made = [p for p, r in zip(begun, wanted, strict=True) if _kept(p, r, desk)]
    kept = tuple(desk.payouts.get(payout.payout_id) for payout in made)
    return Run(run_id, kept, more=len(kept) < len(together))


def tell_paid(
    *, payout_id: str, reference: str, by: Principal, now: datetime, desk: RewardDesk
) -> Payout:
    """
    Take note that a payout was paid, and under which reference; the same again changes nothing.

    Raises:
        PayoutNotFound: there is none, or none of the caller's business.
        PayoutIsOver: it failed, or was paid under another reference.
    """

    def ended(reward: Reward, share: Share) -> Reward:
        return settling.paid(reward, share.minor, payout_id=payout_id, reference=reference, at=now)

    return _close(payout_id, lambda p: p.paid(reference, by=by.actor, at=now), ended, by, desk)


def tell_failed(
    *, payout_id: str, reason: str, by: Principal, now: datetime, desk: RewardDesk
) -> Payout:
    """
    Take note that nothing of a payout was paid: its rewards are free for the next.

    Raises:
        PayoutNotFound: there is none, or none of the caller's business.
        PayoutIsOver: it was paid.
    """

    def ended(reward: Reward, _: Share) -> Reward:
        return settling.payout_failed(reward, payout_id=payout_id, reason=reason, at=now)

    return _close(payout_id, lambda p: p.failed(reason, by=by.actor, at=now), ended, by, desk)


def _begun(
    rewards: Sequence[Reward],
    run_id: str,
    due_by: date,
    by: Principal,
    now: datetime,
    desk: RewardDesk,
) -> Payout:
    first = rewards[0]
    shares = tuple(Share(number=r.number, minor=r.outstanding_minor) for r in rewards)
    return Payout(
        payout_id=payout_id_of(rewards),
        run_id=run_id,
        referrer_id=first.referrer_id,
        partner_id=first.partner_id,
        payee=desk.payee_of(first.referrer_id),
        currency=first.currency,
        minor=sum(share.minor for share in shares),
        shares=shares,
        due_by=due_by,
        created_at=now,
        created_by=by.actor,
    )


def _kept(payout: Payout, rewards: Sequence[Reward], desk: RewardDesk) -> bool:
    """Tell whether it is there now; not if one of its rewards changed since it was read."""
    beside = [write for reward in rewards for write in _joined(reward, payout, desk)]
    try:
        desk.payouts.save(payout, beside=beside)
    except Conflict:
        return desk.payouts.find(payout.payout_id) is not None
    return True


def _joined(reward: Reward, payout: Payout, desk: RewardDesk) -> list[Write]:
    after = reward.joined_to(payout.payout_id, by=payout.created_by, at=payout.created_at)
    return desk.rewards.writes_of(reward, after)


def _close(
    payout_id: str,
    change: Callable[[Payout], Payout],
    ended: _Ended,
    by: Principal,
    desk: RewardDesk,
) -> Payout:
    def once() -> Payout:
        before = desk.payout(payout_id, by)
        after = change(before)
        if after == before:
            return before
        return desk.payouts.save(after, beside=_settled(before.shares, ended, desk))

    return unless_overtaken(payout_id, once)


def _settled(shares: Sequence[Share], ended: _Ended, desk: RewardDesk) -> Iterator[Write]:
    known = {reward.number: reward for reward in desk.rewards.these([s.number for s in shares])}
    for share in shares:
        reward = known[share.number]
        yield from desk.rewards.writes_of(reward, ended(reward, share))
