"""
Notes on deals and contacts.

Sources: HubSpot developer docs, API reference 2026-09, "Notes" (properties; `hs_note_body` is shown
as HTML and has room for 65,536 characters) and "Associations" (the table of type ids).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from html import escape

from referral_hub.domain.cause import Cause
from referral_hub.domain.crm_notes import CrmNote
from referral_hub.domain.effects import Done

from . import paths
from .errors import Refusal, gone
from .records import NOTE_TO_CONTACT, NOTE_TO_DEAL, Records, checked_id
from .schema import Schema

# What a note may be on, with the kind of link, and what people call it.
_ENDS = {paths.DEALS: (NOTE_TO_DEAL, "deal"), paths.CONTACTS: (NOTE_TO_CONTACT, "contact")}


class Notes:
    """Raises `Refusal` and `Unavailable` as `Door.ask` does."""

    def __init__(self, records: Records, schema: Schema, clock: Callable[[], datetime]) -> None:
        self._records = records
        self._schema = schema
        self._clock = clock

    def add(self, note: CrmNote, *, token: str) -> Done:
        ends = {paths.DEALS: note.on_opportunity}
        if note.on_contact:
            ends[paths.CONTACTS] = note.on_contact
        links = [
            {"to": {"id": checked_id(kind, record_id)}, "types": [_ENDS[kind][0]]}
            for kind, record_id in ends.items()
        ]
        self._schema.require_no_twins(paths.NOTES)
        told = {"hs_note_body": as_html(note.text), "hs_timestamp": self._now()}
        try:
            made = self._records.once(paths.NOTES, told, links, token=token)
        except Refusal as refused:
            raise self._about_ends(ends, refused) from None
        return Done(result=made.record_id)

    def _now(self) -> str:
        return str(int(self._clock().timestamp() * 1000))

    def _about_ends(self, ends: dict[str, str], refused: Refusal) -> Refusal:
        """A note that is refused for its deal does not say so in a way that can be relied on."""
        if refused.refused.fields or refused.cause is Cause.NO_PERMISSION:
            return refused
        missing = (k for k, i in ends.items() if self._records.one(k, i, ()) is None)
        kind = next(missing, "")
        return gone(_ENDS[kind][1]) if kind else refused


def as_html(text: str) -> str:
    """Write plain text so that it is shown as it is."""
    return "<br>".join(escape(line, quote=False) for line in text.splitlines())
