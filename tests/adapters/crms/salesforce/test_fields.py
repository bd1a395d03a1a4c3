"""Fields as the org describes them, and values that read back as they were written."""

from __future__ import annotations

import pytest

from referral_hub.domain.crm import CrmObject
from referral_hub.domain.effects import Done, Refused
from referral_hub.domain.forms import FormField
from tests.adapters.crms.salesforce.org import Stage
from tests.builders import a_contact
from tests.contracts.crm_words import a_part

OPPORTUNITY = {"Name": "Lamps", "StageName": "Prospecting", "CloseDate": "2027-09-30"}


def described(stage: Stage, what: CrmObject = CrmObject.OPPORTUNITY) -> dict[str, FormField]:
    return {field.name: field for field in stage.crm.describe(what)}


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Name", "text"),
        ("Amount", "amount"),
        ("Probability", "number"),
        ("CloseDate", "date"),
        ("IsWon", "boolean"),
        ("Type", "choice"),
    ],
)
def test_a_field_has_a_kind(stage: Stage, name: str, kind: str) -> None:
    assert described(stage)[name].type == kind


def test_what_must_be_filled_is_required_and_what_has_a_default_is_not(stage: Stage) -> None:
    required = {name for name, field in described(stage).items() if field.required}

    assert required == {"Name", "StageName", "CloseDate"}


def test_a_restricted_picklist_is_a_choice_of_what_it_has(stage: Stage) -> None:
    picklist = {"type": "picklist", "length": 40, "restricted": True, "picklist": ["EU", "US"]}
    stage.behave(schema={"fields": [{"object": "Opportunity", "name": "Region__c"} | picklist]})

    region = described(stage)["Region__c"]

    assert (region.type, region.options) == ("choice", ("EU", "US"))
    assert region.problem("Mars") == "must be one of: EU, US"


def test_a_picklist_that_takes_any_text_lists_what_it_has(stage: Stage) -> None:
    source = described(stage)["LeadSource"]

    assert (source.type, source.open_options) == ("choice", True)
    assert source.problem("Fenwick fair") == ""
    assert "must be one of" in source.as_offered.problem("Fenwick fair")


def test_a_stage_is_one_of_the_org(stage: Stage) -> None:
    name = described(stage)["StageName"]

    assert name.options == tuple(one.name for one in stage.crm.stages())
    assert "must be one of" in name.problem("Qualified!")


def test_an_opportunity_in_no_stage_of_the_org_is_not_created(stage: Stage) -> None:
    account_id = stage.seed("Account", Name="Fenwick")

    fields = OPPORTUNITY | {"StageName": "Qualified!"}
    refused = stage.crm.create_opportunity(account_id, fields, token="o-1")

    assert isinstance(refused, Refused)
    assert (refused.fields, stage.records("Opportunity")) == (("StageName",), [])


def test_of_a_list_of_several_values_the_org_says_what_it_takes(stage: Stage) -> None:
    several = {"type": "multipicklist", "length": 100, "restricted": True, "picklist": ["EU", "US"]}
    stage.behave(schema={"fields": [{"object": "Opportunity", "name": "Regions__c"} | several]})

    assert described(stage)["Regions__c"].problem("EU;US") == ""


def test_a_length_is_that_of_the_org(stage: Stage) -> None:
    assert described(stage)["Name"].max_length == 120


@pytest.mark.parametrize("name", ["IsWon", "Id", "Referral_Hub_Id__c"])
def test_what_is_not_for_mappings_cannot_be_written(stage: Stage, name: str) -> None:
    assert not described(stage)[name].writable


@pytest.mark.parametrize("what", CrmObject)
def test_every_object_of_the_hub_is_described(stage: Stage, what: CrmObject) -> None:
    assert described(stage, what)


def test_a_description_is_asked_for_once_in_a_while(stage: Stage) -> None:
    for _ in range(3):
        described(stage)
    first = len(stage.calls())

    stage.clock.advance(minutes=6)
    described(stage)

    assert (first, len(stage.calls())) == (1, 2)


def test_what_was_mended_counts_as_soon_as_somebody_looks_anew(stage: Stage) -> None:
    assert "Region__c" not in described(stage)
    field = {"object": "Opportunity", "name": "Region__c", "type": "string", "length": 40}
    stage.behave(schema={"fields": [field]})

    stage.crm.refresh()

    assert "Region__c" in described(stage)


def test_the_roles_of_a_contact_are_those_of_the_picklist(stage: Stage) -> None:
    assert {"Business User", "Decision Maker"} <= set(stage.crm.contact_roles())


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Amount", "12500.00"),
        ("Amount", "0.10"),
        ("Amount", "999999999999.99"),
        ("Amount", "12500.345"),
        ("Probability", "35"),
        ("CloseDate", "2028-02-29"),
        ("Description", "Forty lamps,\ntwo winters: 東京 “quoted” \\ %_'"),
    ],
)
def test_a_value_reads_as_it_was_written(stage: Stage, name: str, text: str) -> None:
    account_id = stage.seed("Account", Name="Fenwick")

    made = stage.crm.create_opportunity(account_id, OPPORTUNITY | {name: text}, token="o-1")

    assert isinstance(made, Done)
    found = stage.crm.opportunity(made.result)
    assert found is not None
    assert found.fields[name] == text


