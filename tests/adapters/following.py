"""Books that follow the table of a hub in memory."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from referral_hub.adapters.book.following import FollowingBook
from referral_hub.adapters.book.snapshots import MemorySnapshots
from referral_hub.domain.book.look import BookLook
from referral_hub.domain.book.row import BookRow
from referral_hub.domain.referrals.referral import Referral
from referral_hub.hub import Hub
from referral_hub.ports import BookSnapshots
from referral_hub.records.book import BookRecords
from tests.builders import Clock, an_invitation


def a_reader(hub: Hub, folder: Path, snapshots: BookSnapshots | None = None) -> FollowingBook:
    """A process that has just started; each needs a folder of its own."""
    kept = snapshots or MemorySnapshots()
    return FollowingBook(folder, BookRecords(hub.table), kept, hub.clock)


def filed(hub: Hub, count: int = 1, **told: Any) -> Referral:
    return hub.referrals.file(an_invitation(partner_referral_id=f"O-{count}", **told)).referral


def all_taken_in(book: FollowingBook, hub: Hub) -> bool:
    return book.catch_up(until=hub.clock() + timedelta(hours=1))


def rows(book: FollowingBook, **asked: Any) -> tuple[BookRow, ...]:
    return book.page(BookLook(**asked), limit=100).rows


def titles(book: FollowingBook, **asked: Any) -> list[str]:
    return [row.title for row in rows(book, **asked)]


def time_passes(hub: Hub, **by: float) -> None:
    assert isinstance(hub.clock, Clock)
    hub.clock.advance(**by)
