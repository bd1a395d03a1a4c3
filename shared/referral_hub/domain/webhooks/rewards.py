"""What a partner is told of what its referrers earn, and of how that is paid."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from referral_hub.domain.effects import effect_token
from referral_hub.domain.rewards.payout import Payout, PayoutState
from referral_hub.domain.rewards.reward import Reward, RewardState, Transition
from referral_hub.domain.shapes import Frozen, minor_spelled

from .events import Announcement
from .webhook import WebhookEvent


class RewardNews(Frozen):
    """
    A step of a reward: the `data` of the events `reward.*`. `amount` is what the reward is worth
    after it; `reason` says why, in words for whoever earns it.
    """

    number: str
    referrer_id: str
    state: RewardState
    amount: str
    currency: str
    reason: str | None = None
    payout_date: date | None = None


class PayoutNews(Frozen):
    """
    A payment to one referrer: the `data` of the events `payout.*`. `numbers` are the referrals that
    it pays for.
    """

    payout_id: str
    referrer_id: str
    state: PayoutState
    amount: str
    currency: str
    numbers: tuple[str, ...]
    reference: str | None = None
    reason: str | None = None


def reward_announcements(before: Reward | None, after: Reward) -> tuple[Announcement, ...]:
    """
    Write what the partner is told of the steps that a reward took, each once; nobody is told of an
    advocate's.

    A step that changes neither state nor amount is no news: of payouts is told by themselves.
    """
    if not after.partner_id:
        return ()
    return tuple(
        _announced(
            event,
            _news_of_step(step, after),
            partner_id=after.partner_id,
            about=after.number,
            step=str(place),
            at=step.at,
        )
        for place, step, event in _new_steps(before, after)
    )


def payout_announcements(before: Payout | None, after: Payout) -> tuple[Announcement, ...]:
    """Write what the partner is told of a payout: that it was made, and how it ended."""
    if not after.partner_id or (before and before.state is after.state):
        return ()
    news = PayoutNews(
        payout_id=after.payout_id,
        referrer_id=after.referrer_id,
        state=after.state,
        amount=minor_spelled(after.minor, after.currency),
        currency=after.currency,
        numbers=tuple(share.number for share in after.shares),
        reference=after.reference or None,
        reason=after.reason or None,
    )
    event = _OF_PAYOUT[after.state]
    told = _announced(
        event,
        news,
        partner_id=after.partner_id,
        about=after.payout_id,
        step=after.state,
        at=after.closed_at or after.created_at,
    )
    return (told,)


def _new_steps(
    before: Reward | None, after: Reward
) -> Iterator[tuple[int, Transition, WebhookEvent]]:
    known, steps = max(before.steps) if before else -1, after.steps
    for place, step in steps.items():
        if place > known and (event := _event_of(step, steps.get(place - 1))):
            yield place, step, event


def _event_of(step: Transition, last: Transition | None) -> WebhookEvent | None:
    if last is None or last.state is not step.state:
        return WebhookEvent(f"reward.{step.state}")
    same = (last.minor, last.currency) == (step.minor, step.currency)
    return None if same else WebhookEvent.REWARD_ADJUSTED


def _news_of_step(step: Transition, reward: Reward) -> RewardNews:
    return RewardNews(
        number=reward.number,
        referrer_id=reward.referrer_id,
        state=step.state,
        amount=minor_spelled(step.minor, step.currency),
        currency=step.currency,
        reason=step.why or None,
        payout_date=reward.payout_date if step.state is RewardState.ISSUED else None,
    )


def _announced(
    event: WebhookEvent,
    news: RewardNews | PayoutNews,
    *,
    partner_id: str,
    about: str,
    step: str,
    at: datetime,
) -> Announcement:
    return Announcement.of(
        event,
        news.model_dump(mode="json", exclude_none=True),
        partner_id=partner_id,
        number=about,
        token=effect_token(partner_id, about, event, step),
        at=at,
    )


_OF_PAYOUT: Mapping[PayoutState, WebhookEvent] = {
    PayoutState.PENDING: WebhookEvent.PAYOUT_CREATED,
    PayoutState.PAID: WebhookEvent.PAYOUT_PAID,
    PayoutState.FAILED: WebhookEvent.PAYOUT_FAILED,
}