def test_the_noise_of_a_binary_fraction_is_no_amount(stage: Stage) -> None:
    account_id, worked_out = stage.seed("Account", Name="Fenwick"), {"Amount": 0.1 + 0.2}
    fields = OPPORTUNITY | worked_out | {"AccountId": account_id}

    opportunity_id = stage.org.person(create="Opportunity", fields=fields)

    found = stage.crm.opportunity(opportunity_id)
    assert found is not None
    assert found.fields["Amount"] == "0.30"


@pytest.mark.parametrize("text", ["true", "false"])
def test_a_flag_reads_as_it_was_written(stage: Stage, text: str) -> None:
    flag = {"object": "Account", "name": "Key__c", "type": "boolean", "nillable": False}
    stage.behave(schema={"fields": [flag | {"default": False}]})

    made = stage.crm.create_account({"Name": "Fenwick", "Key__c": text}, token="a-1")

    found = stage.crm.account(made.result)
    assert found is not None
    assert found.fields["Key__c"] == text


def test_a_whole_number_and_a_fraction_read_without_zeros(stage: Stage) -> None:
    weight = {"object": "Account", "name": "Weight__c", "type": "double", "digits": 18, "scale": 4}
    stage.behave(schema={"fields": [weight]})
    told = {"Name": "Fenwick", "NumberOfEmployees": "40", "Weight__c": "2.5"}

    made = stage.crm.create_account(told, token="a-1")

    found = stage.crm.account(made.result)
    assert found is not None
    assert told.items() <= found.fields.items()


def test_what_is_blank_is_not_written(stage: Stage) -> None:
    told = {"Name": " Fenwick ", "Website": "  "}

    made = stage.crm.create_account(told, token="a-1")

    found = stage.crm.account(made.result)
    assert found is not None
    assert (found.name, "Website" in found.fields) == ("Fenwick", False)


def test_stages_come_in_order_with_what_they_mean(stage: Stage) -> None:
    stages = stage.crm.stages()

    assert stages[0].name == "Prospecting"
    assert [s.name for s in stages if s.won] == ["Closed Won"]
    assert [s.name for s in stages if s.closed] == ["Closed Won", "Closed Lost"]


@pytest.mark.parametrize(
    "strange", ["../x", "", "001", "a" * 16, "' OR Id != '", "a/b" * 5, "é" * 15]
)
def test_what_is_no_id_is_no_record_and_no_call(stage: Stage, strange: str) -> None:
    crm, person, part = stage.crm, a_contact(), a_part(strange)

    assert crm.account(strange) is crm.opportunity(strange) is None
    assert crm.contact(strange, strange) is None
    assert crm.contacts(strange) == crm.roles(strange) == crm.contacts_like(strange, person) == []
    refused = [
        crm.create_opportunity(strange, OPPORTUNITY, token="t"),
        crm.create_contact(strange, person, token="t"),
        crm.create_contact("a" * 15, person, token="t", part=part),
        crm.give_role(part.of("a" * 15), token="t"),
        crm.give_role(a_part("a" * 15).of(strange), token="t"),
    ]
    assert {outcome.cause for outcome in refused} == {"record_gone"}
    assert stage.calls() == []


def test_a_token_of_signs_stays_a_token(stage: Stage) -> None:
    token = "a/b?c=d&e%20 'f"

    first = stage.crm.create_account({"Name": "Fenwick"}, token=token)
    again = stage.crm.create_account({"Name": "Fenwick"}, token=token)

    assert isinstance(first, Done)
    assert again == first
    assert stage.record(first.result)["Referral_Hub_Id__c"] == token


def test_a_country_told_by_its_code_is_plain_text_in_an_org_without_picklists(stage: Stage) -> None:
    stage.crm.create_account({"Name": "Fenwick", "BillingCountry": "NO"}, token="a-1")

    [account] = stage.records("Account")
    assert account["BillingCountry"] == "NO"


@pytest.mark.parametrize(
    ("told", "field"), [("NO", "BillingCountryCode"), ("Norway", "BillingCountry")]
)
def test_an_org_with_country_picklists_gets_a_code_where_it_takes_codes(
    stage: Stage, told: str, field: str
) -> None:
    codes = {"type": "picklist", "picklist": ["NO", "SE"], "restricted": True}
    names = {"object": "Account", "name": "BillingCountryCode"}
    stage.behave(schema={"fields": [names | codes]})

    stage.crm.create_account({"Name": "Fenwick", "BillingCountry": told}, token="a-1")

    [account] = stage.records("Account")
    told_of = {name: text for name, text in account.items() if "BillingCountry" in name and text}
    assert told_of == {field: told}
