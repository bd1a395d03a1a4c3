from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from referral_hub.adapters.book.following import FollowingBook
from referral_hub.adapters.book.snapshots import MemorySnapshots
from referral_hub.hub import Hub
from referral_hub.records.book import BookRecords
from tests.builders import a_hub


@pytest.fixture
def hub(tmp_path: Path) -> Hub:
    """A hub with a copy of its book, which follows the table."""
    made = a_hub()
    book = FollowingBook(tmp_path, BookRecords(made.table), MemorySnapshots(), made.clock)
    return replace(made, book=book)
