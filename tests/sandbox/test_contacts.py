from typing import Any

import pytest

from sandbox.partner_central import PartnerCentral
from sandbox.switches import BadBehaviourError
from tests.sandbox.rehearsal import Clock, Partner

LATE = {"FirstName": "Eivind", "LastName": "Moe", "Email": "eivind.moe@halvard-marine.example"}


def test_contacts_come_some_time_after_acceptance(
    partner: Partner, clock: Clock, central: PartnerCentral
) -> None:
    central.behave(contact_delay_seconds=1800)
    opportunity_id = partner.accepts(partner.is_referred_a_customer())

    clock.advance(seconds=1799)
    early = partner.contacts(opportunity_id)
    clock.advance(seconds=1)

    assert early == []
    assert partner.contacts(opportunity_id) == partner.sample["Customer"]["Contacts"]


def test_the_arrival_of_contacts_moves_the_lock(
    partner: Partner, clock: Clock, central: PartnerCentral
) -> None:
    central.behave(contact_delay_seconds=60)
    opportunity_id = partner.accepts(partner.is_referred_a_customer())

    before = partner.opportunity(opportunity_id)["LastModifiedDate"]
    clock.advance(seconds=60)

    assert partner.opportunity(opportunity_id)["LastModifiedDate"] > before


def test_contacts_may_never_come(partner: Partner, clock: Clock, central: PartnerCentral) -> None:
    central.behave(contacts="never")
    opportunity_id = partner.accepts(partner.is_referred_a_customer())

    clock.advance(days=30)

    assert partner.contacts(opportunity_id) == []


def test_contacts_that_never_came_can_still_be_revealed(
    partner: Partner, central: PartnerCentral
) -> None:
    central.behave(contacts="never")
    opportunity_id = partner.accepts(partner.is_referred_a_customer())

    central.behave(contacts="as_sent", reveal_contacts=opportunity_id)

    assert partner.contacts(opportunity_id) == partner.sample["Customer"]["Contacts"]


def test_a_partial_contact_lacks_what_was_asked_for_and_can_be_completed(
    partner: Partner, central: PartnerCentral
) -> None:
    central.behave(contacts="partial", partial_contact_hides=["Email"])
    opportunity_id = partner.accepts(partner.is_referred_a_customer())

    partial = partner.contacts(opportunity_id)
    central.behave(contacts="as_sent", reveal_contacts=opportunity_id)

    assert [sorted(contact) for contact in partial] == [
        ["BusinessTitle", "FirstName", "LastName", "Phone"]
    ]
    assert partner.contacts(opportunity_id) == partner.sample["Customer"]["Contacts"]


def test_several_contacts_are_different_people(partner: Partner, central: PartnerCentral) -> None:
    central.behave(contacts="several")

    contacts = partner.contacts(partner.accepts(partner.is_referred_a_customer()))

    assert len({contact["Email"] for contact in contacts}) == 3
    assert contacts[:1] == partner.sample["Customer"]["Contacts"]


def test_aws_can_add_a_contact_of_its_own_later(partner: Partner, central: PartnerCentral) -> None:
    central.behave(contacts="never")
    opportunity_id = partner.accepts(partner.is_referred_a_customer())

    central.edit_opportunity(opportunity_id, {"Customer": {"Contacts": [LATE]}})

    read = partner.opportunity(opportunity_id)
    assert read["Customer"]["Contacts"] == [LATE]
    assert read["Customer"]["Account"] == partner.sample["Customer"]["Account"]
    assert central.events[-1]["detail-type"] == "Opportunity Updated"


def test_aws_can_remove_a_member(partner: Partner, central: PartnerCentral) -> None:
    opportunity_id = partner.accepts(partner.is_referred_a_customer())

    central.edit_opportunity(opportunity_id, {"LifeCycle": {"NextSteps": None}})

    assert "NextSteps" not in partner.opportunity(opportunity_id)["LifeCycle"]


@pytest.mark.parametrize(
    "edit",
    [
        {"Customer": {"Contacts": [{"Email": "Not An Address"}]}},
        {"LifeCycle": {"Stage": "Closed Won"}},
    ],
)
def test_not_even_aws_can_break_the_model(
    partner: Partner, central: PartnerCentral, edit: dict[str, Any]
) -> None:
    opportunity_id = partner.accepts(partner.is_referred_a_customer())
    before = partner.opportunity(opportunity_id)

    with pytest.raises(BadBehaviourError):
        central.edit_opportunity(opportunity_id, edit)

    assert partner.opportunity(opportunity_id) == before


def test_an_opportunity_nobody_accepted_cannot_be_edited(central: PartnerCentral) -> None:
    with pytest.raises(BadBehaviourError):
        central.edit_opportunity("O1", {})
