"""
What the org says of its objects (REST API Developer Guide, "sObject Describe"), kept for minutes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from referral_hub.adapters.kept import Kept
from referral_hub.domain.crm import SalesStage
from referral_hub.domain.forms import Fields, FormField, change_problems, field_problems

from .api import HUB_ID, STAGE
from .door import Door
from .values import LOOKUP, kind_of, to_salesforce, to_text
from .wire import unreadable

# Of a picklist of several values a text may have any number, and the org looks at each.
_CHOICES = ("picklist", "combobox")
_STAGES = (
    "SELECT ApiName, MasterLabel, IsClosed, IsWon FROM OpportunityStage "
    "WHERE IsActive = true ORDER BY SortOrder"
)
# Several statuses may mean that a task is done, and an org names its own (Object Reference,
# "TaskStatus").
_DONE = "SELECT ApiName FROM TaskStatus WHERE IsClosed = true ORDER BY SortOrder LIMIT 1"


@dataclass(frozen=True)
class DescribedField:
    """
    One field; `values` are the active ones of a picklist. A lookup leads to records of the objects
    in `leads_to`, and by the name `leads_by` to their fields.
    """

    name: str
    label: str
    type: str
    length: int
    scale: int
    required: bool
    createable: bool
    updateable: bool
    values: tuple[str, ...]
    restricted: bool
    external_id: bool
    unique: bool
    leads_by: str
    leads_to: tuple[str, ...]

    def as_crm_field(self) -> FormField:
        """
        The hub's own field is not for mappings: the hub fills it.

        A picklist that is not restricted takes any text by the API (SOAP API Developer Guide,
        "DescribeSObjectResult", restrictedPicklist). The stage is held to its list all the same: no
        pipeline or forecast shows another one.
        """
        is_choice = self.type in _CHOICES and bool(self.values)
        told: dict[str, Any] = {"max_length": self.length} if self.length else {}
        return FormField(
            name=self.name,
            label=self.label,
            type="choice" if is_choice else kind_of(self.type),
            required=self.required,
            writable=self.createable and self.name != HUB_ID,
            options=self.values if is_choice else (),
            open_options=is_choice and not self.restricted and self.name != STAGE,
            **told,
        )


@dataclass(frozen=True)
class Description:
    """One object as the hub's user sees it."""

    createable: bool
    updateable: bool
    fields: Mapping[str, DescribedField]

    @property
    def knows_twins(self) -> bool:
        """Whether no two records bear one mark; a field that is not there is refused as such."""
        mark = self.fields.get(HUB_ID)
        return mark is None or mark.unique

    def as_crm_fields(self) -> tuple[FormField, ...]:
        return tuple(field.as_crm_field() for field in self.fields.values())

    def problems(self, fields: Fields) -> dict[str, str]:
        return field_problems(self.as_crm_fields(), fields)

    def problems_of_change(self, fields: Fields) -> dict[str, str]:
        return change_problems(self.as_crm_fields(), fields)

    def lookups(self, fields: Fields) -> tuple[str, ...]:
        """Name those of the fields that are filled with the id of another record."""
        filled = (name for name, text in fields.items() if text.strip())
        return tuple(name for name in filled if self.fields[name].type == LOOKUP)

    def body(self, fields: Fields) -> dict[str, Any]:
        """Convert what is filled; what is blank is left as it is."""
        told = ((name, text.strip()) for name, text in fields.items() if text.strip())
        filled = {self._place(name, text): text for name, text in told}
        return {n: to_salesforce(self.fields[n].type, text) for n, text in filled.items()}

    def _place(self, name: str, text: str) -> str:
        """
        Take a country's code to the field of codes, which an org with country picklists has: there
        the plain field refuses all but names (Salesforce Help, "Integration Values for State and
        Country/Territory Picklists").
        """
        codes = self.fields.get(f"{name}Code") if name.endswith("Country") else None
        return codes.name if codes and text in codes.values else name

    def texts(self, record: Mapping[str, Any]) -> dict[str, str]:
        """Read a record's fields that have a value; compound ones repeat others."""
        told = {name: (self.fields.get(name), value) for name, value in record.items()}
        return {
            name: to_text(field.type, field.scale, value)
            for name, (field, value) in told.items()
            if field and value is not None and not isinstance(value, dict)
        }


