"""What every queue of hints owes the hub."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence

import pytest

from referral_hub.ports import HintQueue

Received = Callable[[], Sequence[Mapping[str, str]]]


def a_hint(number: int = 1) -> dict[str, str]:
    return {"partner_id": "lantern", "about": "invitation", "id": f"I-{number}"}


class HintQueueContract(ABC):
    @abstractmethod
    @pytest.fixture
    def queue(self) -> HintQueue: ...

    @abstractmethod
    @pytest.fixture
    def received(self) -> Received:
        """What whoever reads the queue finds in it."""

    def test_a_hint_arrives_as_it_was_sent(self, queue: HintQueue, received: Received) -> None:
        queue.send([a_hint()])

        assert list(received()) == [a_hint()]

    @pytest.mark.parametrize("count", [0, 10, 11, 25])
    def test_however_many_hints_are_sent_each_arrives(
        self, queue: HintQueue, received: Received, count: int
    ) -> None:
        hints = [a_hint(number) for number in range(count)]

        queue.send(hints)

        assert sorted(h["id"] for h in received()) == sorted(h["id"] for h in hints)

    def test_a_hint_sent_twice_arrives_twice(self, queue: HintQueue, received: Received) -> None:
        queue.send([a_hint()])
        queue.send([a_hint()])

        assert len(received()) == 2
