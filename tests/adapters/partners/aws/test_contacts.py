"""The customer's people as AWS shows them after acceptance."""

from __future__ import annotations

import pytest

from referral_hub.adapters.partners.aws.opportunity import people_of
from referral_hub.domain.contacts.contact import ContactInfo
from referral_hub.domain.errors import Unavailable
from tests.adapters.partners.aws.stage import Stage
from tests.contracts.partner_connector import accepted

GET = "GetOpportunity"


def test_nobody_is_shown_at_first(stage: Stage) -> None:
    referral = accepted(stage)

    assert stage.connector.contact_info(referral) == ()


def test_a_partial_contact_is_passed_on_as_it_is(stage: Stage) -> None:
    referral = accepted(stage)
    stage.aws.behave(contacts="partial")
    stage.reveals(referral)

    (person,) = stage.connector.contact_info(referral)

    assert person.partial
    assert (person.first_name, person.last_name, person.phone) == ("Sunniva", "", "")
    assert person.email == "sunniva.eide@halvard-marine.example"


def test_several_contacts_keep_their_order(stage: Stage) -> None:
    referral = accepted(stage)
    stage.aws.behave(contacts="several")
    stage.reveals(referral)

    people = stage.connector.contact_info(referral)

    assert [person.last_name for person in people] == ["Eide", "Brandt", "Quiroga"]


def test_an_opportunity_that_is_not_visible_shows_nobody(stage: Stage) -> None:
    stage.aws.behave(visibility_delay_seconds=20)
    referral = accepted(stage)

    assert stage.connector.contact_info(referral) == ()


def test_an_outage_is_not_taken_for_the_absence_of_contacts(stage: Stage) -> None:
    referral = accepted(stage)
    stage.aws.behave(internal_error={"operation": GET, "times": 1})

    with pytest.raises(Unavailable):
        stage.connector.contact_info(referral)


def test_names_longer_than_ours_are_cut_and_addresses_left_out() -> None:
    contact = {
        "FirstName": "A" * 200,
        "LastName": "Virta",
        "Email": f"{'a' * 300}@nordwind.example",
        "Phone": "+358" + "1" * 60,
        "BusinessTitle": "T" * 100,
    }

    (person,) = people_of({"Customer": {"Contacts": [contact]}})

    assert person.first_name == "A" * 79 + "…"
    assert (person.last_name, person.email, person.phone) == ("Virta", "", "")
    assert len(person.title) == 80


@pytest.mark.parametrize(
    "opportunity",
    [{}, {"Customer": None}, {"Customer": {}}, {"Customer": {"Contacts": None}}],
)
def test_an_opportunity_without_people_has_none(opportunity: dict[str, object]) -> None:
    assert people_of(opportunity) == ()


def test_a_contact_with_an_address_that_is_none_comes_without_it() -> None:
    told = {"LastName": "Holt", "Email": "nomail"}

    assert people_of({"Customer": {"Contacts": [told]}}) == (ContactInfo(last_name="Holt"),)


def test_a_contact_without_anything_is_passed_on_empty() -> None:
    assert people_of({"Customer": {"Contacts": [{}]}}) == (ContactInfo(),)
