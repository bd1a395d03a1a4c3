"""Notes in the built-in CRM: with the record, for those of the host who see all of it."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from referral_hub.domain.access import Role
from referral_hub.domain.crm_notes import CrmNote
from referral_hub.domain.effects import Done
from referral_hub.hub import Hub
from tests.builders import a_contact
from tests.functions.api.client import Client, a_client

TEXT = "Shared by Nordlys: ask for Åse Holt."


@dataclass(frozen=True)
class Noted:
    account_id: str
    opportunity_id: str
    contact_id: str
    note_id: str

    @property
    def opportunity(self) -> str:
        return f"/v1/crm/opportunities/{self.opportunity_id}"

    @property
    def account(self) -> str:
        return f"/v1/crm/accounts/{self.account_id}"


@pytest.fixture
def noted(hub: Hub, fenwick: str) -> Noted:
    opportunity = hub.crm.create_opportunity(fenwick, {"name": "Lamps"}, token="o" * 32)
    contact = hub.crm.create_contact(fenwick, a_contact(), token="c" * 32)
    other = a_contact(last_name="Berg", email="berg@fenwick.example")
    hub.crm.create_contact(fenwick, other, token="d" * 32)
    assert isinstance(opportunity, Done)
    assert isinstance(contact, Done)
    on = {"on_opportunity": opportunity.result, "on_contact": contact.result}
    note = hub.crm.add_note(CrmNote(text=TEXT, **on), token="n" * 32)
    assert isinstance(note, Done)
    return Noted(fenwick, opportunity.result, contact.result, note.result)


@pytest.mark.parametrize("role", [Role.ADMIN, Role.OPERATOR])
def test_an_opportunity_opens_with_what_was_noted_on_it(hub: Hub, noted: Noted, role: Role) -> None:
    opened = a_client(hub, role).get(noted.opportunity).said

    at = hub.clock().isoformat().replace("+00:00", "Z")
    assert opened["notes"] == [{"note_id": noted.note_id, "text": TEXT, "at": at}]


def test_an_account_shows_a_note_at_the_contact_that_it_is_about(
    operator: Client, noted: Noted
) -> None:
    opened = operator.get(noted.account).said

    notes = {c["contact_id"]: [n["text"] for n in c["notes"]] for c in opened["contacts"]}
    assert notes.pop(noted.contact_id) == [TEXT]
    assert list(notes.values()) == [[]]


def test_who_only_reads_is_shown_the_opportunity_without_what_speaks_of_people(
    reader: Client, noted: Noted
) -> None:
    opened = reader.get(noted.opportunity)

    assert opened.status == 200
    assert opened.said["notes"] == []


def test_a_partner_manager_learns_nothing_of_other_partners_by_a_note(
    hub: Hub, noted: Noted
) -> None:
    manager = a_client(hub, Role.PARTNER_MANAGER)

    for place in (noted.opportunity, noted.account):
        assert TEXT not in str(manager.get(place).said)


def test_a_partner_is_shown_no_note(partner: Client, noted: Noted) -> None:
    statuses = [partner.get(place).status for place in (noted.opportunity, noted.account)]

    assert statuses == [403, 403]
