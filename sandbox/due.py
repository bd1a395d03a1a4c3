"""What is to be sent later, until it is due."""

import threading
from datetime import datetime
from typing import Generic, Protocol, TypeVar


class _HasTime(Protocol):
    @property
    def due(self) -> datetime: ...


Delivery = TypeVar("Delivery", bound=_HasTime)


class Waiting(Generic[Delivery]):
    """Deliveries on their way. Thread-safe, and nothing is sent under its lock."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: list[Delivery] = []

    def add(self, delivery: Delivery) -> None:
        with self._lock:
            self._waiting.append(delivery)

    def take_due(self, now: datetime) -> list[Delivery]:
        """Take what is due out of what waits."""
        with self._lock:
            due = [each for each in self._waiting if each.due <= now]
            self._waiting = [each for each in self._waiting if each.due > now]
        return due
