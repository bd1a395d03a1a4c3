"""Which changes of a referral and of its deal its partner is told of, and in which words."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Self, TypeVar

from pydantic import Field

from referral_hub.domain.effects import effect_token
from referral_hub.domain.referrals.axes import Progress, Stage, Status
from referral_hub.domain.referrals.deal_fields import DealField
from referral_hub.domain.referrals.referral import Referral
from referral_hub.domain.shapes import Frozen, Moment, spelled

from .webhook import WebhookEvent

T = TypeVar("T")

_Test = Callable[[Referral, Referral], bool]


class ReferralNews(Frozen):
    """
    A partner's own referral as it was when the event came about: the `data` of most events.

    Nobody's contact details are in it, and nothing of the host's but the opportunity's id.
    """

    number: str
    partner_referral_id: str
    status: Status
    stage: Stage
    opportunity_id: str | None = None
    reason: str | None = None
    expires_at: Moment | None = None


class MoneyNews(Frozen):
    amount: str | None = None
    currency: str | None = None


class DealNews(Frozen):
    """
    What the host changed of a deal, and nothing else of it: the `data` of `referral.deal_changed`.
    """

    number: str
    partner_referral_id: str
    stage: Stage | None = None
    title: str | None = None
    description: str | None = None
    value: MoneyNews | None = None
    target_close_date: date | None = None


class Announcement(Frozen):
    """
    One message for one partner; whoever gets it twice knows it again by `id`.

    `turn` counts how often somebody had it sent anew.
    """

    id: str
    partner_id: str
    event: WebhookEvent
    number: str = ""
    at: Moment
    # A referral that is shared has people in it.
    body: str = Field(repr=False)
    turn: int = 0

    @classmethod
    def of(
        cls,
        event: WebhookEvent,
        data: Mapping[str, object],
        *,
        partner_id: str,
        number: str,
        token: str,
        at: datetime,
    ) -> Self:
        moment = f"{at:%Y-%m-%dT%H:%M:%SZ}"
        told = {"type": event.value, "timestamp": moment, "data": data}
        return cls(
            # The time first: deliveries are listed by their ids. No full stop: it would end the id
            # in what is signed.
            id=f"msg_{at:%Y%m%dT%H%M%SZ}_{token[:24]}",
            partner_id=partner_id,
            event=event,
            number=number,
            at=at,
            body=json.dumps(told, separators=(",", ":"), ensure_ascii=False),
        )


def deal_announcement(
    referral: Referral, told: Mapping[DealField, str], *, token: str, at: datetime
) -> Announcement:
    """Write what a partner is told of a deal; the token names the message, `at` is its moment."""
    amount, currency = told.get(DealField.AMOUNT), told.get(DealField.CURRENCY)
    if amount and currency:
        amount = spelled(amount, currency)
    news = DealNews(
        number=referral.number,
        partner_referral_id=referral.partner_referral_id,
        stage=_maybe(Stage, told.get(DealField.STAGE)),
        title=told.get(DealField.TITLE),
        description=told.get(DealField.DESCRIPTION),
        value=MoneyNews(amount=amount, currency=currency) if amount or currency else None,
        target_close_date=_maybe(date.fromisoformat, told.get(DealField.TARGET_CLOSE_DATE)),
    )
    return Announcement.of(
        WebhookEvent.DEAL_CHANGED,
        news.model_dump(mode="json", exclude_none=True),
        partner_id=referral.partner_id,
        number=referral.number,
        token=token,
        at=at,
    )


def webhook_events(before: Referral | None, after: Referral) -> tuple[WebhookEvent, ...]:
    """
    Say what of a change its partner is told, in the order in which it is told.

    What is filed is no news to whoever shared it.
    """
    if before is None:
        return ()
    return tuple(event for event, came_about in _RULES.items() if came_about(before, after))


def announcements(
    before: Referral | None, after: Referral, *, at: datetime
) -> tuple[Announcement, ...]:
    """
    Write what the partner is told of a change that was made `at` this moment.

    The same change gives the same messages, however often it is looked at.
    """
    return tuple(_announced(event, after, at) for event in webhook_events(before, after))


def _announced(event: WebhookEvent, referral: Referral, at: datetime) -> Announcement:
    return Announcement.of(
        event,
        _news(referral).model_dump(mode="json", exclude_none=True),
        partner_id=referral.partner_id,
        number=referral.number,
        token=effect_token(*referral.identity, event, str(referral.version)),
        at=at,
    )


def _maybe(read: Callable[[str], T], text: str | None) -> T | None:
    return read(text) if text else None


def _news(referral: Referral) -> ReferralNews:
    return ReferralNews(
        number=referral.number,
        partner_referral_id=referral.partner_referral_id,
        status=referral.status,
        stage=referral.stage,
        opportunity_id=referral.opportunity_id or None,
        reason=referral.rejection.reason if referral.rejection else None,
        expires_at=referral.expires_at,
    )


def _becomes(status: Status) -> _Test:
    return lambda before, after: before.status is not status and after.status is status


def _is_warned(before: Referral, after: Referral) -> bool:
    return before.expiry_warned_at is None and after.expiry_warned_at is not None


def _has_opportunity(before: Referral, after: Referral) -> bool:
    return after.opportunity_id not in ("", before.opportunity_id)


def _moves_on(before: Referral, after: Referral) -> bool:
    return before.stage is not after.stage


def _is_overdue(before: Referral, after: Referral) -> bool:
    late = Progress.CONTACT_OVERDUE
    return before.progress is not late and after.progress is late


_RULES: Mapping[WebhookEvent, _Test] = {
    WebhookEvent.ABOUT_TO_EXPIRE: _is_warned,
    WebhookEvent.ACCEPTED: _becomes(Status.ACCEPTED),
    WebhookEvent.REJECTED: _becomes(Status.REJECTED),
    WebhookEvent.EXPIRED: _becomes(Status.EXPIRED),
    WebhookEvent.OPPORTUNITY: _has_opportunity,
    WebhookEvent.STAGE_CHANGED: _moves_on,
    WebhookEvent.CONTACT_OVERDUE: _is_overdue,
}
