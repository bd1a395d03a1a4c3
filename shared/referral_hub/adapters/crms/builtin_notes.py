"""
Notes of the built-in CRM, kept once with the opportunity and once with the contact's account.

    CRM#OPPORTUNITY#<id>   NOTE#<id>
    CRM#ACCOUNT#<id>       NOTE#<id>   where the note is on one of its contacts, too
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from referral_hub.domain.cause import Cause
from referral_hub.domain.crm import Opportunity
from referral_hub.domain.crm_notes import CrmNote, KeptNote
from referral_hub.domain.effects import Done, Refused
from referral_hub.ports import Item, Key, Table
from referral_hub.records.items import every, from_item, to_item

_NOTE = "NOTE#"


def keep(
    note: CrmNote, on: Opportunity, *, token: str, now: datetime, once: Callable[[Item], Item]
) -> Done:
    """Keep the note; `once` writes an item unless it is there, and returns what is there then."""
    kept = KeptNote(note_id=f"note-{token[:20]}", at=now, **dict(note))
    partition = f"CRM#OPPORTUNITY#{on.opportunity_id}"
    first = from_item(KeptNote, once(_item(partition, kept)))
    if first.on_contact:
        # A crash in between left it out: the repeated call says the same here as there.
        once(_item(f"CRM#ACCOUNT#{on.account_id}", first))
    return Done(result=first.note_id)


def kept_under(table: Table, partition: str) -> list[KeptNote]:
    found = (from_item(KeptNote, item) for item in every(table, partition, prefix=_NOTE))
    return sorted(found, key=lambda note: (note.at, note.note_id), reverse=True)


def no_such(what: str) -> Refused:
    return Refused(
        reason=f"the {what} of the note is no longer there",
        cause=Cause.RECORD_GONE,
        fix="Restore it, then retry; or dismiss the problem.",
    )


def _item(partition: str, note: KeptNote) -> Item:
    return to_item(Key(partition, f"{_NOTE}{note.note_id}"), "CRM_NOTE", note, version=1)
