"""The notes on a referral, and that of two who edit one line at once only one does."""

from __future__ import annotations

import pytest

from referral_hub.adapters.memory import MemoryTable
from referral_hub.domain.errors import Conflict
from referral_hub.domain.referrals.notes import Notes
from referral_hub.domain.timeline_entry import TimelineEntry
from referral_hub.hub import Hub
from referral_hub.records.notes import NotesOfReferrals
from referral_hub.records.timeline import Timeline
from tests.builders import NOON, an_invitation

INGRID = "partner_staff:Ingrid"


def test_a_referral_begins_with_the_notes_that_it_came_with() -> None:
    notes = Notes.begun(an_invitation(number="R-000001", notes="Call after nine."))

    assert (notes.text, notes.by, notes.at) == ("Call after nine.", "partner:harbour", NOON)
    assert Notes.begun(an_invitation(number="R-000001")).at is None


def test_of_two_who_edit_one_line_at_once_the_second_is_told(hub: Hub) -> None:
    seen = Notes(number="R-000001")
    hub.notes.save(seen.written("mine", by=INGRID, at=NOON))

    with pytest.raises(Conflict):
        hub.notes.save(seen.written("theirs", by="operator:Jonas", at=NOON))

    kept = hub.notes.find("R-000001")
    assert kept
    assert (kept.text, kept.by, kept.version) == ("mine", INGRID, 1)


def test_what_the_timeline_says_of_notes_is_written_with_them_or_not_at_all() -> None:
    table = MemoryTable()
    notes, timeline = NotesOfReferrals(table), Timeline(table)
    edited = TimelineEntry(at=NOON, who=INGRID, what="referral.edited", why="edit 1: notes")
    first = Notes(number="R-000001").written("Maren left.", by=INGRID, at=NOON)
    notes.save(first, story=edited)

    with pytest.raises(Conflict):
        notes.save(first, story=edited.model_copy(update={"why": "edit 1: late"}))

    assert timeline.of("R-000001") == [edited]


def test_the_same_notes_again_are_no_news() -> None:
    notes = Notes(number="R-000001", text="as they are")

    assert notes.written("as they are", by=INGRID, at=NOON) == notes
