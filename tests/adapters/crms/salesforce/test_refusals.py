"""What Salesforce says when it will not, in plain words with a fix; and what only waits."""

from __future__ import annotations

from typing import Any

import pytest

from referral_hub.adapters.crms.salesforce.errors import Refusal, translated
from referral_hub.adapters.crms.salesforce.refusals import refused
from referral_hub.domain.crm import CrmObject
from referral_hub.domain.effects import Done, Outcome, Refused
from referral_hub.domain.errors import Unavailable
from tests.adapters.crms.salesforce.org import Stage
from tests.builders import a_contact
from tests.contracts.crm_words import a_part

OPPORTUNITY = {"Name": "Lamps", "StageName": "Prospecting", "CloseDate": "2027-09-30"}


@pytest.fixture
def account_id(stage: Stage) -> str:
    return stage.seed("Account", Name="Fenwick Lighthouses")


def an_opportunity(stage: Stage, account_id: str, **fields: str) -> Outcome:
    return stage.crm.create_opportunity(account_id, OPPORTUNITY | fields, token="o-1")


def a_field(**told: Any) -> dict[str, Any]:
    return {"fields": [{"object": "Opportunity", "name": "Region__c"} | told]}


def test_a_rule_of_the_customer_is_told_in_its_own_words(stage: Stage, account_id: str) -> None:
    rule = {"sobject": "Opportunity", "message": "Name the lamp type.", "field": "NextStep"}
    stage.behave(validation_rule=rule | {"blank": "NextStep"})

    refused = an_opportunity(stage, account_id)

    assert isinstance(refused, Refused)
    assert (refused.cause, refused.fields) == ("rule", ("NextStep",))
    assert "Name the lamp type." in refused.reason
    assert refused.fix


def test_a_required_field_without_a_source_is_told_before_anything_is_written(
    stage: Stage, account_id: str
) -> None:
    stage.behave(schema=a_field(required=True, length=20))

    refused = an_opportunity(stage, account_id)

    assert (refused.cause, refused.fields) == ("required_field_missing", ("Region__c",))
    assert not [call for call in stage.calls() if call.startswith("POST")]


def test_a_field_that_became_required_meanwhile_is_told_by_salesforce(
    stage: Stage, account_id: str
) -> None:
    stage.crm.describe(CrmObject.OPPORTUNITY)
    stage.behave(schema=a_field(required=True, length=20))

    refused = an_opportunity(stage, account_id)

    assert (refused.cause, refused.fields) == ("required_field_missing", ("Region__c",))


def test_what_an_admin_mends_counts_at_the_next_try(stage: Stage, account_id: str) -> None:
    an_opportunity(stage, account_id, Region__c="EU")
    stage.behave(schema=a_field(length=20))

    outcome = an_opportunity(stage, account_id, Region__c="EU")

    assert isinstance(outcome, Done)


def test_an_option_that_the_picklist_lacks_is_told_with_those_it_has(
    stage: Stage, account_id: str
) -> None:
    picklist = {"type": "picklist", "length": 40, "restricted": True, "picklist": ["EU", "US"]}
    stage.behave(schema=a_field(**picklist))

    refused = an_opportunity(stage, account_id, Region__c="Moon")

    assert refused.fields == ("Region__c",)
    assert "EU, US" in refused.reason


@pytest.mark.parametrize("kind", [{"length": 5}, {"type": "picklist", "length": 5}])
def test_a_text_that_is_too_long_is_told_with_the_length(
    stage: Stage, account_id: str, kind: dict[str, Any]
) -> None:
    stage.behave(schema=a_field(**kind))

    refused = an_opportunity(stage, account_id, Region__c="Northern")

    assert ("5 characters" in refused.reason, refused.fields) == (True, ("Region__c",))


def test_a_person_without_a_last_name_waits_for_one(stage: Stage, account_id: str) -> None:
    refused = stage.crm.create_contact(account_id, a_contact(last_name=""), token="c-1")

    assert (refused.cause, refused.fields) == ("required_field_missing", ("LastName",))


@pytest.mark.parametrize(
    ("told", "field"),
    [({"email": "nowhere@x"}, "Email"), ({"first_name": "Maren" * 10}, "FirstName")],
)
def test_what_salesforce_cannot_keep_of_a_person_is_told_without_the_value(
    stage: Stage, account_id: str, told: dict[str, str], field: str
) -> None:
    refused = stage.crm.create_contact(account_id, a_contact(**told), token="c-1")

    assert refused.fields == (field,)
    assert next(iter(told.values())) not in refused.reason


def test_a_role_that_the_picklist_lacks_is_refused_by_name(stage: Stage, account_id: str) -> None:
    part = a_part(stage.seed("Opportunity", AccountId=account_id, **OPPORTUNITY))
    told = part.model_copy(update={"role": "Lamplighter"})

    refused = stage.crm.create_contact(account_id, a_contact(), token="c-1", part=told)

    assert (refused.cause, refused.fields) == ("option_refused", ("Role",))
    assert "Lamplighter" in refused.reason
    assert "Decision Maker" in refused.reason
    assert stage.records("Contact") == []


@pytest.mark.parametrize("away", ["delete", "merge"])
def test_an_account_that_is_gone_is_no_account_and_takes_nothing(
    stage: Stage, account_id: str, away: str
) -> None:
    winner = stage.seed("Account", Name="Fenwick Group")
    stage.org.person(**{away: account_id, "into": winner})

    refused = an_opportunity(stage, account_id)

    assert stage.crm.account(account_id) is None
    assert (refused.cause, bool(refused.fix)) == ("record_gone", True)


