"""HubSpot keeps the contract of CRMs, of lists of referrals and of events, while search lags."""

from __future__ import annotations

from typing import ClassVar

import pytest

from referral_hub.adapters.crms.hubspot.connector import HubSpotCrm
from referral_hub.domain.crm import Account, Part
from referral_hub.domain.effects import Done
from referral_hub.ports import Crm
from tests.adapters.crms.hubspot.portal import LABEL, LAG_SECONDS, Portal
from tests.builders import Clock, a_contact
from tests.contracts.crm import CrmContract


class SearchedLater(HubSpotCrm):
    """People search when the index has caught up; everything else is asked at once."""

    clock: Clock

    def search_accounts(self, text: str, *, limit: int = 20) -> list[Account]:
        self.clock.advance(seconds=LAG_SECONDS + 1)
        return super().search_accounts(text, limit=limit)


class TestHubSpotCrm(CrmContract):
    words: ClassVar = {
        "account_name": "name",
        "opportunity_name": "dealname",
        "close_date": "closedate",
        "stage": "dealstage",
    }
    always: ClassVar = {"dealstage": "appointmentscheduled"}

    @pytest.fixture
    def crm(self, portal: Portal) -> SearchedLater:
        found = portal.crm
        assert isinstance(found, HubSpotCrm)
        crm = SearchedLater(found._door, portal.clock)
        crm.clock = portal.clock
        return crm

    # Where HubSpot cannot do what the built-in CRM can

    def test_two_people_at_one_mailbox_are_two_contacts(self, crm: Crm) -> None:
        """An address is one contact's in HubSpot: the second person is told of by the first."""
        account_id = self.an_account(crm)

        first = crm.create_contact(account_id, a_contact(), token="t-1")
        second = crm.create_contact(account_id, a_contact(last_name="Berg"), token="t-2")

        assert second == first
        assert [contact.last_name for contact in crm.contacts(account_id)] == ["Holt"]

    def test_several_contacts_have_roles_on_one_opportunity(self, crm: Crm) -> None:
        account_id = self.an_account(crm)
        opportunity_id = self.an_opportunity(crm, account_id)
        people = [a_contact(), a_contact(last_name="Berg", email="berg@fenwick.example")]

        for person in people:
            contact_id = crm.create_contact(account_id, person, token=person.key).result
            part = Part(opportunity_id=opportunity_id, role=LABEL, association_type=LABEL)
            crm.give_role(part.of(contact_id), token=f"role {person.key}")

        assert len(crm.roles(opportunity_id)) == 2

    def test_a_contact_is_given_its_role_once(self, crm: Crm) -> None:
        """What is read back as role is the label: HubSpot has no other notion of it."""
        account_id = self.an_account(crm)
        contact_id = crm.create_contact(account_id, a_contact(), token="t-1").result
        deal_id = self.an_opportunity(crm, account_id)
        role = Part(opportunity_id=deal_id, role=LABEL, association_type=LABEL).of(contact_id)

        first = crm.give_role(role, token="t-2")
        again = crm.give_role(role, token="t-2")

        assert again == first == Done(result=contact_id)
        assert crm.roles(role.opportunity_id) == [role]
