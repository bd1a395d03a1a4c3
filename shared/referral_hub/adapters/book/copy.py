"""A copy of the book in a file, which SQLite keeps sorted and searchable."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import apsw

from referral_hub.domain.book.look import (
    BookLook,
    BookPage,
    Place,
    host_text,
    people_text,
    shared_text,
    sort_key,
)
from referral_hub.domain.book.row import BookEntry, BookRow

from . import schema
from .paging import Bounds, Looking

# Kept in memory of what is read, in KiB; the file itself is read by mapping it.
_CACHE = -64_000
_MAPPED = 4 * 1024**3


class BookCopy:
    """
    What it shows is as new as what was kept in it. It is made of the table, and nothing is lost
    with it: so writes are not waited for, and a file that a crash left is thrown away.
    """

    def __init__(self, path: Path, bounds: Bounds | None = None) -> None:
        self.path = path
        self._bounds = bounds or Bounds()
        self.connection = apsw.Connection(str(path))
        self._run("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA temp_store = MEMORY")
        self._run(f"PRAGMA cache_size = {_CACHE}; PRAGMA mmap_size = {_MAPPED}")
        self.is_usable = self._version() in (0, schema.VERSION)
        if self.is_usable:
            with self.connection:
                self._run(schema.TABLES)

    def close(self) -> None:
        self.connection.close()

    @contextmanager
    def at_once(self) -> Iterator[None]:
        """Let whoever looks see all that is kept here, or nothing of it."""
        with self.connection:
            yield

    def keep(self, entries: Iterable[BookEntry]) -> None:
        """Take entries in; one that is known is replaced."""
        for entry in entries:
            self.drop([entry.number])
            for id_, sides, row in _rows_of(entry):
                self._keep_row(id_, sides, row, entry)

    def drop(self, numbers: Iterable[str]) -> None:
        """Forget referrals that are not there any more."""
        for number in numbers:
            id_ = id_of(number)
            for table, name in (("entry", "id"), ("words", "rowid")):
                self._run(f"DELETE FROM {table} WHERE {name} IN (?, ?)", id_, id_ + 1)

    def sort(self) -> None:
        """Make it ready to be looked into, after the first entries have been kept."""
        with self.connection:
            self._run(schema.INDEXES)

    def page(self, look: BookLook, *, limit: int, after: Place | None = None) -> BookPage:
        looking = Looking(self.connection, look, self._partners(look), self._bounds)
        return looking.page(limit, after)

    def items(self) -> set[tuple[str, str]]:
        """Name the referrals that are in it, and with their keys the contacts of each."""
        numbers = self._run("SELECT DISTINCT id / 2 FROM entry")
        contacts = self._run("SELECT number, key FROM contact")
        return {(f"R-{id_:06d}", "") for (id_,) in numbers} | set(contacts)

    def contacts_of(self, numbers: Iterable[str]) -> dict[str, set[str]]:
        """Name the contacts of each that have been told of."""
        known: dict[str, set[str]] = {number: set() for number in numbers}
        for number, keys in known.items():
            keys |= {
                key for (key,) in self._run("SELECT key FROM contact WHERE number = ?", number)
            }
        return known

    def tell_of_contacts(self, contacts: Iterable[tuple[str, str]]) -> None:
        self.connection.executemany("INSERT OR IGNORE INTO contact VALUES (?, ?)", contacts)

    def forget_contact(self, number: str, key: str) -> None:
        self._run("DELETE FROM contact WHERE number = ? AND key = ?", number, key)

    def merge(self) -> None:
        """Leave nothing of what was dropped among the trigrams."""
        self._run("INSERT INTO words (words) VALUES ('optimize')")

    def write_to(self, file: Path) -> None:
        """Write all that is kept, and nothing of what is not any more, to a new file."""
        self._run("VACUUM INTO ?", str(file))

    def has_applied(self, changed: str) -> bool:
        return bool(self._run("SELECT 1 FROM applied WHERE changed = ?", changed).fetchall())

    def apply(self, changes: Iterable[str]) -> None:
        """Remember what was taken in."""
        self.connection.executemany(
            "INSERT OR IGNORE INTO applied VALUES (?)", ((each,) for each in changes)
        )

    def forget_applied(self, before: str) -> None:
        """Forget what no walk meets again."""
        self._run("DELETE FROM applied WHERE changed < ?", before)

    def note(self, name: str, value: str) -> None:
        self._run("INSERT OR REPLACE INTO about VALUES (?, ?)", name, value)

    def noted(self, name: str) -> str:
        found = self._run("SELECT value FROM about WHERE name = ?", name).fetchone()
        return str(found[0]) if found else ""

    def _keep_row(self, id_: int, sides: int, row: BookRow, entry: BookEntry) -> None:
        host = host_text(row, entry) if sides & schema.HOST else ""
        texts = (shared_text(row, entry), host, people_text(entry))
        keys = (sort_key(row, column) for column in schema.SORTED)
        partner, doc = self._partner(row.partner_id), row.model_dump_json(exclude_defaults=True)
        self._run(schema.ADD_ENTRY, id_, sides, partner, *texts, doc, *keys)
        self._run(schema.ADD_WORDS, id_, *texts)

    def _partner(self, name: str) -> int:
        self._run("INSERT OR IGNORE INTO partner (name) VALUES (?)", name)
        ((id_,),) = self._run("SELECT id FROM partner WHERE name = ?", name)
        return int(id_)

    def _partners(self, look: BookLook) -> Collection[int] | None:
        """The numbers of those that were asked for; None is all of them."""
        if look.partner_ids is None:
            return None
        sql = "SELECT id FROM partner WHERE name = ?"
        found = (self._run(sql, name).fetchone() for name in sorted(look.partner_ids))
        return [id_ for (id_,) in filter(None, found)]

    def _version(self) -> int:
        ((version,),) = self._run("PRAGMA user_version")
        return int(version)

    def _run(self, sql: str, *values: Any) -> apsw.Cursor:
        return self.connection.execute(sql, values)


def id_of(number: str) -> int:
    """Where the row of a referral is; one that only its partner sees comes right after it."""
    return int(number.removeprefix("R-")) * 2


def _rows_of(entry: BookEntry) -> Iterator[tuple[int, int, BookRow]]:
    id_ = id_of(entry.number)
    if entry.host == entry.partner:
        yield id_, schema.BOTH, entry.host
        return
    yield id_, schema.HOST, entry.host
    if entry.partner:
        yield id_ + 1, schema.PARTNER, entry.partner
