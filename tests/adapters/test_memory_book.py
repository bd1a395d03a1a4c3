"""The referral book in memory keeps the contract of the book."""

from __future__ import annotations

import pytest

from referral_hub.adapters.memory_book import MemoryBook
from tests.contracts.book import BookContract, Filled


class TestMemoryBook(BookContract):
    @pytest.fixture
    def filled(self) -> Filled:
        return MemoryBook
