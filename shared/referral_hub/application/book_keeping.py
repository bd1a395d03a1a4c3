"""Keep the copy of the referral book with which readers begin."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from referral_hub.ports import KeptBook
from referral_hub.records import outgoing as outgoing_records
from referral_hub.records import referrals as referral_records
from referral_hub.records.contacts import Contacts
from referral_hub.records.deals import Deals
from referral_hub.records.outgoing import OutgoingReferrals
from referral_hub.records.races import unless_overtaken
from referral_hub.records.referrals import Referrals

# A new reader walks what changed since the snapshot: an hour's changes are read in seconds.
SNAPSHOT_EVERY = timedelta(hours=1)
SWEEP_EVERY = timedelta(days=1)
_DONE = "all"


@dataclass(frozen=True)
class BookKept:
    """What was done: whether the copy has all there is, how many were `entered` and `swept`."""

    whole: bool
    entered: int
    swept: int


def keep(
    *,
    kept_book: KeptBook,
    clock: Callable[[], datetime],
    until: datetime,
    referrals: Referrals,
    outgoing: OutgoingReferrals,
    deals: Deals,
    contacts: Contacts,
) -> BookKept:
    """
    Follow the table, and put a snapshot away where the last one is old; once a day, look for what
    is gone. What an earlier release stored is entered first, and once.
    """
    records = (referrals, outgoing, deals, contacts)
    entered = _enter(kept_book, *records, clock=clock, until=until)
    whole = kept_book.catch_up(until=until)
    now = clock()
    swept = kept_book.sweep() if whole and _is_due(kept_book, "swept", SWEEP_EVERY, now) else 0
    # One that is not whole yet is kept, too: the next turn goes on with it.
    if not whole or _is_due(kept_book, "snapshot", SNAPSHOT_EVERY, now):
        kept_book.keep_snapshot()
    return BookKept(whole, entered, swept)


def _is_due(book: KeptBook, what: str, every: timedelta, now: datetime) -> bool:
    """Tell whether it was done long ago, and note that it is done now."""
    last = book.noted(what)
    if last and now < datetime.fromisoformat(last) + every:
        return False
    book.note(what, now.isoformat())
    return True


def _enter(
    book: KeptBook,
    referrals: Referrals,
    outgoing: OutgoingReferrals,
    deals: Deals,
    contacts: Contacts,
    *,
    clock: Callable[[], datetime],
    until: datetime,
) -> int:
    """Save what has no mark yet, which gives it one; return how many referrals were looked at."""
    count = 0
    for direction, walk in (
        ("inbound", _inbound(book.noted("inbound"), referrals)),
        ("outgoing", _outgoing(book.noted("outgoing"), outgoing)),
    ):
        for number, place in walk:
            if clock() >= until:
                return count
            _mark_beside(number, deals, contacts)
            book.note(direction, place)
            count += 1
        book.note(direction, _DONE)
    return count


def _inbound(place: str, referrals: Referrals) -> Iterator[tuple[str, str]]:
    if place == _DONE:
        return
    for referral in referrals.newest(before=place):
        if not referral.book_mark:
            referrals.change(referral.number, referrals.save)
        yield referral.number, referral_records.listed_at(referral)


def _outgoing(place: str, outgoing: OutgoingReferrals) -> Iterator[tuple[str, str]]:
    if place == _DONE:
        return
    for referral in outgoing.newest(before=place):
        if not referral.book_mark:
            outgoing.change(referral.number, outgoing.save)
        yield referral.number, outgoing_records.listed_at(referral)


def _mark_beside(number: str, deals: Deals, contacts: Contacts) -> None:
    def mark() -> None:
        deal = deals.find(number)
        if deal and deal.changes and not deal.book_mark:
            deals.save(number, deal)
        for arrival in contacts.of(number):
            if not arrival.book_mark:
                contacts.save(arrival)

    unless_overtaken(number, mark)
