"""A record, and a change to one."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

ChangeType = Literal["CREATE", "UPDATE", "DELETE", "UNDELETE"]


@dataclass(frozen=True)
class Record:
    """One record; `values` has no entry for a field without a value."""

    sobject: str
    id: str
    values: Mapping[str, Any]

    def get(self, field: str) -> Any:
        return self.id if field == "Id" else self.values.get(field)

    @property
    def is_deleted(self) -> bool:
        return bool(self.values["IsDeleted"])

    def saved(self, changes: Mapping[str, Any], *, by: str, at: datetime) -> "Record":
        stamps = {"LastModifiedDate": at, "LastModifiedById": by, "SystemModstamp": at}
        merged = {**self.values, **changes, **stamps}
        return replace(self, values={k: v for k, v in merged.items() if v is not None})

    @classmethod
    def made(
        cls, sobject: str, record_id: str, values: Mapping[str, Any], *, by: str, at: datetime
    ) -> "Record":
        born = {"CreatedDate": at, "CreatedById": by, "IsDeleted": False}
        return cls(sobject, record_id, born).saved(values, by=by, at=at)


@dataclass(frozen=True)
class Change:
    """What became of one record, and who signed for it; without `before` it is new."""

    kind: ChangeType
    before: Record | None
    after: Record
    origin: str = ""

    @property
    def changed(self) -> tuple[str, ...]:
        """Name the fields that have another value than before, in the order of the record."""
        old = self.before.values if self.before else {}
        new = self.after.values
        everything = dict.fromkeys((*old, *new))
        return tuple(name for name in everything if old.get(name) != new.get(name))
