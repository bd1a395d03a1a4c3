"""What will happen by itself, and when."""

import heapq
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import count

Act = Callable[[], None]


class Agenda:
    """Keep future acts in order of their due time; acts due at once keep their order of arrival."""

    def __init__(self) -> None:
        self._entries: list[tuple[datetime, int, Act]] = []
        self._arrival = count()

    def add(self, due: datetime, act: Act) -> None:
        """Plan an act."""
        heapq.heappush(self._entries, (due, next(self._arrival), act))

    def due(self, now: datetime) -> Iterator[tuple[datetime, Act]]:
        """Hand out what is due, oldest first, including what these acts themselves plan."""
        while self._entries and self._entries[0][0] <= now:
            at, _, act = heapq.heappop(self._entries)
            yield at, act
