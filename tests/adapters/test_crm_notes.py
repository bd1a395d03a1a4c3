"""Notes in the built-in CRM: what a crash leaves, and in which order people see them."""

from __future__ import annotations

import pytest

from referral_hub.adapters.crms.builtin import BuiltInCrm
from referral_hub.adapters.memory import MemoryTable
from referral_hub.domain.crm_notes import CrmNote
from referral_hub.domain.errors import Unavailable
from referral_hub.ports import Item
from tests.builders import Clock, a_contact


class Crashing(MemoryTable):
    """Writes so many items, and then no more."""

    writes_left = 1_000

    def put(self, item: Item, *, version: int) -> None:
        if not self.writes_left:
            raise Unavailable("table", "it is down")
        self.writes_left -= 1
        super().put(item, version=version)


@pytest.fixture
def table() -> Crashing:
    return Crashing()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def crm(table: Crashing, clock: Clock) -> BuiltInCrm:
    return BuiltInCrm(table, clock)


def a_note(crm: BuiltInCrm, text: str = "Shared by Nordlys") -> tuple[str, CrmNote]:
    """A note on a contact and its opportunity, with the account of both."""
    account_id = crm.create_account({"name": "Fenwick"}, token="account").result
    contact_id = crm.create_contact(account_id, a_contact(), token="contact").result
    deal = crm.create_opportunity(account_id, {"name": "Lamps"}, token="deal").result
    return account_id, CrmNote(text=text, on_opportunity=deal, on_contact=contact_id)


@pytest.mark.parametrize("writes", [0, 1])
def test_a_note_that_a_crash_left_on_one_record_gets_to_both(
    crm: BuiltInCrm, table: Crashing, clock: Clock, writes: int
) -> None:
    account_id, note = a_note(crm)
    table.writes_left = writes
    with pytest.raises(Unavailable):
        crm.add_note(note, token="n-1")

    table.writes_left = 1_000
    clock.advance(seconds=60)
    crm.add_note(note, token="n-1")

    assert crm.notes(note.on_opportunity) == crm.contact_notes(account_id)
    assert [each.text for each in crm.contact_notes(account_id)] == [note.text]


def test_the_newest_note_is_seen_first(crm: BuiltInCrm, clock: Clock) -> None:
    account_id, note = a_note(crm)

    for number, text in enumerate(["first", "second", "third"]):
        clock.advance(seconds=60)
        crm.add_note(note.model_copy(update={"text": text}), token=f"n-{9 - number}")

    assert [each.text for each in crm.notes(note.on_opportunity)] == ["third", "second", "first"]
    assert [each.text for each in crm.contact_notes(account_id)] == ["third", "second", "first"]


def test_a_note_shows_no_text_in_a_log(crm: BuiltInCrm) -> None:
    _, note = a_note(crm, "Åse is on leave")
    crm.add_note(note, token="n-1")

    kept = crm.notes(note.on_opportunity)

    assert "Åse" not in f"{note!r} {kept!r}"
