"""The referral book as it can be looked into, at any size."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pathlib import Path

    from referral_hub.domain.book.look import BookLook, BookPage, Place


class Book(Protocol):
    """
    A list that follows the table within seconds, and can be made of it anew.

    It is asked for pages only: one referral is read from the table, where it is as it is now.
    """

    def page(self, look: BookLook, *, limit: int, after: Place | None = None) -> BookPage:
        """
        Show the rows that the look finds, in its order, beginning after a place of it.

        Raises:
            Unavailable: the book cannot be read now; later.
        """


class KeptBook(Protocol):
    """The copy behind a book, for whoever looks after it."""

    def catch_up(self, *, until: datetime) -> bool:
        """
        Take in what changed in the table; tell whether that is all, or more than there was time.

        Raises:
            Unavailable: table or snapshot cannot be read now.
        """

    def sweep(self) -> int:
        """Look again at what no index names any more; return how many referrals that were."""

    def keep_snapshot(self) -> None:
        """Let new readers begin with the copy as it is now."""

    def noted(self, name: str) -> str:
        """Read what was noted in the copy, and goes with its snapshots; empty if nothing was."""

    def note(self, name: str, value: str) -> None: ...


class BookSnapshots(Protocol):
    """Where the newest file of a copy is kept, so that a new reader need not walk the table."""

    def fetch(self, into: Path) -> bool:
        """
        Write it to this file; False where there is none.

        Raises:
            Unavailable: it cannot be read now.
        """

    def put(self, file: Path) -> None:
        """
        Replace it by this file.

        Raises:
            Unavailable: it cannot be written now.
        """
