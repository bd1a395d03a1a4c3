"""What nobody could read: listed, read again, or let be."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from itertools import islice
from typing import NamedTuple

from referral_hub.domain.access import Principal
from referral_hub.domain.errors import HubError
from referral_hub.domain.partners.news import (
    NotInQuarantine,
    PartnerNews,
    Quarantined,
    QuarantineState,
    Unreadable,
)
from referral_hub.domain.partners.partner import Hint
from referral_hub.ports import ReadsAgain
from referral_hub.records.quarantine import Quarantine

from .feeds import Source
from .news import NewsDesk

_NO_LONGER = "the partner does not show it any more"


class NotReplayable(HubError):
    code = "not_replayable"
    fix = "Only what was put aside of a partner that is asked for news can be read again."


class Page(NamedTuple):
    """Some of the quarantine; `after` is the place where the next page begins, empty at the end."""

    entries: tuple[Quarantined, ...]
    after: str


class Replayed(NamedTuple):
    """The entry as it is now, and whether a referral was filed for it."""

    entry: Quarantined
    is_new: bool = False


def listed(
    *,
    partner_id: str,
    state: QuarantineState | None,
    by: Principal,
    limit: int,
    before: str,
    quarantine: Quarantine,
) -> Page:
    """List what is there, newest first, without what the partner sent."""
    # Everything of everybody is in no index: without a partner, what is open is meant.
    wanted = state if partner_id or state else QuarantineState.OPEN
    walked = quarantine.newest(partner_ids=by.among(partner_id), state=wanted, before=before)
    found = list(islice(walked, limit + 1))
    after = found[limit - 1][0] if len(found) > limit else ""
    return Page(tuple(known for _, known in found[:limit]), after)


def opened(partner_id: str, key: str, *, by: Principal, quarantine: Quarantine) -> Quarantined:
    """
    Raises:
        NotInQuarantine: there is no such entry, or it is another partner's.
    """
    known = quarantine.find(partner_id, key) if by.may_see(partner_id) else None
    if known is None:
        raise NotInQuarantine(f"nothing of {partner_id} is there under this key")
    return known


def replay(
    *,
    known: Quarantined,
    by: Principal,
    now: datetime,
    source: Callable[[str], Source | None],
    news_desk: NewsDesk,
) -> Replayed:
    """
    Read an entry again: it becomes news as if it came now, or stays with the reason of today.

    What was replayed already stays as it is.

    Raises:
        NotReplayable: the partner is not asked for news any more.
        Unavailable: the partner has to be asked for it, and did not answer.
        Conflict: somebody else works on the same entry or referral: later.
    """
    if known.state is QuarantineState.REPLAYED:
        return Replayed(known)
    asked = source(known.partner_id)
    if asked is None:
        raise NotReplayable(f"{known.partner_id} is not asked for news")
    shown = _read_again(news_desk.quarantine.entry(known), asked, now)
    if not isinstance(shown, PartnerNews):
        why = shown.why if shown else _NO_LONGER
        return Replayed(news_desk.quarantine.save(known.still(why, at=now)))
    # Saved last: a crash in between leaves it to be replayed once more, which files nothing twice.
    taken = news_desk.take(shown, via="replay", at=now)
    number = taken.filed.referral.number if taken.filed else ""
    # Taking news settles what is open of the same entry, this one included.
    latest = opened(known.partner_id, known.key, by=by, quarantine=news_desk.quarantine)
    settled = latest.replayed(number=number, at=now, by=by.actor)
    return Replayed(news_desk.quarantine.save(settled), bool(taken.filed and taken.filed.new))


def dismiss(
    *, known: Quarantined, by: Principal, now: datetime, quarantine: Quarantine
) -> Quarantined:
    """
    Let an entry be; it is kept, and its content coming again opens nothing.

    Raises:
        Conflict: it changed since it was read.
    """
    return quarantine.save(known.dismissed(at=now, by=by.actor)) if known.is_open else known


def _read_again(
    entry: Unreadable, source: Source, now: datetime
) -> PartnerNews | Unreadable | None:
    if isinstance(source.feed, ReadsAgain):
        return source.feed.read_again(entry, at=now)
    hint = Hint(partner_id=entry.partner_id, about="invitation", id=entry.entry_id)
    return source.feed.read(hint, at=now, via="replay") if entry.entry_id else None
