"""
How a page of the book is found: by what few entries there are to sort, or else by walking.

Few: something that was asked for (a word, a filter, a partner) fits so few entries that all of
them can be looked at, and sorted. Else each of these fits many, and a walk along the index of the
sort column meets some soon. No page looks at more than so many entries, whatever is asked.
"""

from __future__ import annotations

import heapq
import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import apsw

from referral_hub.domain.book.look import BookLook, BookPage, Place, SortColumn
from referral_hub.domain.book.row import BookRow, BookSide

from . import schema

# Beyond these a walk goes along all partners; and a manager of so many sees most of the book.
_PARTNERS_AT_ONCE = 50
# What of a search is looked up among the trigrams; the rest is compared with what that finds.
_WORDS, _LETTERS, _TRIGRAM = 4, 24, 3


class Bounds(NamedTuple):
    """What is looked at for one page: so many entries that are sorted, or met on a walk."""

    few: int = 4_000
    walk: int = 10_000


class Met(NamedTuple):
    """An entry on the way; `doc` is None where it is not what was asked for."""

    key: str
    id: int
    doc: str | None


class Sql(NamedTuple):
    text: str
    values: tuple[str | int, ...] = ()


@dataclass(frozen=True)
class Looking:
    """One look into a copy; `partners` are the ids in it of those that were asked for."""

    connection: apsw.Connection
    look: BookLook
    partners: Collection[int] | None
    bounds: Bounds

    def page(self, limit: int, after: Place | None) -> BookPage:
        if self.partners is not None and not self.partners:
            return BookPage()
        few = self._few()
        met = self._walk(after) if few is None else self._sorted(few, after, limit)
        return _page_of(met, limit, self.bounds.walk)

    def _few(self) -> list[int] | None:
        """All entries that can be meant, if it is known that they are few."""
        for source in self._sources():
            ids = [id_ for (id_,) in self._run(source)]
            if len(ids) <= self.bounds.few:
                return ids
        return None

    def _sources(self) -> Iterator[Sql]:
        """Ways to name all entries that can be meant, each cut off where they are not few."""
        if long := [word for word in self.look.words if len(word) >= _TRIGRAM][:_WORDS]:
            yield Sql(
                f"SELECT rowid FROM words WHERE words MATCH ? {self._cut}", (self._matching(long),)
            )
        for column, keys in self.look.filters.items():
            yield self._having(column, keys)
        if self.partners is not None and (self.look.words or self.look.filters):
            ids = tuple(self.partners)
            where = f"partner IN {_marks(ids)} {self._cut}"
            yield Sql(f"SELECT id FROM entry INDEXED BY of_number WHERE {where}", ids)

    @property
    def _cut(self) -> str:
        return f"LIMIT {self.bounds.few + 1}"

    def _matching(self, words: Iterable[str]) -> str:
        """Ask for words in the columns that may be searched; as text, no sign means anything."""
        texts = ('"' + word[:_LETTERS].replace('"', '""') + '"' for word in words)
        return f"{{{' '.join(self._searched)}}} : ({' AND '.join(texts)})"

    def _having(self, column: SortColumn, keys: Collection[str]) -> Sql:
        values = tuple(sorted(keys))
        if self.partners is not None and len(self.partners) <= _PARTNERS_AT_ONCE:
            ids = tuple(self.partners)
            where = f"partner IN {_marks(ids)} AND k_{column} IN {_marks(values)}"
            return Sql(
                f"SELECT id FROM entry INDEXED BY of_{column} WHERE {where} {self._cut}",
                ids + values,
            )
        where = f"k_{column} IN {_marks(values)}"
        return Sql(f"SELECT id FROM entry INDEXED BY by_{column} WHERE {where} {self._cut}", values)

    def _sorted(self, ids: list[int], after: Place | None, limit: int) -> Iterator[Met]:
        fits, beyond = self._fits, self._beyond(after)
        where = f"id IN (SELECT value FROM json_each(?)) AND {beyond.text} AND {fits.text}"
        values = (json.dumps(ids), *beyond.values, *fits.values, limit + 1)
        what = f"SELECT {self._key}, id, doc FROM entry NOT INDEXED"
        return self._met(Sql(f"{what} WHERE {where} {self._order} LIMIT ?", values))

    def _walk(self, after: Place | None) -> Iterator[Met]:
        """Meet entries in order; what is not asked for is met, too."""
        ids = self.partners
        if ids is None or len(ids) > _PARTNERS_AT_ONCE:
            return self._along(Sql("1"), "by", after)
        walks = [self._along(Sql("partner = ?", (id_,)), "of", after) for id_ in ids]
        return heapq.merge(*walks, key=lambda met: met[:2], reverse=self.look.descending)

    def _along(self, part: Sql, indexes: str, after: Place | None) -> Iterator[Met]:
        """Go along one index, beginning at a place of it: each step says which stretch is next."""
        fits, column = self._fits, self.look.sort
        by_number = column is SortColumn.NUMBER and indexes == "by"
        index = "" if by_number else f"INDEXED BY {indexes}_{column}"
        what = f"SELECT {self._key}, id, CASE WHEN {fits.text} THEN doc END FROM entry {index}"
        for stretch in self._stretches(after):
            where = f"WHERE {part.text} AND {stretch.text} {self._order}"
            values = fits.values + part.values + stretch.values
            yield from self._met(Sql(f"{what} {where}", values))

    def _stretches(self, after: Place | None) -> Iterator[Sql]:
        """
        What lies beyond a place, in order: first what sorts alike, then the rest. SQLite would not
        begin in the midst of what sorts alike if both were asked for at once.
        """
        if after is None or self.look.sort is SortColumn.NUMBER:
            yield self._beyond(after)
            return
        id_ = _id_of(after)
        yield Sql(f"{self._key} = ? AND id {self._way} ?", (after.key, id_))
        yield Sql(f"{self._key} {self._way} ?", (after.key,))

    def _beyond(self, after: Place | None) -> Sql:
        if after is None:
            return Sql("1")
        if self.look.sort is SortColumn.NUMBER:
            return Sql(f"id {self._way} ?", (_id_of(after),))
        return Sql(f"({self._key}, id) {self._way} (?, ?)", (after.key, _id_of(after)))

    @property
    def _way(self) -> str:
        return "<" if self.look.descending else ">"

    @property
    def _key(self) -> str:
        return "''" if self.look.sort is SortColumn.NUMBER else f"k_{self.look.sort}"

    @property
    def _order(self) -> str:
        way = " DESC" if self.look.descending else ""
        by_number = self.look.sort is SortColumn.NUMBER
        return f"ORDER BY id{way}" if by_number else f"ORDER BY {self._key}{way}, id{way}"

    @property
    def _fits(self) -> Sql:
        """What an entry must be to be shown."""
        mine = schema.HOST if self.look.side is BookSide.HOST else schema.PARTNER
        tests = [Sql("sides & ?", (mine,))]
        if self.partners is not None:
            ids = tuple(self.partners)
            tests.append(Sql(f"partner IN {_marks(ids)}", ids))
        for column, keys in self.look.filters.items():
            tests.append(Sql(f"k_{column} IN {_marks(keys)}", tuple(sorted(keys))))
        anywhere = " OR ".join(f"instr({name}, ?)" for name in self._searched)
        said = ((word,) * len(self._searched) for word in self.look.words)
        tests += [Sql(f"({anywhere})", words) for words in said]
        return Sql(
            " AND ".join(test.text for test in tests),
            tuple(value for test in tests for value in test.values),
        )

    @property
    def _searched(self) -> tuple[str, ...]:
        may: Mapping[str, bool] = {
            "shared": True,
            "host": self.look.side is BookSide.HOST,
            "people": self.look.people,
        }
        return tuple(name for name, allowed in may.items() if allowed)

    def _met(self, sql: Sql) -> Iterator[Met]:
        return (Met(*row) for row in self._run(sql))

    def _run(self, sql: Sql) -> apsw.Cursor:
        return self.connection.execute(sql.text, sql.values)


def _page_of(met: Iterator[Met], limit: int, longest_walk: int) -> BookPage:
    """Take entries until the page is full and one more is known, or the walk was long enough."""
    found: list[Met] = []
    last: Met | None = None
    for walked, last in enumerate(met):
        if last.doc is not None and len(found) == limit:
            return _made(found, found[-1])
        if last.doc is not None:
            found.append(last)
        if walked + 1 == longest_walk:
            return _made(found, found[-1] if len(found) == limit else last)
    return _made(found, None)


def _made(found: Iterable[Met], last: Met | None) -> BookPage:
    rows = tuple(BookRow.model_validate_json(met.doc) for met in found if met.doc is not None)
    return BookPage(rows=rows, after=_place_of(last) if last else None)


def _place_of(met: Met) -> Place:
    return Place(key=met.key, number=f"R-{met.id // 2:06d}", second=met.id % 2 == 1)


def _id_of(place: Place) -> int:
    return int(place.number.removeprefix("R-")) * 2 + place.second


def _marks(values: Collection[object]) -> str:
    return f"({', '.join('?' * len(values))})"
