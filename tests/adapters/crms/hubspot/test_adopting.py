"""Whoever has the e-mail address already: adopted if the same person, else put before a person."""

from __future__ import annotations

import pytest

from referral_hub.domain.contacts.contact import IDENTIFYING
from referral_hub.domain.crm import Part
from referral_hub.domain.effects import Done, Refused
from referral_hub.ports import Crm
from tests.adapters.crms.hubspot.portal import LABEL, Portal
from tests.builders import a_contact

EMAIL = a_contact().email


@pytest.fixture
def company(portal: Portal) -> str:
    return portal.seed("companies", name="Fenwick Lighthouses")


def part_in(deal_id: str) -> Part:
    return Part(opportunity_id=deal_id, role="", association_type=LABEL)


def test_the_same_person_from_elsewhere_is_adopted_and_comes_to_the_company(
    portal: Portal, crm: Crm, company: str
) -> None:
    known = portal.seed("contacts", firstname="M.", lastname=" HOLT", email=EMAIL)

    made = crm.create_contact(company, a_contact(), token="t-1")

    [contact] = crm.contacts(company)
    assert made == Done(result=known, adopted_on=IDENTIFYING)
    assert (contact.contact_id, contact.first_name, contact.title) == (known, "M.", "")


def test_an_adopted_contact_keeps_its_parts_in_other_deals_and_gets_the_new_one(
    portal: Portal, crm: Crm, company: str
) -> None:
    known = portal.seed("contacts", lastname="Holt", email=EMAIL)
    earlier, deal = (portal.seed("deals", dealname=name) for name in ("Lamps", "Lenses"))
    crm.give_role(part_in(earlier).of(known), token="t-0")

    made = crm.create_contact(company, a_contact(), token="t-1", part=part_in(deal))

    assert made == Done(result=known, also=("role",), adopted_on=IDENTIFYING)
    assert [role.contact_id for role in (*crm.roles(earlier), *crm.roles(deal))] == [known, known]


def test_a_repeated_call_adopts_the_same_contact_again(crm: Crm, portal: Portal) -> None:
    portal.seed("contacts", lastname="Holt", email=EMAIL)
    company = portal.seed("companies", name="Fenwick Lighthouses")

    first = crm.create_contact(company, a_contact(), token="t-1")
    again = portal.connect().crm.create_contact(company, a_contact(), token="t-1")

    assert again == first
    assert len(portal.records("contacts")) == 1


@pytest.mark.parametrize("edit", [{"lastname": "Berg"}, {"email": "m@fenwick.example"}])
def test_what_an_earlier_call_made_is_ours_whoever_edited_it_since(
    portal: Portal, crm: Crm, company: str, edit: dict[str, str]
) -> None:
    made = crm.create_contact(company, a_contact(), token="t-1")
    portal.hubspot.person_edits("contacts", made.result, edit)

    again = crm.create_contact(company, a_contact(), token="t-1")

    assert again == made == Done(result=made.result)
    assert len(portal.records("contacts")) == 1


@pytest.mark.parametrize("their_name", ["Berg", ""])
@pytest.mark.parametrize("is_here", [True, False])
def test_somebody_else_with_the_address_is_put_before_a_person_and_gets_nothing(
    portal: Portal, crm: Crm, company: str, their_name: str, *, is_here: bool
) -> None:
    at = company if is_here else portal.seed("companies", name="Fenwick Ferries")
    named = {"lastname": their_name} if their_name else {}
    berg = portal.seed("contacts", email=EMAIL, associatedcompanyid=at, **named)
    deal = portal.seed("deals", dealname="Lamps")

    refused = crm.create_contact(company, a_contact(), token="t-1", part=part_in(deal))

    assert isinstance(refused, Refused)
    assert (refused.cause, refused.fields) == ("duplicate", ("email",))
    assert berg in refused.reason
    assert berg in refused.fix
    assert EMAIL not in refused.reason + refused.fix
    assert crm.roles(deal) == []
    assert [contact.contact_id for contact in crm.contacts(at)] == [berg]
    assert len(crm.contacts(company)) == is_here


def test_half_a_person_adopts_nobody(portal: Portal, crm: Crm, company: str) -> None:
    portal.seed("contacts", lastname="Holt", email=EMAIL)

    refused = crm.create_contact(company, a_contact(last_name=""), token="t-1")

    assert isinstance(refused, Refused)
    assert refused.cause == "duplicate"
    assert crm.contacts(company) == []


@pytest.mark.parametrize(
    ("by_hand", "adopted_on"),
    [({"lastname": "Holt"}, IDENTIFYING), ({"email": "berg@fenwick.example"}, ())],
)
def test_what_a_person_puts_right_in_hubspot_is_seen_by_the_same_call(
    portal: Portal, crm: Crm, company: str, by_hand: dict[str, str], adopted_on: tuple[str, ...]
) -> None:
    berg = portal.seed("contacts", lastname="Berg", email=EMAIL)
    crm.create_contact(company, a_contact(), token="t-1")
    portal.hubspot.person_edits("contacts", berg, by_hand)

    made = crm.create_contact(company, a_contact(), token="t-1")

    assert isinstance(made, Done)
    assert (made.result == berg, made.adopted_on) == (bool(adopted_on), adopted_on)


def test_the_address_that_a_merge_left_to_somebody_tells_them(
    portal: Portal, crm: Crm, company: str
) -> None:
    kept = portal.seed("contacts", lastname="Holt", email="m@fenwick.example")
    other = portal.seed("contacts", lastname="Holt", email=EMAIL)
    portal.hubspot.person_merges("contacts", kept, other)

    made = crm.create_contact(company, a_contact(), token="t-1")

    assert made == Done(result=kept, adopted_on=IDENTIFYING)


def test_whoever_is_adopted_keeps_the_first_company_as_the_primary_one(
    portal: Portal, crm: Crm, company: str
) -> None:
    elsewhere = portal.seed("companies", name="Fenwick Ferries")
    known = portal.seed("contacts", lastname="Holt", email=EMAIL, associatedcompanyid=elsewhere)

    crm.create_contact(company, a_contact(), token="t-1")

    [record] = portal.records("contacts")
    assert record["properties"]["associatedcompanyid"] == elsewhere
    assert crm.contact(company, known)
    assert crm.contact(elsewhere, known)