class Descriptions:
    """Ask for each description once in a while."""

    def __init__(self, door: Door, clock: Callable[[], datetime]) -> None:
        self._door = door
        self._clock = clock
        self._objects: dict[str, Kept[Description]] = {}
        self._stages = Kept(self._read_stages, clock)
        self._done = Kept(self._read_done, clock)

    def of(self, sobject: str) -> Description:
        """Raises `Refusal`, `Unavailable`: see `Door.ask`."""
        return self._kept(sobject)()

    def fresh(self, sobject: str) -> Description:
        """Ask, whatever is kept."""
        return self._kept(sobject).fresh()

    def judged(
        self, sobject: str, judge: Callable[[Description], dict[str, str]]
    ) -> tuple[Description, dict[str, str]]:
        """
        Judge by the description that is kept, and by a fresh one if that has something against it:
        somebody may have mended the org meanwhile.
        """
        was_kept = self.is_kept(sobject)
        described = self.of(sobject)
        problems = judge(described)
        if problems and was_kept:
            described = self.fresh(sobject)
            problems = judge(described)
        return described, problems

    def stages(self) -> tuple[SalesStage, ...]:
        return self._stages()

    def status_of_done(self) -> str:
        """Name the status of a task that is done; empty where the org shows none."""
        return self._done()

    def forget(self) -> None:
        """Somebody may mend now what was refused: look again next time."""
        self._stages.forget()
        self._done.forget()
        for kept in self._objects.values():
            kept.forget()

    def is_kept(self, sobject: str) -> bool:
        return self._kept(sobject).is_known

    def _kept(self, sobject: str) -> Kept[Description]:
        read = partial(self._read, sobject)
        return self._objects.setdefault(sobject, Kept(read, self._clock))

    def _read(self, sobject: str) -> Description:
        return _description(self._door.ask("GET", f"/sobjects/{sobject}/describe"))

    def _read_stages(self) -> tuple[SalesStage, ...]:
        return tuple(map(_stage, self._door.rows(_STAGES)))

    def _read_done(self) -> str:
        return next((str(row["ApiName"]) for row in self._door.rows(_DONE)), "")


def _description(told: Any) -> Description:
    try:
        fields = [_field(each) for each in told["fields"]]
        return Description(
            createable=bool(told["createable"]),
            updateable=bool(told["updateable"]),
            fields={field.name: field for field in fields},
        )
    except (KeyError, TypeError):
        raise unreadable() from None


def _field(told: Mapping[str, Any]) -> DescribedField:
    listed = told.get("picklistValues") or ()
    return DescribedField(
        name=told["name"],
        label=told["label"],
        type=told["type"],
        length=int(told.get("length") or 0),
        scale=int(told.get("scale") or 0),
        required=bool(
            told["createable"] and not told["nillable"] and not told["defaultedOnCreate"]
        ),
        createable=bool(told["createable"]),
        updateable=bool(told["updateable"]),
        values=tuple(str(each["value"]) for each in listed if each.get("active")),
        restricted=bool(told.get("restrictedPicklist")),
        external_id=bool(told.get("externalId")),
        unique=bool(told.get("unique")),
        leads_by=str(told.get("relationshipName") or ""),
        leads_to=tuple(told.get("referenceTo") or ()),
    )


def _stage(row: Mapping[str, Any]) -> SalesStage:
    """The name is what StageName takes; the label is what people read."""
    return SalesStage(
        name=row["ApiName"],
        label=row["MasterLabel"],
        closed=bool(row["IsClosed"]),
        won=bool(row["IsWon"]),
    )
