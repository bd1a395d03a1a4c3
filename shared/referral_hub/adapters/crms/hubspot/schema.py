"""
What one portal knows of its records: properties, stages, its time zone.

Sources: HubSpot developer docs, API reference 2026-09, "Properties", "Pipelines", "Account
information"; object guides of companies and deals (what a new record needs).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta, tzinfo
from functools import partial
from typing import Any

from referral_hub.adapters.kept import Kept
from referral_hub.domain.cause import Cause
from referral_hub.domain.crm import CrmObject, SalesStage
from referral_hub.domain.forms import Fields, FormField

from . import days, paths
from .door import Door
from .errors import Refusal, refusal

KINDS = {
    CrmObject.ACCOUNT: paths.COMPANIES,
    CrmObject.OPPORTUNITY: paths.DEALS,
    CrmObject.CONTACT: paths.CONTACTS,
}
# What the hub makes records of.
MADE = (*KINDS.values(), paths.NOTES)
# What a referral code may be written on.
CODED = (paths.CONTACTS, paths.DEALS)
# HubSpot's properties do not say it. A company may do with a domain instead: the hub's may not.
_REQUIRED: Mapping[str, tuple[str, ...]] = {
    paths.COMPANIES: ("name",),
    paths.DEALS: ("dealname", "dealstage"),
}
_TYPES = {
    "number": "number",
    "date": "date",
    "datetime": "date",
    "bool": "boolean",
    "enumeration": "choice",
}
_LONGEST = 65_536
_LONG = timedelta(hours=12)
_NOBODY_WRITES = (paths.TOKEN,)

Told = Mapping[str, Any]


class Schema:
    def __init__(self, door: Door, clock: Callable[[], datetime]) -> None:
        self._door = door
        self._properties = {
            kind: Kept(partial(self._read_properties, kind), clock)
            for kind in (*MADE, paths.ORDERS)
        }
        self._pipelines = Kept(self._read_pipelines, clock)
        self._zone = Kept(self._read_zone, clock, _LONG)

    def forget(self) -> None:
        """The time zone stays: nothing is refused on its ground."""
        self._pipelines.forget()
        for properties in self._properties.values():
            properties.forget()

    def names(self, kind: str) -> list[str]:
        """List the properties of a kind of records."""
        return [str(told["name"]) for told in self._properties[kind]()]

    def fields(self, kind: str) -> tuple[FormField, ...]:
        return tuple(self._field(kind, told) for told in self._properties[kind]())

    def stages(self) -> tuple[SalesStage, ...]:
        return tuple(_stages(self._pipelines()))

    def lacking(self, kind: str, fields: Fields) -> tuple[str, ...]:
        """Name what a new record needs and is not told."""
        needed = _REQUIRED.get(kind, ())
        return tuple(name for name in needed if not fields.get(name, "").strip())

    def knows_twins(self, kind: str) -> bool:
        """Tell whether HubSpot refuses a second record of one token; admins can see to it."""
        properties = self._properties[kind]
        if not any(map(_is_unique_token, properties())):
            properties.forget()
        return any(map(_is_unique_token, properties()))

    def require_no_twins(self, kind: str) -> None:
        """
        Raises:
            Refusal: records could be created twice.
        """
        if not self.knows_twins(kind):
            reason = f"HubSpot refuses {paths.TOKEN}: {kind} must have it, with unique values"
            raise refusal(Cause.FIELD_UNKNOWN, reason, fields=(paths.TOKEN,))

    def written(self, kind: str, fields: Fields) -> dict[str, str]:
        """Convert what is told to what HubSpot takes; nothing told is nothing written."""
        told = {name: text for name, text in fields.items() if text.strip()}
        for name in self._instants(kind) & set(told):
            told[name] = days.to_instant(told[name], self._zone())
        return told | (self._pipeline_of(told) if kind == paths.DEALS else {})

    def read(self, kind: str, values: Told) -> dict[str, str]:
        """Convert what HubSpot has; a property without a value is left out."""
        told = {name: str(value) for name, value in values.items() if value not in (None, "")}
        for name in self._instants(kind) & set(told):
            told[name] = days.to_day(told[name], self._zone())
        return told

    def day_of(self, instant: str) -> str:
        """Name the day that people in the portal see."""
        return days.to_day(instant, self._zone())

    def _field(self, kind: str, told: Told) -> FormField:
        name, needed = str(told["name"]), _REQUIRED.get(kind, ())
        return FormField(
            name=name,
            label=str(told.get("label") or name),
            type=_type(told),
            required=name in needed,
            writable=_is_writable(told),
            max_length=_LONGEST,
            options=self._options(name, told),
        )

    def _options(self, name: str, told: Told) -> tuple[str, ...]:
        """Stages and pipelines have theirs elsewhere."""
        if name == "dealstage":
            return tuple(stage.name for stage in self.stages())
        if name == "pipeline":
            return tuple(str(pipeline["id"]) for pipeline in self._pipelines())
        if _TYPES.get(str(told["type"])) != "choice":
            return ()
        options = told.get("options") or ()
        return tuple(str(each["value"]) for each in options if not each.get("hidden"))

    def _instants(self, kind: str) -> set[str]:
        properties = self._properties[kind]()
        return {str(told["name"]) for told in properties if told["type"] == "datetime"}

    def _pipeline_of(self, told: Fields) -> dict[str, str]:
        """Name the one pipeline of a deal's stage: HubSpot takes the first one otherwise."""
        if told.get("pipeline") or not told.get("dealstage"):
            return {}
        stage = told["dealstage"]
        homes = [str(p["id"]) for p in self._pipelines() if stage in map(_id, p["stages"])]
        return {"pipeline": homes[0]} if homes else {}

    def _read_properties(self, kind: str) -> list[dict[str, Any]]:
        listed = self._door.get(paths.properties(kind))["results"]
        return [told for told in listed if told["name"] == paths.TOKEN or not told.get("hidden")]

    def _read_pipelines(self) -> list[dict[str, Any]]:
        return _in_order(self._door.get(paths.pipelines(paths.DEALS))["results"])

    def _read_zone(self) -> tzinfo:
        """UTC for a token that may not see the account's details."""
        try:
            return days.zone_of(self._door.get(paths.ACCOUNT_DETAILS))
        except Refusal:
            return UTC


def _is_unique_token(told: Told) -> bool:
    return bool(told["name"] == paths.TOKEN and told.get("hasUniqueValue"))


def _type(told: Told) -> str:
    if told["type"] == "number" and (told["name"] == "amount" or told.get("showCurrencySymbol")):
        return "amount"
    return _TYPES.get(str(told["type"]), "text")


def _is_writable(told: Told) -> bool:
    frozen = (told.get("modificationMetadata") or {}).get("readOnlyValue")
    return not (frozen or told.get("calculated") or told["name"] in _NOBODY_WRITES)


def _stages(pipelines: list[dict[str, Any]]) -> Iterable[SalesStage]:
    for pipeline in pipelines:
        for stage in _in_order(pipeline["stages"]):
            label, told = str(stage["label"]), stage.get("metadata") or {}
            closed = str(told.get("isClosed", "")).lower() == "true"
            yield SalesStage(
                name=str(stage["id"]),
                label=label if len(pipelines) == 1 else f"{pipeline['label']}: {label}",
                closed=closed,
                # The docs call a closed stage won when its probability is 1.
                won=closed and float(told.get("probability") or 0) == 1,
            )


def _in_order(listed: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    living = [each for each in listed if not each.get("archived")]
    return sorted(living, key=lambda each: int(each.get("displayOrder") or 0))


def _id(told: Told) -> str:
    return str(told["id"])
