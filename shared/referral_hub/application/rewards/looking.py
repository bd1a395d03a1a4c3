"""Lists of rewards and of payouts, for those whose business they are."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from referral_hub.domain.access import Principal
from referral_hub.domain.rewards.payout import Payout, PayoutState
from referral_hub.domain.rewards.reward import Reward, RewardState
from referral_hub.records import payouts as kept_payouts
from referral_hub.records import rewards as kept_rewards

from .desk import RewardDesk

# A look that finds nothing must end: so many are looked through per page.
SCAN = 500

T = TypeVar("T")


@dataclass(frozen=True)
class Look:
    """What to look for; what is empty does not restrict."""

    states: tuple[str, ...] = ()
    partner_id: str = ""
    referrer_id: str = ""
    waits_for_approval: bool = False


@dataclass(frozen=True)
class Found(Generic[T]):
    """Some, newest first; `after` is where to go on, empty at the end."""

    items: tuple[T, ...]
    after: str = ""


def rewards(
    *, look: Look, by: Principal, limit: int, before: str, desk: RewardDesk
) -> Found[Reward]:
    """List rewards, newest first, beginning after the place `before`; a page may be short."""
    states = tuple(RewardState(state) for state in look.states) or tuple(RewardState)

    def fits(reward: Reward) -> bool:
        wanted = reward.state in states and (reward.needs_approval or not look.waits_for_approval)
        of_referrer = look.referrer_id in ("", reward.referrer_id)
        return wanted and of_referrer and by.may_see(reward.partner_id)

    walk = _walk_rewards(look, states, by, before, desk)
    return _page(walk, fits, kept_rewards.listed_at, limit)


def payouts(
    *, look: Look, by: Principal, limit: int, before: str, desk: RewardDesk
) -> Found[Payout]:
    """List payouts, newest first, beginning after the place `before`; a page may be short."""
    states = tuple(PayoutState(state) for state in look.states) or tuple(PayoutState)
    partner_ids = by.among(look.partner_id)

    def fits(payout: Payout) -> bool:
        return payout.state in states and look.referrer_id in ("", payout.referrer_id)

    walk = desk.payouts.newest(states=states, partner_ids=partner_ids, before=before)
    return _page(walk, fits, kept_payouts.listed_at, limit)


def _walk_rewards(
    look: Look, states: tuple[RewardState, ...], by: Principal, before: str, desk: RewardDesk
) -> Iterator[Reward]:
    if look.referrer_id:
        found = desk.rewards.of_referrer(look.referrer_id, before=before)
        return (r for r in found if look.partner_id in ("", r.partner_id))
    partner_ids = by.among(look.partner_id)
    return desk.rewards.newest(states=states, partner_ids=partner_ids, before=before)


def _page(
    walk: Iterator[T], fits: Callable[[T], bool], place_of: Callable[[T], str], limit: int
) -> Found[T]:
    found: list[T] = []
    place = ""
    for seen, item in enumerate(walk):
        if len(found) == limit or seen == SCAN:
            return Found(tuple(found), after=place)
        place = place_of(item)
        if fits(item):
            found.append(item)
    return Found(tuple(found))
