"""Snapshots in S3 and in memory keep one contract."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from moto import mock_aws

from referral_hub.adapters.book.snapshots import MemorySnapshots, S3Snapshots
from tests.adapters.conftest import a_client
from tests.contracts.book_snapshots import BookSnapshotsContract


class TestMemorySnapshots(BookSnapshotsContract):
    @pytest.fixture
    def snapshots(self) -> MemorySnapshots:
        return MemorySnapshots()


class TestS3Snapshots(BookSnapshotsContract):
    @pytest.fixture
    def snapshots(self) -> Iterator[S3Snapshots]:
        with mock_aws():
            a_client("s3").create_bucket(Bucket="books")
            yield S3Snapshots(lambda: a_client("s3"), "books", "book.sqlite.gz")
