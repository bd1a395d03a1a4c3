"""What keeps the snapshots of the book owes its readers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from pathlib import Path

import pytest

from referral_hub.ports import BookSnapshots


class BookSnapshotsContract(ABC):
    @abstractmethod
    @pytest.fixture
    def snapshots(self) -> BookSnapshots: ...

    def test_before_the_first_there_is_none(self, snapshots: BookSnapshots, tmp_path: Path) -> None:
        fetched = snapshots.fetch(tmp_path / "book.sqlite")

        assert not fetched
        assert not (tmp_path / "book.sqlite").exists()

    def test_a_reader_gets_what_was_put_last(
        self, snapshots: BookSnapshots, tmp_path: Path
    ) -> None:
        kept = tmp_path / "kept.snapshot"
        for content in (b"first" * 9000, b"second" * 9000):
            kept.write_bytes(content)
            snapshots.put(kept)

        fetched = snapshots.fetch(tmp_path / "book.sqlite")

        assert fetched
        assert (tmp_path / "book.sqlite").read_bytes() == b"second" * 9000

    def test_nothing_is_left_beside_what_was_put(
        self, snapshots: BookSnapshots, tmp_path: Path
    ) -> None:
        kept = tmp_path / "kept.snapshot"
        kept.write_bytes(b"all of it")

        snapshots.put(kept)

        assert list(tmp_path.iterdir()) == [kept]
