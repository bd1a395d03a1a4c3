"""Contacts in a portal where an e-mail address is one person's."""

from __future__ import annotations

import pytest

from referral_hub.domain.contacts.contact import MatchKind, decide_match
from referral_hub.domain.crm import Part
from referral_hub.domain.effects import Done, Refused
from referral_hub.domain.errors import Unavailable
from referral_hub.ports import Crm
from tests.adapters.crms.hubspot.portal import LABEL, Portal
from tests.builders import a_contact

EMAIL = a_contact().email
WIDE_M, WIDE_O = "\uff2d", "\uff2f"


@pytest.fixture
def company(portal: Portal) -> str:
    return portal.seed("companies", name="Fenwick Lighthouses")


def test_a_contact_elsewhere_is_no_duplicate_here(portal: Portal, crm: Crm, company: str) -> None:
    elsewhere = portal.seed("companies", name="Fenwick Ferries")
    portal.seed("contacts", lastname="Holt", email=EMAIL, associatedcompanyid=elsewhere)

    assert crm.contacts_like(company, a_contact()) == []
    assert len(crm.contacts_like(elsewhere, a_contact())) == 1


@pytest.mark.parametrize("missing", ["email", "last_name"])
def test_a_missing_key_never_matches_and_is_not_even_asked_for(
    portal: Portal, crm: Crm, company: str, missing: str
) -> None:
    with portal.counted() as calls:
        found = crm.contacts_like(company, a_contact(**{missing: ""}))

    assert (found, calls) == ([], [])


def test_a_new_contact_is_known_before_search_knows_it(crm: Crm, company: str) -> None:
    made = crm.create_contact(company, a_contact(), token="t-1")

    match = decide_match(a_contact(), crm.contacts_like(company, a_contact()))

    assert (match.kind, match.contact_id) == (MatchKind.EXISTING, made.result)


def test_an_address_is_matched_in_every_writing(crm: Crm, company: str) -> None:
    made = crm.create_contact(company, a_contact(), token="t-1")
    fullwidth = a_contact(last_name=f" h{WIDE_O}lt ", email=EMAIL.upper().replace("M", WIDE_M))

    match = decide_match(fullwidth, crm.contacts_like(company, fullwidth))

    assert match.contact_id == made.result


def test_the_other_address_of_a_merged_contact_is_theirs_too(
    portal: Portal, crm: Crm, company: str
) -> None:
    kept = portal.seed("contacts", lastname="Holt", email="m@fenwick.example")
    other = portal.seed("contacts", lastname="Holt", email=EMAIL, associatedcompanyid=company)
    portal.hubspot.person_merges("contacts", kept, other)

    match = decide_match(a_contact(), crm.contacts_like(company, a_contact()))

    assert match.contact_id == kept


def test_an_address_full_of_slashes_stays_an_address(
    portal: Portal, crm: Crm, company: str
) -> None:
    crm.contacts_like(company, a_contact(email="../a?b#c@fenwick.example"))

    last = portal.hubspot.calls[-1]
    assert last.path.endswith("/contacts/..%2Fa%3Fb%23c%40fenwick.example")


def test_a_contact_without_an_address_is_made_once_per_token(
    portal: Portal, crm: Crm, company: str
) -> None:
    partial = a_contact(email="")

    first = crm.create_contact(company, partial, token="t-1")
    again = portal.connect().crm.create_contact(company, partial, token="t-1")
    other = crm.create_contact(company, partial, token="t-2")

    assert again == first
    assert other != first


def test_a_contact_and_its_part_are_two_calls(portal: Portal, crm: Crm, company: str) -> None:
    deal = portal.seed("deals", dealname="Lamps")
    part = Part(opportunity_id=deal, role="", association_type=LABEL)
    crm.association_types()

    with portal.counted() as calls:
        made = crm.create_contact(company, a_contact(), token="t-1", part=part)

    assert (made.also, len(calls)) == (("role",), 2)
    assert [role.association_type for role in crm.roles(deal)] == [LABEL]


def test_a_part_that_is_refused_is_not_claimed(crm: Crm, company: str) -> None:
    part = Part(opportunity_id="404", role="", association_type=LABEL)

    made = crm.create_contact(company, a_contact(), token="t-1", part=part)

    assert isinstance(made, Done)
    assert made.also == ()
    refused = crm.give_role(part.of(made.result), token="t-2")
    assert isinstance(refused, Refused)
    assert refused.cause == "record_gone"


def test_a_contact_that_learns_somebody_elses_address_is_refused(
    portal: Portal, crm: Crm, company: str
) -> None:
    portal.seed("contacts", lastname="Berg", email=EMAIL)
    crm.create_contact(company, a_contact(email=""), token="t-1")
    [contact] = crm.contacts(company)

    refused = crm.update_contact(contact, a_contact())

    assert isinstance(refused, Refused)
    assert (refused.cause, refused.fields) == ("duplicate", ("email",))
    assert refused.fix


def test_a_refusal_does_not_quote_the_person(crm: Crm, company: str) -> None:
    refused = crm.create_contact(company, a_contact(email="maren@fenwick"), token="t-1")

    assert isinstance(refused, Refused)
    assert refused.fields == ("email",)
    assert "maren" not in refused.reason


def test_a_company_that_was_deleted_gets_nobody(portal: Portal, crm: Crm, company: str) -> None:
    portal.hubspot.person_deletes("companies", company)

    refused = crm.create_contact(company, a_contact(), token="t-1")

    assert isinstance(refused, Refused)
    assert refused.cause == "record_gone"
    assert portal.records("contacts") == []


def test_what_hubspot_did_not_answer_is_told_without_the_person(
    portal: Portal, crm: Crm, company: str
) -> None:
    portal.fails("drop_before_commit")

    with pytest.raises(Unavailable) as told:
        crm.contacts_like(company, a_contact())

    assert "maren" not in str(told.value).lower()


@pytest.mark.parametrize("company_id", ["acc-1", "", "1/../2", "\uff11"])
def test_a_company_that_cannot_be_has_nobody_and_gets_nobody(
    portal: Portal, crm: Crm, company_id: str
) -> None:
    made = crm.create_contact(company_id, a_contact(), token="t-1")

    assert isinstance(made, Refused)
    assert made.cause == "record_gone"
    assert crm.contacts(company_id) == []
    assert portal.records("contacts") == []


def test_every_contact_of_a_large_company_is_listed(portal: Portal, crm: Crm, company: str) -> None:
    people = [{"lastname": f"{n}", "associatedcompanyid": company} for n in range(120)]
    portal.hubspot.seed({"contacts": people})

    assert len(crm.contacts(company)) == 120
