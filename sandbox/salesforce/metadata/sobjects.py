"""What an object is, and how it is described."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from sandbox.salesforce.metadata.fields import Field

_SYSTEM = (
    Field("Id", "id", 18, nillable=False, writable=False),
    Field("IsDeleted", "boolean", nillable=False, writable=False),
    Field("CreatedDate", "datetime", nillable=False, writable=False),
    Field("CreatedById", "reference", 18, nillable=False, writable=False, reference_to="User"),
    Field("LastModifiedDate", "datetime", nillable=False, writable=False),
    Field("LastModifiedById", "reference", 18, nillable=False, writable=False, reference_to="User"),
    Field("SystemModstamp", "datetime", nillable=False, writable=False),
)


@dataclass(frozen=True)
class SObject:
    """
    An object type: `prefix` begins the ids of its records, `own` are its fields but the system's.

    Records of a `read_only` one change in Setup alone; changes of a `captured` one are events.
    """

    name: str
    prefix: str
    own: tuple[Field, ...]
    label: str = ""
    read_only: bool = False
    captured: bool = False

    @cached_property
    def fields(self) -> dict[str, Field]:
        """Return all fields by their name in small letters: names are not case-sensitive."""
        return {field.name.lower(): field for field in (*_SYSTEM, *self.own)}

    @property
    def custom(self) -> bool:
        return self.name.endswith("__c")

    def field(self, name: str) -> Field | None:
        return self.fields.get(name.lower())

    def parent(self, relationship: str) -> Field | None:
        """Return the reference field that a query follows by this name."""
        wanted = relationship.lower()
        named = (field for field in self.fields.values() if field.relationship)
        return next((f for f in named if str(f.relationship).lower() == wanted), None)

    def with_field(self, field: Field) -> "SObject":
        """Add a field, or put it in the place of the one with its name."""
        others = [known for known in self.own if known.name.lower() != field.name.lower()]
        return replace(self, own=(*others, field))

    def without(self, names: Iterable[str]) -> "SObject":
        hidden = {name.lower() for name in names}
        return replace(self, own=tuple(f for f in self.own if f.name.lower() not in hidden))

    def in_brief(self, version: str) -> dict[str, Any]:
        """Return its row in the list of objects."""
        base = f"/services/data/v{version}/sobjects/{self.name}"
        changeable = not self.read_only
        return {
            "name": self.name,
            "label": self.label or self.name,
            "labelPlural": f"{self.label or self.name}s",
            "keyPrefix": self.prefix,
            "custom": self.custom,
            "createable": changeable,
            "updateable": changeable,
            "deletable": changeable,
            "queryable": True,
            "retrieveable": True,
            "searchable": True,
            "urls": {
                "sobject": base,
                "describe": f"{base}/describe",
                "rowTemplate": f"{base}/{{ID}}",
            },
        }

    def described(self, version: str) -> dict[str, Any]:
        fields = [field.described() for field in self.fields.values()]
        return {
            **self.in_brief(version),
            "fields": fields,
            "recordTypeInfos": [],
            "childRelationships": [],
        }
