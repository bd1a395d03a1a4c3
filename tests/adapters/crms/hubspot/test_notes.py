"""Notes on deals and contacts: which calls, what is seen, and once whatever breaks."""

from __future__ import annotations

from functools import partial
from html import unescape

import pytest

from referral_hub.adapters.crms.hubspot.paths import VERSION
from referral_hub.domain.cause import Cause
from referral_hub.domain.crm_notes import CrmNote
from referral_hub.domain.effects import Done, Outcome, Refused
from referral_hub.ports import Crm
from tests.adapters.crms.hubspot.portal import Portal, at_once, opened
from tests.adapters.crms.hubspot.test_crashes import FAULTS, again_and_again

TEXT = "Shared by Nordlys\n<b>5 & 6</b>"
CALLS = (("GET", "/properties/.*/notes$"), ("POST", "/notes$"))
PROPERTY = f"/crm/properties/{VERSION}/notes"


def a_note(portal: Portal, text: str = TEXT) -> CrmNote:
    deal = portal.seed("deals", dealname="Lamps", dealstage="appointmentscheduled")
    contact = portal.seed("contacts", lastname="Holt")
    return CrmNote(text=text, on_opportunity=deal, on_contact=contact)


def refused(outcome: Outcome) -> Refused:
    assert isinstance(outcome, Refused), outcome
    return outcome


def test_a_note_has_its_moment_the_hubs_mark_and_both_links(portal: Portal, crm: Crm) -> None:
    note = a_note(portal)

    crm.add_note(note, token="n-1")

    [kept] = portal.records("notes")
    at = portal.clock().isoformat(timespec="milliseconds").replace("+00:00", "Z")
    assert kept["properties"]["hs_timestamp"] == at
    assert kept["properties"]["referral_hub_id"] == "n-1"
    linked = {(each["type"], each["id"]) for each in kept["associations"]}
    assert linked == {("deals", note.on_opportunity), ("contacts", note.on_contact)}


def test_what_looks_like_markup_is_shown_as_it_was_written(portal: Portal, crm: Crm) -> None:
    crm.add_note(a_note(portal), token="n-1")

    [kept] = portal.records("notes")
    body = kept["properties"]["hs_note_body"]
    assert "<b>" not in body
    assert unescape(body.replace("<br>", "\n")) == TEXT


def test_a_note_costs_one_call_once_the_portal_is_known(portal: Portal, crm: Crm) -> None:
    note = a_note(portal)
    crm.add_note(note, token="n-1")

    with portal.counted() as calls:
        crm.add_note(note, token="n-2")

    assert calls == [f"POST /crm/objects/{VERSION}/notes"]


def test_what_people_made_of_a_note_since_stays(portal: Portal, crm: Crm) -> None:
    note = a_note(portal)
    first = crm.add_note(note, token="n-1")
    assert isinstance(first, Done)
    portal.hubspot.person_edits("notes", first.result, {"hs_note_body": "Called Åse."})

    again = crm.add_note(note, token="n-1")

    [kept] = portal.records("notes")
    assert again == first
    assert kept["properties"]["hs_note_body"] == "Called Åse."


@pytest.mark.usefixtures("loopback")
@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("fault", FAULTS)
def test_a_crash_at_any_call_leaves_one_note(fault: str, times: int) -> None:
    with opened() as portal:
        for method, path in CALLS:
            portal.begins_anew()
            note = a_note(portal)
            portal.fails(fault, method, path, times)

            first = again_and_again(partial(portal.crm.add_note, note, token="n-1"))
            again = again_and_again(partial(portal.connect().crm.add_note, note, token="n-1"))

            assert first == again
            assert portal.effect("notes.created") == 1


def test_the_calls_that_are_broken_above_are_all_there_are(portal: Portal, crm: Crm) -> None:
    with portal.counted() as calls:
        crm.add_note(a_note(portal), token="n-1")

    assert len(calls) == len(CALLS)


def test_two_processes_at_once_leave_one_note(portal: Portal) -> None:
    note = a_note(portal)
    crms = [portal.connect().crm for _ in range(4)]

    made = at_once(
        *(partial(again_and_again, partial(c.add_note, note, token="n-1")) for c in crms)
    )

    assert len(set(made)) == portal.effect("notes.created") == 1


@pytest.mark.parametrize("what", ["deal", "contact"])
def test_a_record_that_was_deleted_is_named(portal: Portal, crm: Crm, what: str) -> None:
    note = a_note(portal)
    gone = note.on_opportunity if what == "deal" else note.on_contact
    portal.hubspot.person_deletes(f"{what}s", gone)

    outcome = refused(crm.add_note(note, token="n-1"))

    assert outcome.cause == Cause.RECORD_GONE
    assert f"no such {what}:" in outcome.reason
    assert portal.records("notes") == []


def test_a_note_on_a_deal_that_was_merged_is_on_the_one_that_is_left(
    portal: Portal, crm: Crm
) -> None:
    note = a_note(portal)
    left = portal.seed("deals", dealname="More lamps", dealstage="appointmentscheduled")
    portal.hubspot.person_merges("deals", left, note.on_opportunity)

    crm.add_note(note, token="n-1")

    [kept] = portal.records("notes")
    assert ("deals", left) in {(each["type"], each["id"]) for each in kept["associations"]}


def test_a_token_that_may_not_write_contacts_is_told_which_scope_it_lacks(portal: Portal) -> None:
    note = a_note(portal)
    portal.hubspot.behave(scopes=["crm.objects.deals.write", "crm.schemas.contacts.read"])

    outcome = refused(portal.connect().crm.add_note(note, token="n-1"))

    assert outcome.cause == Cause.NO_PERMISSION
    assert "crm.objects.contacts.write" in outcome.reason


@pytest.mark.usefixtures("loopback")
@pytest.mark.parametrize("prepared", [{}, {"hasUniqueValue": False}])
def test_without_a_unique_mark_there_is_no_note_rather_than_two(prepared: dict[str, bool]) -> None:
    with opened(is_prepared=False) as portal:
        if prepared:
            kind = {"type": "string", "fieldType": "text", "groupName": "engagement"}
            named = {"name": "referral_hub_id", "label": "Referral hub id"}
            portal.calls_api("POST", PROPERTY, {**named, **kind, **prepared})

        outcome = refused(portal.crm.add_note(a_note(portal), token="n-1"))

        assert outcome.cause == Cause.FIELD_UNKNOWN
        assert "unique" in outcome.reason
        assert portal.records("notes") == []


@pytest.mark.usefixtures("loopback")
def test_an_admin_who_adds_the_mark_is_believed_at_once() -> None:
    with opened(is_prepared=False) as portal:
        note = a_note(portal)
        portal.crm.add_note(note, token="n-1")
        kind = {"type": "string", "fieldType": "text", "groupName": "engagement"}
        named = {"name": "referral_hub_id", "label": "Referral hub id", "hasUniqueValue": True}
        portal.calls_api("POST", PROPERTY, {**named, **kind})

        outcome = portal.crm.add_note(note, token="n-1")

        assert isinstance(outcome, Done)
