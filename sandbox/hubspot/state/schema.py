"""Object types and their properties: what a portal can keep records of."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

BORN = datetime(2026, 1, 5, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Option:
    value: str
    label: str
    hidden: bool = False


@dataclass(frozen=True)
class Property:
    """One property definition; `type` is string, number, date, datetime, bool or enumeration."""

    name: str
    label: str
    type: str = "string"
    field_type: str = "text"
    group: str = ""
    description: str = ""
    options: tuple[Option, ...] = ()
    is_unique: bool = False
    is_read_only: bool = False
    is_standard: bool = False
    # Owners and pipeline stages live elsewhere: their options are not listed.
    options_elsewhere: bool = False
    created: datetime = BORN
    updated: datetime = BORN
    is_archived: bool = False

    def changed(self, **changes: object) -> "Property":
        return replace(self, **changes)  # type: ignore[arg-type]


@dataclass
class ObjectType:
    """
    A type of record, e.g. contacts.

    `legacy` is the name in error messages, `event` the first word of its webhook events, empty
    where there are none. `scope` is the word in scopes, if that is not the name.
    """

    name: str
    type_id: str
    singular: str
    legacy: str
    created_name: str
    modified_name: str
    event: str
    shown: tuple[str, ...]
    primary_display: str
    searched: tuple[str, ...]
    required: tuple[str, ...] = ()
    qualified_name: str | None = None
    plural_label: str = ""
    scope: str = ""
    properties: dict[str, Property] = field(default_factory=dict)

    @property
    def is_custom(self) -> bool:
        return self.qualified_name is not None

    @property
    def scope_name(self) -> str:
        """Return the word that stands in scopes: contacts, companies, deals or custom."""
        return "custom" if self.is_custom else self.scope or self.name

    @property
    def stamps(self) -> tuple[str, str, str]:
        """Return the properties that every answer holds."""
        return ("hs_object_id", self.created_name, self.modified_name)

    def live(self, name: str) -> Property | None:
        """Return a property that is not archived."""
        found = self.properties.get(name)
        return None if found is None or found.is_archived else found

    def unique_properties(self) -> list[Property]:
        return [
            each for each in self.properties.values() if each.is_unique and self.live(each.name)
        ]

    def add(self, *definitions: Property) -> None:
        self.properties.update((each.name, each) for each in definitions)
