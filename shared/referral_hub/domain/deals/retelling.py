"""
How a partner's word of a referral that nobody has decided is taken in: its newest word replaces.

A blank replaces nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from referral_hub.domain.referrals.axes import Stage, Status
from referral_hub.domain.referrals.deal_fields import DealField
from referral_hub.domain.referrals.invitation import Invitation
from referral_hub.domain.referrals.referral import Referral
from referral_hub.domain.shapes import Frozen, Instant, Moment, Money
from referral_hub.domain.timeline import expiry_of
from referral_hub.domain.timeline_entry import TimelineEntry

from .beginning import first_values
from .change import DealChange
from .news import Values, not_before, told_by_the_partner

_NOT_AWAITED = "the partner shows it as one that waits for no answer, and nobody answered it here"


class Word(Frozen):
    """
    What a partner says of a referral at one time; `told_at` is when, by its own clock, if it tells,
    and `said_at` the same by ours, where both are known to differ.

    `offers` says whether it waits for an answer; None where that is not said. `here` says that the
    hub was told, and did not read it in the partner's list.
    """

    deal: Mapping[DealField, str] = {}
    expires_at: Moment | None = None
    offers: bool | None = None
    told_at: Instant | None = None
    said_at: Instant | None = None
    here: bool = False


def retold(
    referral: Referral, known: Invitation, word: Word, *, at: datetime, who: str
) -> Referral:
    """
    Take in what the partner says over what is `known`; the same again changes nothing.

    What is decided stays as it is. So does what has lapsed, unless the partner renews it: with a
    later date or, where it had closed it, by offering it again.
    """
    renewed = _renews(word, referral, at)
    if referral.decision or (referral.lapsed_by(at) and not renewed):
        return referral
    said = not_before(referral.told.told_here, word.deal, word.said_at or word.told_at)
    before = first_values(known, (), {}, (), at, stage=referral.stage)
    news, ends = told_by_the_partner(before, said), word.expires_at or referral.expires_at
    why = _why(news, before, at, who)
    if ends != referral.expires_at:
        why.append(f"expires_at: {_day(ends)}, was {_day(referral.expires_at)}")
    if not why and not renewed:
        confirmed = _confirmed(referral, known, word)
        return _not_awaited(confirmed, at, who) if word.offers is False else confirmed
    what = "referral.renewed" if renewed else "referral.retold"
    entry = TimelineEntry(at=at, who=who, what=what, why="; ".join(why) or "it is offered again")
    newest = _replacing(news) | {"told_at": word.told_at or referral.told.told_at, "closed": ""}
    if word.here:
        newest["told_here"] = {**referral.told.told_here, **dict.fromkeys(news, at)}
    told = referral.told.model_copy(update=newest).noting(*expiry_of(referral), entry)
    return referral.retold(told, expires_at=ends).moved_to(told.stage or referral.stage)


def closed(
    referral: Referral, why: str, *, at: datetime, who: str, told_at: Moment | None = None
) -> Referral:
    """
    Close what the partner wants no answer to any more; what is over already stays as it is.

    `told_at` is as that of a word: what it offered before does not open it again.
    """
    if referral.status is not Status.PENDING_ACCEPTANCE:
        return referral
    entry = TimelineEntry(at=at, who=who, what="referral.closed", why=why)
    newest = {"closed": why, "told_at": told_at or referral.told.told_at}
    told = referral.told.model_copy(update=newest).noting(entry)
    return referral.expire().model_copy(update={"told": told})


def _renews(word: Word, referral: Referral, at: datetime) -> bool:
    ends = word.expires_at or referral.expires_at
    if not referral.lapsed_by(at) or (ends and ends <= at):
        return False
    return ends != referral.expires_at or bool(referral.told.closed and word.offers)


def _why(news: Mapping[DealField, str], before: Values, at: datetime, who: str) -> list[str]:
    changes = (
        DealChange.of(field, text, before[field].text, at=at, who=who)
        for field, text in news.items()
        if text != before[field].text
    )
    currency = news.get(DealField.CURRENCY, "")
    return [change.entry(currency).why for change in changes]


def _replacing(news: Mapping[DealField, str]) -> dict[str, Any]:
    """The news in the words of an invitation."""
    told: dict[str, Any] = {
        field.value: text
        for field, text in news.items()
        if field in (DealField.TITLE, DealField.DESCRIPTION)
    }
    if DealField.AMOUNT in news:
        told["value"] = Money.of(news[DealField.AMOUNT], news[DealField.CURRENCY])
    if DealField.STAGE in news:
        told["stage"] = Stage(news[DealField.STAGE])
    if DealField.TARGET_CLOSE_DATE in news:
        told["target_close_date"] = date.fromisoformat(news[DealField.TARGET_CLOSE_DATE])
    return told


def _confirmed(referral: Referral, known: Invitation, word: Word) -> Referral:
    """Note when the partner said the same again: another word of before that is outdated."""
    is_older = known.told_at and word.told_at and word.told_at <= known.told_at
    if is_older or not (word.told_at and word.deal):
        return referral
    told = referral.told.model_copy(update={"told_at": word.told_at})
    return referral.model_copy(update={"told": told})


def _not_awaited(referral: Referral, at: datetime, who: str) -> Referral:
    """Note once that the partner does not wait for our answer, and leave it undecided."""
    entry = TimelineEntry(at=at, who=who, what="referral.not_awaited", why=_NOT_AWAITED)
    if referral.told.story[-1:] and referral.told.story[-1].what == entry.what:
        return referral
    return referral.model_copy(update={"told": referral.told.noting(entry)})


def _day(ends: datetime | None) -> str:
    return f"{ends:%Y-%m-%d %H:%M} UTC" if ends else "none"