def test_an_opportunity_that_is_gone_leaves_no_contact_behind(
    stage: Stage, account_id: str
) -> None:
    part = a_part(stage.seed("Opportunity", AccountId=account_id, **OPPORTUNITY))
    stage.org.person(delete=part.opportunity_id)

    refused = stage.crm.create_contact(account_id, a_contact(), token="c-1", part=part)

    assert refused.cause == "record_gone"
    assert stage.records("Contact") == []


def test_a_contact_that_is_gone_cannot_be_updated(stage: Stage, account_id: str) -> None:
    stage.crm.create_contact(account_id, a_contact(), token="c-1")
    [contact] = stage.crm.contacts(account_id)
    stage.org.person(delete=contact.contact_id)

    refused = stage.crm.update_contact(contact, a_contact(title="Keeper"))

    assert refused.cause == "record_gone"


def test_a_missing_external_id_is_told(stage: Stage, account_id: str) -> None:
    stage.behave(schema={"hide": ["Opportunity.Referral_Hub_Id__c"]})

    refused = an_opportunity(stage, account_id)

    assert isinstance(refused, Refused)
    assert (refused.cause, refused.fields) == ("field_unknown", ("Referral_Hub_Id__c",))
    assert refused.fix


@pytest.mark.parametrize(
    ("fault", "cause"),
    [
        ("server_unavailable", "busy"),
        ("unable_to_lock_row", "busy"),
        ("too_many_long_requests", "busy"),
        ("request_limit_exceeded", "quota"),
        ("unknown_exception", "unreachable"),
        ("html_page", "unreachable"),
        ("truncated_body", "unreachable"),
        ("drop_before_commit", "unreachable"),
    ],
)
def test_what_passes_is_told_by_its_cause(stage: Stage, fault: str, cause: str) -> None:
    stage.behave(**{fault: {"path": "/query$"}})

    with pytest.raises(Unavailable) as trouble:
        stage.crm.stages()

    assert trouble.value.cause == cause


def test_a_pool_that_is_used_up_is_a_quota(stage: Stage) -> None:
    stage.behave(api_requests_per_day=0)

    with pytest.raises(Unavailable) as trouble:
        stage.crm.stages()

    assert trouble.value.cause == "quota"


def test_api_access_that_is_off_is_for_an_admin(stage: Stage, account_id: str) -> None:
    stage.behave(api_disabled={"path": "/sobjects/Opportunity$"})

    refused = an_opportunity(stage, account_id)

    assert (refused.cause, "Enable API" in refused.fix) == ("no_permission", True)


def test_a_reader_that_is_refused_says_so_and_what_to_do(stage: Stage) -> None:
    stage.behave(api_disabled={"path": "/query$"})

    with pytest.raises(Unavailable) as trouble:
        stage.crm.stages()

    assert trouble.value.cause == "no_permission"
    assert "Enable API" in trouble.value.reason


def told(code: str, message: str = "no", **more: Any) -> Refused:
    said = translated(400, [{"errorCode": code, "message": message, **more}])
    assert isinstance(said, Refusal)
    return refused(said)


@pytest.mark.parametrize(
    ("code", "cause"),
    [
        ("INSUFFICIENT_ACCESS_OR_READONLY", "no_permission"),
        ("INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY", "no_permission"),
        ("INVALID_FIELD_FOR_INSERT_UPDATE", "no_permission"),
        ("INVALID_TYPE", "field_unknown"),
        ("CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY", "rule"),
        ("INVALID_CROSS_REFERENCE_KEY", "record_gone"),
        ("NUMBER_OUTSIDE_VALID_RANGE", "invalid_fields"),
        ("STORAGE_LIMIT_EXCEEDED", "storage_full"),
        ("SOMETHING_NEW", "refused"),
    ],
)
def test_every_refusal_has_a_cause_and_a_fix(code: str, cause: str) -> None:
    assert (told(code).cause, bool(told(code).fix)) == (cause, True)


def test_a_code_that_nobody_here_knows_is_told_in_the_reason() -> None:
    assert told("SOMETHING_NEW", "The lamp is out").reason == "The lamp is out (SOMETHING_NEW)"


def test_an_unknown_column_is_named() -> None:
    said = told("INVALID_FIELD", "No such column 'Colour__c' on sobject of type Account")

    assert said.fields == ("Colour__c",)


def test_a_unique_field_of_the_customer_is_no_race() -> None:
    said = told("DUPLICATE_VALUE", "duplicate value found: Tax__c duplicates value on record 001")

    assert said.cause == "duplicate"


def test_records_that_share_a_mark_are_named() -> None:
    ids = ["001Vr00000m4eGCIAY", "001Vr00000m4eGDIAY"]
    said = translated(300, [f"/services/data/v68.0/sobjects/Account/{i}" for i in ids])

    assert isinstance(said, Refusal)
    assert refused(said).cause == "duplicate"
    assert all(each in refused(said).reason for each in ids)


def test_addresses_of_people_are_taken_out_of_what_salesforce_says() -> None:
    said = told("FIELD_CUSTOM_VALIDATION_EXCEPTION", "ask sam@fenwick.example first")

    assert said.reason == "ask … first"


def test_an_error_that_says_nothing_is_tried_again() -> None:
    assert isinstance(translated(400, {"lamp": "lit"}), Unavailable)
