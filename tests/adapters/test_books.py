"""The referral book in memory and the copy in SQLite keep one contract, and agree in everything."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from referral_hub.adapters.book.copy import BookCopy
from referral_hub.adapters.book.memory import MemoryBook
from referral_hub.domain.book.row import BookEntry
from tests.contracts.book import BookContract, Filled


class TestMemoryBook(BookContract):
    @pytest.fixture
    def filled(self) -> Filled:
        return MemoryBook


class TestBookCopy(BookContract):
    @pytest.fixture
    def filled(self, tmp_path: Path) -> Filled:
        def fill(entries: Iterable[BookEntry]) -> BookCopy:
            copy = BookCopy(tmp_path / "book.sqlite")
            copy.keep(entries)
            copy.sort()
            return copy

        return fill
