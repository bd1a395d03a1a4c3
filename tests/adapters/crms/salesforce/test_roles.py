"""The part of a contact on an opportunity: given once, never taken from somebody else."""

from __future__ import annotations

import pytest

from referral_hub.domain.crm import ContactRole
from referral_hub.domain.effects import Done
from tests.adapters.crms.salesforce.org import Stage
from tests.contracts.crm_words import a_part

OPPORTUNITY = {"Name": "Lamps", "StageName": "Prospecting", "CloseDate": "2027-09-30"}


@pytest.fixture
def role(stage: Stage) -> ContactRole:
    account_id = stage.seed("Account", Name="Fenwick Lighthouses")
    contact_id = stage.seed("Contact", AccountId=account_id, LastName="Holt")
    return a_part(stage.seed("Opportunity", AccountId=account_id, **OPPORTUNITY)).of(contact_id)


def by_hand(stage: Stage, role: ContactRole, **told: object) -> str:
    record = {"OpportunityId": role.opportunity_id, "ContactId": role.contact_id} | told
    return stage.seed("OpportunityContactRole", **record)


def test_a_role_that_somebody_gave_by_hand_stays_the_only_one(
    stage: Stage, role: ContactRole
) -> None:
    by_hand(stage, role, Role="Decision Maker")

    outcome = stage.crm.give_role(role, token="r-1")

    assert outcome == Done(result=role.contact_id)
    assert [row["Role"] for row in stage.records("OpportunityContactRole")] == ["Decision Maker"]


def test_two_referrals_give_one_contact_one_role_on_one_opportunity(
    stage: Stage, role: ContactRole
) -> None:
    stage.crm.give_role(role, token="r-1")
    stage.crm.give_role(role, token="r-2")

    assert len(stage.records("OpportunityContactRole")) == 1


def test_the_primary_contact_stays_the_one_that_people_chose(
    stage: Stage, role: ContactRole
) -> None:
    other = stage.seed("Contact", LastName="Berg")
    by_hand(stage, a_part(role.opportunity_id).of(other), IsPrimary=True)

    stage.crm.give_role(role, token="r-1")

    primary = {r.contact_id: r.primary for r in stage.crm.roles(role.opportunity_id)}
    assert primary == {other: True, role.contact_id: False}


def test_a_role_without_a_name_reads_as_none(stage: Stage, role: ContactRole) -> None:
    by_hand(stage, role)

    [read] = stage.crm.roles(role.opportunity_id)

    assert read.role == ""
