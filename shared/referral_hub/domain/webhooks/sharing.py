"""What a platform is sent of a referral that the host shares with it: all of it."""

from __future__ import annotations

from datetime import date, datetime

from referral_hub.domain.outgoing.referral import OutgoingReferral
from referral_hub.domain.shapes import Frozen

from .events import Announcement, MoneyNews
from .webhook import WebhookEvent


class CustomerNews(Frozen):
    company_name: str | None = None
    website_url: str | None = None
    country_code: str | None = None
    industry: str | None = None
    state: str | None = None
    city: str | None = None
    postal_code: str | None = None
    street: str | None = None


class PersonNews(Frozen):
    first_name: str | None = None
    last_name: str | None = None
    email: str | None = None
    phone: str | None = None
    title: str | None = None


class SharedNews(Frozen):
    """
    A referral of the host's own as it is now: the `data` of `referral.shared`.

    `contact` is the customer's, `host` who looks after it here. `solutions` are ids of the host's
    offers, as the host and the partner have agreed on them.
    """

    number: str
    title: str | None = None
    description: str | None = None
    value: MoneyNews | None = None
    target_close_date: date | None = None
    customer: CustomerNews | None = None
    contact: PersonNews | None = None
    host: PersonNews | None = None
    solutions: tuple[str, ...] | None = None


def shared_announcement(referral: OutgoingReferral, *, token: str, at: datetime) -> Announcement:
    """Write what the partner is sent; the token names the message, `at` is its moment."""
    return Announcement.of(
        WebhookEvent.SHARED,
        _news(referral).model_dump(mode="json", exclude_none=True),
        partner_id=referral.partner_id,
        number=referral.number,
        token=token,
        at=at,
    )


def _news(referral: OutgoingReferral) -> SharedNews:
    """The names of the form are paths: what stands before the point is a part of its own."""
    said: dict[str, object] = {}
    parts: dict[str, dict[str, str]] = {}
    for name, text in referral.fields.items():
        part, _, member = name.partition(".")
        if member:
            parts.setdefault(part, {})[member] = text
        else:
            said[part] = text
    told = {**said, **parts, "solutions": referral.solutions or None}
    return SharedNews.model_validate({**told, "number": referral.number})
