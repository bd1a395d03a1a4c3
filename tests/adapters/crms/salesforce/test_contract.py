"""Salesforce keeps the contract of CRMs, over the stand-in."""

from __future__ import annotations

from typing import ClassVar

import pytest

from referral_hub.domain.crm import ContactRole
from referral_hub.domain.effects import Done
from referral_hub.ports import Crm
from tests.adapters.crms.salesforce.org import Stage
from tests.builders import a_contact
from tests.contracts.crm import CrmContract
from tests.contracts.crm_words import a_part


class TestSalesforce(CrmContract):
    words: ClassVar = {
        "account_name": "Name",
        "website": "Website",
        "opportunity_name": "Name",
        "amount": "Amount",
        "close_date": "CloseDate",
        "stage": "StageName",
    }
    always: ClassVar = {"StageName": "Prospecting", "CloseDate": "2027-09-30"}

    @pytest.fixture
    def crm(self, stage: Stage) -> Crm:
        return stage.crm

    def test_the_crm_says_how_it_types_the_link_of_a_contact(self, crm: Crm) -> None:
        """Salesforce does not: there is a role, and no kind of link beside it."""
        assert crm.association_types() == ()

    def test_a_contact_is_given_its_role_once(self, crm: Crm) -> None:
        """As for every CRM, but that the role reads back without an association type."""
        account_id = self.an_account(crm)
        contact_id = crm.create_contact(account_id, a_contact(), token="t-1").result
        role = a_part(self.an_opportunity(crm, account_id)).of(contact_id)

        first = crm.give_role(role, token="t-2")
        again = crm.give_role(role, token="t-2")

        assert again == first == Done(result=contact_id)
        assert crm.roles(role.opportunity_id) == [_without_type(role)]


def _without_type(role: ContactRole) -> ContactRole:
    return role.model_copy(update={"association_type": ""})
