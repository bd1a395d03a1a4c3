"""The way of a batch to whoever works it off."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol


class BatchQueue(Protocol):
    """What waits to be worked off: of one batch part by part, of others independently."""

    def send(self, batch_id: str, parts: Iterable[int]) -> None:
        """
        Queue parts of a batch in their order; the same part twice, within some minutes, is one
        message.

        Raises:
            Unavailable: some were not taken; send all of them again.
        """
