"""The records of the org, with savepoints: a transaction can be taken back, whole or in part."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sandbox.salesforce.org.record import Change, Record


@dataclass(frozen=True)
class Savepoint:
    undone: int
    changes: int


@dataclass
class Store:
    """Hold records by object and id, deleted ones too: they lie in the recycle bin."""

    _tables: dict[str, dict[str, Record]] = field(default_factory=dict)
    _undo: list[tuple[str, str, Record | None]] = field(default_factory=list)
    _changes: list[Change] = field(default_factory=list)

    def put(self, record: Record, change: Change | None = None) -> None:
        table = self._tables.setdefault(record.sobject, {})
        self._undo.append((record.sobject, record.id, table.get(record.id)))
        table[record.id] = record
        if change:
            self._changes.append(change)

    def get(self, sobject: str, record_id: str) -> Record | None:
        return self._tables.get(sobject, {}).get(record_id)

    def everything(self, sobject: str) -> Iterator[Record]:
        yield from list(self._tables.get(sobject, {}).values())

    def rows(self, sobject: str) -> Iterator[Record]:
        return (record for record in self.everything(sobject) if not record.is_deleted)

    def carrying(self, sobject: str, field_name: str, value: Any) -> list[Record]:
        """Return the records with this value in a field; capitals make no difference."""
        wanted = _plain(value)
        return [r for r in self.rows(sobject) if _plain(r.get(field_name)) == wanted]

    def savepoint(self) -> Savepoint:
        return Savepoint(len(self._undo), len(self._changes))

    def roll_back(self, to: Savepoint) -> None:
        while len(self._undo) > to.undone:
            sobject, record_id, before = self._undo.pop()
            if before is None:
                del self._tables[sobject][record_id]
            else:
                self._tables[sobject][record_id] = before
        del self._changes[to.changes :]

    def commit(self) -> list[Change]:
        """End the transaction and return what it changed."""
        changes, self._changes = self._changes, []
        self._undo.clear()
        return changes


def _plain(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value
