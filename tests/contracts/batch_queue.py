"""What the queue of batches owes the hub."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence

import pytest

from referral_hub.ports import BatchQueue

Waiting = Callable[[], Sequence[tuple[str, int]]]


class BatchQueueContract(ABC):
    @abstractmethod
    @pytest.fixture
    def queue(self) -> BatchQueue: ...

    @abstractmethod
    @pytest.fixture
    def waiting(self) -> Waiting:
        """All parts, with their batches, as whoever reads the queue finds them in it."""

    def test_the_parts_of_a_batch_come_in_their_order(
        self, queue: BatchQueue, waiting: Waiting
    ) -> None:
        queue.send("b1", range(20))

        assert list(waiting()) == [("b1", part) for part in range(20)]

    def test_what_is_sent_twice_is_there_once(self, queue: BatchQueue, waiting: Waiting) -> None:
        for _ in range(2):
            queue.send("b1", range(2))

        assert list(waiting()) == [("b1", 0), ("b1", 1)]

    def test_parts_of_two_batches_are_told_apart(self, queue: BatchQueue, waiting: Waiting) -> None:
        for batch in ("b1", "b2"):
            queue.send(batch, range(1))

        assert sorted(waiting()) == [("b1", 0), ("b2", 0)]
