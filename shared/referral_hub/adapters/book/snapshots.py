"""Snapshots of the book: in a bucket of S3, packed, or in memory."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

from referral_hub.adapters.clients import ask
from referral_hub.domain.errors import Unavailable

# A file of SQLite packs to a quarter at the fastest level, and hardly better at the others.
_LEVEL = 1


class S3Snapshots:
    """`client` makes a botocore client for S3; the snapshot is one object of the bucket."""

    def __init__(self, client: Callable[[], Any], bucket: str, key: str) -> None:
        self._client = client
        self._where = {"Bucket": bucket, "Key": key}

    def fetch(self, into: Path) -> bool:
        try:
            found = ask(self._client(), "get_object", **self._where)
        except ClientError as error:
            if error.response["Error"]["Code"] != "NoSuchKey":
                raise
            return False
        try:
            with gzip.open(found["Body"]) as packed, into.open("wb") as file:
                shutil.copyfileobj(packed, file)
        except BotoCoreError as error:
            raise Unavailable("s3", "did not send all of the snapshot") from error
        return True

    def put(self, file: Path) -> None:
        packed = file.with_suffix(".gz")
        with file.open("rb") as plain, gzip.open(packed, "wb", compresslevel=_LEVEL) as written:
            shutil.copyfileobj(plain, written)
        with packed.open("rb") as body:
            ask(self._client(), "put_object", **self._where, Body=body)
        packed.unlink()


class MemorySnapshots:
    """Keeps the newest file's content."""

    def __init__(self) -> None:
        self._content: bytes | None = None

    def fetch(self, into: Path) -> bool:
        if self._content is None:
            return False
        into.write_bytes(self._content)
        return True

    def put(self, file: Path) -> None:
        self._content = file.read_bytes()
