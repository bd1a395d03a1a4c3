"""A record of the CRM, said in a lifecycle's words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from referral_hub.domain.shapes import known_day
from referral_hub.domain.visible import straightened

from .lifecycle import FieldNames, Lifecycle
from .sales_record import RecordSeen, SalesRecord

_LONGEST = 255


def seen_of(record: SalesRecord, lifecycle: Lifecycle, *, at: datetime) -> RecordSeen:
    """
    Read the fields that the lifecycle names; `at` is when the hub looked.

    People type these texts, and strangers fill in web forms: each becomes one line of some length.
    """
    names = lifecycle.fields.get(record.kind, FieldNames())
    ours = record.model_dump(exclude={"fields", "changed_at"})
    words = {word: _line(record.fields, getattr(names, word)) for word in _WORDS}
    facts = {fact: _line(record.fields, name) for fact, name in names.facts.items()}
    return RecordSeen(
        **ours,
        **words,
        at=record.changed_at,
        seen_at=at,
        close_date=_day(_line(record.fields, names.close_date)),
        facts={fact: text for fact, text in facts.items() if text},
    )


_WORDS = ("code", "status", "source", "amount", "currency")


def _line(fields: Mapping[str, str], name: str) -> str:
    """Read a field as one line; what has no name, or is not there, is empty."""
    told = " ".join(straightened(fields.get(name, "")).split())
    return "".join(filter(str.isprintable, told))[:_LONGEST]


def _day(told: str) -> date | None:
    """Read a day, of a time its day; what is none, or none that a CRM can have, is not told."""
    try:
        return known_day(date.fromisoformat(told[:10]))
    except ValueError:
        return None
