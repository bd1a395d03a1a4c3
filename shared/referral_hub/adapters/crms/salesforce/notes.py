"""
Notes: a task that is done, on the opportunity and its contact, beside the calls that people log.

A task has room for a field of the hub's own with unique values, which keeps it to one (decision
0033). Sources: Object Reference, "Task" and "TaskStatus".
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from referral_hub.domain.crm_notes import CrmNote
from referral_hub.domain.effects import Done, Outcome

from . import refusals
from .api import CONTACT, OPPORTUNITY, TASK, is_id
from .creating import Creating
from .description import Descriptions
from .door import Door, row_path
from .errors import GONE, Refusal, unless_gone

_LONGEST_SUBJECT = 255


class Notes:
    """Raises `Refusal` and `Unavailable` as `Door.ask` does."""

    def __init__(
        self,
        door: Door,
        descriptions: Descriptions,
        creating: Creating,
        clock: Callable[[], datetime],
    ) -> None:
        self._door = door
        self._descriptions = descriptions
        self._creating = creating
        self._clock = clock

    def add(self, note: CrmNote, *, token: str) -> Outcome:
        records = {OPPORTUNITY: note.on_opportunity}
        if note.on_contact:
            records[CONTACT] = note.on_contact
        for sobject, record_id in records.items():
            if not is_id(record_id):
                return refusals.gone(sobject.lower())
        try:
            return Done(result=self._creating.once(TASK, token, self._body(note)))
        except Refusal as refusal:
            self._descriptions.forget()
            if not refusal.has(*GONE):
                raise
            missing = self._missing(records)
            return refusals.gone(missing.lower()) if missing else refusals.of_tasks()

    def _body(self, note: CrmNote) -> dict[str, str]:
        told = {
            "Subject": _subject(note.text),
            "Description": note.text,
            "Status": self._descriptions.status_of_done(),
            "ActivityDate": self._today(),
            "WhatId": note.on_opportunity,
            "WhoId": note.on_contact,
        }
        return {name: value for name, value in told.items() if value}

    def _today(self) -> str:
        """The day by which people see it in order; nothing needs it if the hub may not tell it."""
        field = self._descriptions.of(TASK).fields.get("ActivityDate")
        return self._clock().date().isoformat() if field and field.createable else ""

    def _missing(self, records: dict[str, str]) -> str:
        """Salesforce says that some record is not there, and not which."""
        return next((what for what, i in records.items() if not self._is_there(what, i)), "")

    def _is_there(self, sobject: str, record_id: str) -> bool:
        path = f"{row_path(sobject, record_id)}?fields=Id"
        return unless_gone(lambda: self._door.ask("GET", path)) is not None


def _subject(text: str) -> str:
    first, *_ = text.strip().splitlines() or [""]
    return first if len(first) <= _LONGEST_SUBJECT else f"{first[: _LONGEST_SUBJECT - 1]}…"
