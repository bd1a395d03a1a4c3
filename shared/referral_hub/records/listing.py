"""Lists: what an index names, read from the table itself, because an index lags behind."""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from operator import itemgetter

from referral_hub.ports import Item, Key, Table

from .items import walk

_AT_ONCE = 25


def newest(
    table: Table, index: str, partitions: Iterable[str], *, before: str = ""
) -> Iterator[Item]:
    """
    Walk the keys of several partitions of an index as one list, newest first, each place once,
    beginning after the `listed` key `before`.
    """
    walks = [walk(table, index, partition, before=before) for partition in partitions]
    keys = heapq.merge(*walks, key=itemgetter("listed"), reverse=True)
    return (next(same) for _, same in groupby(keys, key=itemgetter("listed")))


def read(table: Table, keys: Iterable[Item]) -> Iterator[Item]:
    """Read what is there of these keys, in their order, each once: it may stand in two places."""
    walked, seen = iter(keys), set[str]()
    while batch := list(islice(walked, _AT_ONCE)):
        fresh = [Key(key["pk"], key["sk"]) for key in batch if key["pk"] not in seen]
        items = {item["pk"]: item for item in table.get_many(fresh)}
        seen |= items.keys()
        yield from (items[key.pk] for key in fresh if key.pk in items)
