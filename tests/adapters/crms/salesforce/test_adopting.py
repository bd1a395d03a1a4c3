"""Somebody whom a duplicate rule of the org knows: adopted if sure, else put before a person."""

from __future__ import annotations

import pytest

from referral_hub.domain.contacts.contact import IDENTIFYING
from referral_hub.domain.effects import Done, Refused
from referral_hub.domain.errors import Unavailable
from tests.adapters.crms.salesforce.org import Stage
from tests.adapters.crms.salesforce.test_creating_once import until_answered
from tests.builders import a_contact
from tests.contracts.crm_words import a_part

EMAIL = a_contact().email
OPPORTUNITY = {"Name": "Lamps", "StageName": "Prospecting", "CloseDate": "2027-09-30"}


@pytest.fixture
def account_id(stage: Stage) -> str:
    return stage.seed("Account", Name="Fenwick Lighthouses")


def by_hand(stage: Stage, account_id: str, **override: str) -> str:
    told = {"LastName": "Holt", "Email": EMAIL, "Phone": "+47 11"} | override
    stage.behave(contact_duplicate_rule="off")
    return stage.seed("Contact", AccountId=account_id, **told)


@pytest.mark.parametrize("rule_name", ["alert", "block"])
@pytest.mark.parametrize("misspelt", [True, False])
def test_the_same_person_made_by_hand_is_adopted_and_stamped(
    stage: Stage, account_id: str, rule_name: str, *, misspelt: bool
) -> None:
    contact_id = by_hand(stage, account_id)
    stage.behave(contact_duplicate_rule=rule_name, duplicate_result_misspelt=misspelt)

    outcome = stage.crm.create_contact(account_id, a_contact(), token="c-1")

    assert outcome == Done(result=contact_id, adopted_on=IDENTIFYING)
    assert stage.record(contact_id)["Referral_Hub_Id__c"]


def test_who_is_adopted_keeps_what_a_person_typed_and_gets_the_role(
    stage: Stage, account_id: str
) -> None:
    contact_id = by_hand(stage, account_id)
    part = a_part(stage.seed("Opportunity", AccountId=account_id, **OPPORTUNITY))
    stage.behave(contact_duplicate_rule="block")

    outcome = stage.crm.create_contact(account_id, a_contact(), token="c-1", part=part)

    assert outcome == Done(result=contact_id, also=("role",), adopted_on=IDENTIFYING)
    assert stage.record(contact_id)["Phone"] == "+47 11"
    assert [role["ContactId"] for role in stage.records("OpportunityContactRole")] == [contact_id]


def test_the_stamp_of_another_referral_stays(stage: Stage, account_id: str) -> None:
    contact_id = by_hand(stage, account_id, Referral_Hub_Id__c="c-0")
    stage.behave(contact_duplicate_rule="block")

    outcome = stage.crm.create_contact(account_id, a_contact(), token="c-1")

    assert outcome == Done(result=contact_id, adopted_on=IDENTIFYING)
    assert stage.record(contact_id)["Referral_Hub_Id__c"] == "c-0"


def test_a_record_that_takes_no_stamp_is_adopted_all_the_same(
    stage: Stage, account_id: str
) -> None:
    contact_id = by_hand(stage, account_id)
    stamping = {"method": "PATCH", "path": f"/sobjects/Contact/{contact_id}"}
    stage.behave(contact_duplicate_rule="block", api_disabled=stamping)

    first = stage.crm.create_contact(account_id, a_contact(), token="c-1")
    again = stage.crm.create_contact(account_id, a_contact(), token="c-1")

    assert first == again == Done(result=contact_id, adopted_on=IDENTIFYING)


@pytest.mark.parametrize("fault", ["drop_after_commit", "drop_before_commit", "truncated_body"])
@pytest.mark.parametrize(
    "path", ["/composite$", "/query$", "/OpportunityContactRole(/|$)", "/Contact/"]
)
def test_an_adoption_that_breaks_off_is_completed(
    stage: Stage, account_id: str, fault: str, path: str
) -> None:
    contact_id = by_hand(stage, account_id)
    part = a_part(stage.seed("Opportunity", AccountId=account_id, **OPPORTUNITY))
    stage.behave(contact_duplicate_rule="block", **{fault: {"path": path}})

    outcome = until_answered(
        stage.crm, lambda crm: crm.create_contact(account_id, a_contact(), token="c-1", part=part)
    )

    assert outcome == Done(result=contact_id, also=("role",), adopted_on=IDENTIFYING)
    assert len(stage.records("Contact")) == len(stage.records("OpportunityContactRole")) == 1


@pytest.mark.parametrize("fault", ["drop_after_commit", "drop_before_commit"])
def test_an_adoption_whose_answer_got_lost_stays_one_when_the_record_was_renamed_since(
    stage: Stage, account_id: str, fault: str
) -> None:
    contact_id = by_hand(stage, account_id)
    part = a_part(stage.seed("Opportunity", AccountId=account_id, **OPPORTUNITY))
    stage.behave(
        contact_duplicate_rule="block", **{fault: {"path": "/Contact/", "method": "PATCH"}}
    )
    with pytest.raises(Unavailable):
        stage.crm.create_contact(account_id, a_contact(), token="c-1", part=part)
    stage.org.person(edit=contact_id, fields={"LastName": "Holt-Berg"})

    outcome = stage.crm.create_contact(account_id, a_contact(), token="c-1", part=part)

    assert outcome == Done(result=contact_id, also=("role",), adopted_on=IDENTIFYING)
    assert len(stage.records("Contact")) == len(stage.records("OpportunityContactRole")) == 1


def test_somebody_else_at_the_same_mailbox_is_put_before_a_person(
    stage: Stage, account_id: str
) -> None:
    other = by_hand(stage, account_id, LastName="Berg")
    stage.behave(contact_duplicate_rule="alert")

    refused = stage.crm.create_contact(account_id, a_contact(), token="c-1")

    assert isinstance(refused, Refused)
    assert (refused.cause, other in refused.reason, bool(refused.fix)) == ("duplicate", True, True)
    assert len(stage.records("Contact")) == 1


def test_the_same_person_at_another_account_is_not_adopted(stage: Stage, account_id: str) -> None:
    elsewhere = by_hand(stage, stage.seed("Account", Name="Molde Ferries"))
    stage.behave(contact_duplicate_rule="block")

    refused = stage.crm.create_contact(account_id, a_contact(), token="c-1")

    assert (refused.cause, elsewhere in refused.reason) == ("duplicate", True)


def test_two_who_are_the_same_person_are_put_before_a_person(stage: Stage, account_id: str) -> None:
    twins = [by_hand(stage, account_id) for _ in range(2)]
    stage.behave(contact_duplicate_rule="block")

    refused = stage.crm.create_contact(account_id, a_contact(), token="c-1")

    assert refused.cause == "duplicate"
    assert all(twin in refused.reason for twin in twins)
    assert EMAIL not in refused.reason


def test_an_update_is_not_held_up_by_an_alert(stage: Stage, account_id: str) -> None:
    contact_id = by_hand(stage, account_id)
    stage.behave(contact_duplicate_rule="alert")
    [contact] = stage.crm.contacts(account_id)

    outcome = stage.crm.update_contact(contact, a_contact(title="Keeper"))

    assert (outcome.result, stage.record(contact_id)["Title"]) == (contact_id, "Keeper")
