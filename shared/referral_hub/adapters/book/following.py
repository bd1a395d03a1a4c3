"""The book that a function answers from: a copy of its own, as new as the table at each look."""

from __future__ import annotations

import os
import shutil
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from referral_hub.domain.book.look import BookLook, BookPage, Place
from referral_hub.domain.errors import Unavailable
from referral_hub.ports.book import BookSnapshots
from referral_hub.records.book import BookRecords

from .copy import BookCopy
from .keeping import Clock, Keeper

# What a caller waits for at most; a copy that is behind by more goes on with the next request.
_PATIENCE = timedelta(seconds=15)
# Then a copy begins anew, with the newest snapshot: what was erased is in that no more.
_OLDEST = timedelta(hours=24)


class FollowingBook:
    """
    `folder` is this machine's; each process has a file of its own there, which nobody else needs.
    """

    def __init__(
        self, folder: Path, records: BookRecords, snapshots: BookSnapshots, clock: Clock
    ) -> None:
        self._folder = folder
        self._records = records
        self._snapshots = snapshots
        self._clock = clock
        self._opened: tuple[BookCopy, datetime] | None = None

    def page(self, look: BookLook, *, limit: int, after: Place | None = None) -> BookPage:
        self.catch_up(until=self._clock() + _PATIENCE)
        if not self._keeper.is_whole:
            raise Unavailable("the referral book", "is being made of the table")
        return self._copy().page(look, limit=limit, after=after)

    def catch_up(self, *, until: datetime) -> bool:
        return self._keeper.catch_up(until=until)

    def sweep(self) -> int:
        return self._keeper.sweep()

    def noted(self, name: str) -> str:
        return self._copy().noted(name)

    def note(self, name: str, value: str) -> None:
        self._copy().note(name, value)

    @property
    def _keeper(self) -> Keeper:
        return Keeper(self._copy(), self._records, self._clock)

    def keep_snapshot(self) -> None:
        packed = self._file.with_suffix(".snapshot")
        packed.unlink(missing_ok=True)
        self._copy().write_to(packed)
        self._snapshots.put(packed)
        packed.unlink()

    @property
    def _file(self) -> Path:
        return self._folder / f"book-{os.getpid()}" / "book.sqlite"

    def _copy(self) -> BookCopy:
        """This process's copy, which begins with the newest snapshot."""
        if self._opened and self._clock() - self._opened[1] < _OLDEST:
            return self._opened[0]
        if self._opened:
            self._opened[0].close()
        _clear(self._folder)
        self._opened = self._begun(), self._clock()
        return self._opened[0]

    def _begun(self) -> BookCopy:
        self._file.parent.mkdir(parents=True)
        if self._snapshots.fetch(self._file):
            copy = BookCopy(self._file)
            if copy.is_usable:
                return copy
            copy.close()
            self._file.unlink()
        return BookCopy(self._file)


def _clear(folder: Path) -> None:
    """Remove what this process, or one that is gone, has left behind."""
    for left in folder.glob("book-*"):
        if int(left.name.removeprefix("book-")) == os.getpid() or not _lives(left):
            shutil.rmtree(left, ignore_errors=True)


def _lives(left: Path) -> bool:
    with suppress(ProcessLookupError, PermissionError):
        os.kill(int(left.name.removeprefix("book-")), 0)
        return True
    return False
