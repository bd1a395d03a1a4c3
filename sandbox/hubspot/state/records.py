"""Records and the versions of them that the search index knows."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sandbox.hubspot.state.source import Source

Values = Mapping[str, str]


@dataclass(frozen=True)
class Record:
    """A contact, company, deal or custom object; a property without a value is not in `values`."""

    type_id: str
    id: str
    values: Values
    created: datetime
    updated: datetime
    archived_at: datetime | None = None

    @property
    def key(self) -> tuple[str, str]:
        return (self.type_id, self.id)

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None

    def changed(self, values: Values, at: datetime) -> "Record":
        """Return the record with these values; an empty one clears the property."""
        merged = {**self.values, **values}
        kept = {name: value for name, value in merged.items() if value != ""}
        return replace(self, values=kept, updated=at)

    def restored(self) -> "Record":
        """Return the record as it was; that this is a change nobody says."""
        return replace(self, archived_at=None)

    def archived(self, at: datetime) -> "Record":
        return replace(self, archived_at=at, updated=at)


@dataclass(frozen=True)
class Version:
    """What a record was from an instant on, and by whom; no record when it was gone."""

    since: datetime
    record: Record | None
    by: Source | None


def indexed(versions: tuple[Version, ...], now: datetime, lag_seconds: float) -> Record | None:
    """Return the record as the index of search knows it, `lag_seconds` late."""
    known = [each for each in versions if each.since <= now - timedelta(seconds=lag_seconds)]
    return known[-1].record if known else None


def history(versions: tuple[Version, ...], name: str) -> list[tuple[str, Version]]:
    """Return each value that a property had, newest first, with the version that it began with."""
    found: list[tuple[str, Version]] = []
    for each in versions:
        value = each.record.values.get(name, "") if each.record else ""
        if value != (found[-1][0] if found else ""):
            found.append((value, each))
    return found[::-1]
