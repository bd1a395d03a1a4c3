"""Everything one portal holds. Not thread-safe: the portal lets one call in at a time."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any

from sandbox.hubspot.behaviour import Behaviour
from sandbox.hubspot.state import standard
from sandbox.hubspot.state.associations import AssociationBook, End
from sandbox.hubspot.state.pipelines import Pipeline, sales_pipeline
from sandbox.hubspot.state.records import Record, Values, Version, indexed
from sandbox.hubspot.state.schema import ObjectType
from sandbox.hubspot.state.source import Source, Token

# Beyond 32 bits, as in portals of today.
_FIRST_ID = 51_000_000_001

Event = dict[str, Any]
Key = tuple[str, str]


@dataclass
class Store:
    """Records, schema, associations and what was told of them; `now` is set by each call."""

    portal_id: int
    app_id: int
    now: datetime
    tokens: dict[str, Token]
    types: dict[str, ObjectType] = field(default_factory=dict)
    pipelines: list[Pipeline] = field(default_factory=list)
    book: AssociationBook = field(default_factory=AssociationBook)
    behaviour: Behaviour = field(default_factory=Behaviour)
    records: dict[Key, Record] = field(default_factory=dict)
    versions: dict[Key, tuple[Version, ...]] = field(default_factory=dict)
    survivors: dict[Key, str] = field(default_factory=dict)
    effects: list[tuple[str, str]] = field(default_factory=list)
    outbox: list[Event] = field(default_factory=list)
    subscriptions: dict[tuple[str, str], int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.types = {
            kind.type_id: kind
            for kind in (
                standard.contacts(),
                standard.companies(),
                standard.deals(),
                standard.notes(),
                standard.orders(),
            )
        }
        self.pipelines = [sales_pipeline()]
        self._ids = count(_FIRST_ID)
        self._event_ids = count(1)
        # Every portal numbers its own association types and object types.
        self._type_ids = count(21 + self.portal_id % 97)
        self._object_type_ids = count(40_000_000 + self.portal_id % 100_000)

    def next_id(self) -> str:
        return str(next(self._ids))

    def next_event_id(self) -> int:
        return next(self._event_ids)

    def next_association_type(self) -> int:
        return next(self._type_ids)

    def next_object_type(self) -> str:
        return f"2-{next(self._object_type_ids)}"

    def current_id(self, type_id: str, record_id: str) -> str:
        """Return the id itself or, after merges, the survivor's."""
        while (type_id, record_id) in self.survivors:
            record_id = self.survivors[type_id, record_id]
        return record_id

    def record(self, type_id: str, record_id: str) -> Record | None:
        """Return a record, archived or not; a merged one answers with its survivor."""
        return self.records.get((type_id, self.current_id(type_id, record_id)))

    def end(self, type_id: str, record_id: str) -> End | None:
        """Return one end of an association, if the record lives."""
        found = self.record(type_id, record_id)
        return None if found is None or found.is_archived else End(type_id, found.id)

    def of_type(self, type_id: str) -> Iterator[Record]:
        return (record for record in self.records.values() if record.type_id == type_id)

    def holder(self, type_id: str, name: str, value: str) -> Record | None:
        """Return the living record whose unique property has this value."""
        for record in self.of_type(type_id):
            if not record.is_archived and value in _values_of(record, name):
                return record
        return None

    def searchable(self, type_id: str) -> Iterable[Record]:
        """Return the records as the search index knows them."""
        lag = self.behaviour.search_lag_seconds
        for key, versions in self.versions.items():
            record = indexed(versions, self.now, lag) if key[0] == type_id else None
            if record and not record.is_archived:
                yield record

    def keep(self, record: Record, by: Source) -> None:
        self.records[record.key] = record
        self._remember(record.key, record, by)

    def new_record(self, type_id: str, values: Values) -> Record:
        kind = self.types[type_id]
        record = Record(type_id, self.next_id(), {}, self.now, self.now)
        at = self.now.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        stamps = {"hs_object_id": record.id, kind.created_name: at}
        return record.changed({**values, **stamps}, self.now)

    def remove(self, record: Record) -> None:
        """Forget a record altogether."""
        self.records.pop(record.key, None)
        self._remember(record.key, None, None)
        self.book.forget(End(*record.key))

    def note(self, effect: str, record_id: str) -> None:
        self.effects.append((effect, record_id))

    @contextmanager
    def all_or_nothing(self) -> Iterator[None]:
        """Undo what happened inside if it raises."""
        before = self._snapshot()
        try:
            yield
        except Exception:
            for name, value in before.items():
                setattr(self, name, value)
            raise

    def source_of(self, token: str) -> Source:
        return Source("INTEGRATION", str(self.tokens[token].app_id))

    def _remember(self, key: Key, record: Record | None, by: Source | None) -> None:
        self.versions[key] = (*self.versions.get(key, ()), Version(self.now, record, by))

    def _snapshot(self) -> Mapping[str, Any]:
        return {
            "records": dict(self.records),
            "versions": dict(self.versions),
            "survivors": dict(self.survivors),
            "pipelines": self.pipelines,
            "book": self.book.copy(),
            "effects": list(self.effects),
            "outbox": list(self.outbox),
        }


def _values_of(record: Record, name: str) -> list[str]:
    more = record.values.get("hs_additional_emails", "").split(";") if name == "email" else []
    return [record.values.get(name, ""), *more]
