"""
The ports that AWS serves, in memory: shipped, and held to the same contracts as the real ones.
"""

from __future__ import annotations

import copy
from collections import defaultdict
from collections.abc import Mapping, Sequence
from threading import Lock

from referral_hub.domain.errors import Conflict
from referral_hub.ports import INDEXES, About, Item, Key, Listener, Page, Write


class MemoryTable:
    """A table in a dictionary; safe for threads, so that races can be staged."""

    def __init__(self) -> None:
        self._items: dict[Key, Item] = {}
        # By attribute and value, so that a query looks at nothing but its partition.
        self._partitions: defaultdict[tuple[str, str], dict[Key, Item]] = defaultdict(dict)
        self._lock = Lock()

    def get(self, key: Key) -> Item | None:
        with self._lock:
            return copy.deepcopy(self._items.get(key))

    def get_many(self, keys: Sequence[Key]) -> list[Item]:
        found = (self.get(key) for key in dict.fromkeys(keys))
        return [item for item in found if item is not None]

    def put(self, item: Item, *, version: int) -> None:
        self.put_all([Write(item, version)])

    def put_all(self, writes: Sequence[Write]) -> None:
        with self._lock:
            for write in writes:
                self._must_be_at(write)
            for write in writes:
                key = _key_of(write.item)
                self._take_out(key)
                self._put_in(key, copy.deepcopy(write.item))

    def _must_be_at(self, write: Write) -> None:
        key = _key_of(write.item)
        stored = self._items.get(key)
        if (stored.get("version") if stored else 0) != write.version:
            raise Conflict(f"{key.pk} {key.sk} is no longer at version {write.version}")

    def delete(self, key: Key) -> None:
        with self._lock:
            self._take_out(key)

    def add(self, key: Key, by: int = 1) -> int:
        with self._lock:
            item = self._items.get(key, {"pk": key.pk, "sk": key.sk})
            item["count"] = int(item.get("count", 0)) + by
            self._put_in(key, item)
            return int(item["count"])

    def _put_in(self, key: Key, item: Item) -> None:
        self._items[key] = item
        for partition in _partitions(item):
            self._partitions[partition][key] = item

    def _take_out(self, key: Key) -> None:
        for partition in _partitions(self._items.pop(key, {})):
            del self._partitions[partition][key]

    def query(
        self,
        pk: str,
        *,
        prefix: str = "",
        index: str = "",
        limit: int = 100,
        newest_first: bool = False,
        after: Mapping[str, str] | None = None,
        below: str = "",
        above: str = "",
    ) -> Page:
        sort = INDEXES[index] if index else "sk"

        def order(item: Mapping[str, str]) -> tuple[str, str, str]:
            return (item[sort], item["pk"], item["sk"])

        with self._lock:
            found = [
                item
                for item in self._partition(pk, index)
                if item[sort].startswith(prefix)
                and (not below or item[sort] < below)
                and item[sort] > above
            ]
            found.sort(key=order, reverse=newest_first)
            if after is not None:
                last = order(after)
                found = [i for i in found if (order(i) < last if newest_first else order(i) > last)]
            page = tuple(copy.deepcopy(found[:limit]))
        return Page(page, _place(page[-1], sort) if len(found) > limit else None)

    def _partition(self, pk: str, index: str) -> list[Item]:
        found = self._partitions.get((index or "pk", pk), {}).values()
        if not index:
            return list(found)
        sort = INDEXES[index]
        return [{n: i[n] for n in ("pk", "sk", sort, index)} for i in found if sort in i]


def _key_of(item: Item) -> Key:
    return Key(item["pk"], item["sk"])


def _partitions(item: Item) -> list[tuple[str, str]]:
    """Name the partitions that an item is in: that of the table, and those of indexes."""
    return [(name, item[name]) for name in ("pk", *INDEXES) if name in item]


def _place(item: Item, sort: str) -> dict[str, str]:
    return {name: item[name] for name in ("pk", "sk", sort)}


class MemoryWorkflow:
    """
    Remembers what was started and resumed; tests and the crash matrix run the steps themselves.
    """

    def __init__(self) -> None:
        self.started: dict[str, str] = {}
        self.resumed: list[tuple[str, tuple[str, ...]]] = []
        self.stale: set[str] = set()

    def start(self, name: str, number: str) -> bool:
        if name in self.started:
            return False
        self.started[name] = number
        return True

    def resume(self, token: str, contact_keys: Sequence[str]) -> bool:
        if token in self.stale:
            return False
        self.stale.add(token)
        self.resumed.append((token, tuple(contact_keys)))
        return True


class MemoryOutbound:
    """What was sent, oldest first: the number, for whom, and its mark; `asked` says about what."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, Listener, str]] = []
        self.asked: list[tuple[str, Listener, About]] = []

    def numbers(self, to: Listener = Listener.CRM) -> list[str]:
        """List the referrals of which this listener is to be told."""
        return [number for number, listener, _ in self.sent if listener is to]

    def send(self, number: str, *, to: Listener, mark: str, about: About = About.DEAL) -> None:
        marked = mark if about is About.DEAL else f"{about}-{mark}"
        if (number, to, marked) not in self.sent:
            self.sent.append((number, to, marked))
            self.asked.append((number, to, about))


class MemoryRedelivery:
    """The seconds after which each message is to come back, by its receipt."""

    def __init__(self) -> None:
        self.pauses: dict[str, int] = {}

    def again_in(self, receipt: str, seconds: int) -> None:
        self.pauses[receipt] = seconds


class MemoryDeadLetters:
    """Messages in a list, oldest first."""

    def __init__(self) -> None:
        self.bodies: list[str] = []

    def put(self, body: str) -> None:
        self.bodies.append(body)


class MemoryHintQueue:
    """Hints in a list, oldest first."""

    def __init__(self) -> None:
        self.hints: list[dict[str, str]] = []

    def send(self, hints: Sequence[Mapping[str, str]]) -> None:
        self.hints += [dict(hint) for hint in hints]
