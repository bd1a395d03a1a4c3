"""Deals and companies: what is written, what is read, what is refused."""

from __future__ import annotations

import pytest

from referral_hub.adapters.crms.hubspot.paths import VERSION
from referral_hub.domain.crm import CrmObject
from referral_hub.domain.effects import Done, Refused
from referral_hub.domain.forms import FormField
from referral_hub.ports import Crm
from tests.adapters.crms.hubspot.portal import Portal

LAMPS = {"dealname": "Lamps", "dealstage": "appointmentscheduled"}


@pytest.fixture
def company(portal: Portal) -> str:
    return portal.seed("companies", name="Fenwick Lighthouses")


def field(crm: Crm, what: CrmObject, name: str) -> FormField:
    return next(field for field in crm.describe(what) if field.name == name)


def refused(crm: Crm, company: str, **fields: str) -> Refused:
    outcome = crm.create_opportunity(company, LAMPS | fields, token="t-1")
    assert isinstance(outcome, Refused)
    return outcome


def test_a_deal_is_its_companys_primary_one(portal: Portal, crm: Crm, company: str) -> None:
    crm.create_opportunity(company, LAMPS, token="t-1")

    [deal] = portal.records("deals")
    assert deal["associations"] == [{"type": "companies", "id": company, "labels": ["Primary"]}]
    assert deal["properties"]["referral_hub_id"] == "t-1"
    assert deal["properties"]["pipeline"] == "default"


def test_a_close_date_is_that_day_for_whoever_looks(portal: Portal, crm: Crm, company: str) -> None:
    """The portal is in Oslo: its noon is 10:00 UTC in summer."""
    made = crm.create_opportunity(company, {**LAMPS, "closedate": "2027-06-30"}, token="t-1")

    [deal] = portal.records("deals")
    found = crm.opportunity(made.result)
    assert deal["properties"]["closedate"] == "2027-06-30T10:00:00.000Z"
    assert found
    assert found.fields["closedate"] == "2027-06-30"


def test_a_close_date_that_a_person_picked_is_read_as_their_day(portal: Portal, crm: Crm) -> None:
    midnight_in_oslo = "2027-06-29T22:00:00.000Z"
    deal = portal.seed("deals", **LAMPS, closedate=midnight_in_oslo)

    found = crm.opportunity(deal)

    assert found
    assert found.fields["closedate"] == "2027-06-30"


@pytest.mark.parametrize("amount", ["12500.00", "0.5", "12500"])
def test_an_amount_is_read_as_it_was_written(crm: Crm, company: str, amount: str) -> None:
    made = crm.create_opportunity(company, {**LAMPS, "amount": amount}, token="t-1")

    found = crm.opportunity(made.result)

    assert found
    assert found.fields["amount"] == amount


def test_blank_fields_are_not_written_so_that_a_repetition_wipes_nothing(
    portal: Portal, crm: Crm, company: str
) -> None:
    fields = {**LAMPS, "description": " "}
    made = crm.create_opportunity(company, fields, token="t-1")
    portal.hubspot.person_edits("deals", made.result, {"description": "Forty lamps"})

    crm.create_opportunity(company, fields, token="t-1")

    found = crm.opportunity(made.result)
    assert found
    assert found.fields["description"] == "Forty lamps"


def test_a_company_that_is_gone_is_said_to_be(portal: Portal, crm: Crm, company: str) -> None:
    portal.hubspot.person_deletes("companies", company)

    assert refused(crm, company).cause == "record_gone"
    assert crm.account(company) is None


def test_a_merged_company_answers_with_the_one_that_is_left(
    portal: Portal, crm: Crm, company: str
) -> None:
    left = portal.seed("companies", name="Fenwick Group")
    portal.hubspot.person_merges("companies", left, company)

    found = crm.account(company)
    made = crm.create_opportunity(company, LAMPS, token="t-1")

    assert found
    assert (found.account_id, found.name) == (left, "Fenwick Group")
    assert isinstance(made, Done)
    deal = crm.opportunity(made.result)
    assert deal
    assert deal.account_id == left


def test_what_a_deal_needs_is_named_before_hubspot_is_asked(
    portal: Portal, crm: Crm, company: str
) -> None:
    with portal.counted() as calls:
        outcome = crm.create_opportunity(company, {"amount": "1"}, token="t-1")

    assert isinstance(outcome, Refused)
    assert (outcome.cause, outcome.fields) == (
        "required_field_missing",
        ("dealname", "dealstage"),
    )
    assert calls == []


def test_an_unknown_property_is_named(crm: Crm, company: str) -> None:
    found = refused(crm, company, colour="red")

    assert (found.cause, found.fields) == ("field_unknown", ("colour",))
    assert "Create the property" in found.fix


def test_an_option_that_hubspot_does_not_have_is_named_with_those_it_has(
    crm: Crm, company: str
) -> None:
    found = refused(crm, company, deal_currency_code="XXX")

    assert (found.cause, found.fields) == ("option_refused", ("deal_currency_code",))
    assert "EUR" in found.reason


def test_flaws_of_several_kinds_are_all_named(crm: Crm, company: str) -> None:
    found = refused(crm, company, colour="red", amount="a lot")

    assert found.cause == "invalid_fields"
    assert set(found.fields) == {"colour", "amount"}


def test_what_an_administrator_demands_is_named(portal: Portal, crm: Crm, company: str) -> None:
    portal.hubspot.behave(create_requires={"deals": ["amount"]})

    found = refused(crm, company)

    assert (found.cause, found.fields) == ("required_field_missing", ("amount",))


def test_a_rule_of_the_portal_names_what_it_wants(portal: Portal, crm: Crm, company: str) -> None:
    when = {"dealstage": "closedlost"}
    rule = {"type": "deals", "when": when, "require": ["closed_lost_reason"]}
    portal.hubspot.behave(conditional_rules=[rule])

    found = refused(crm, company, **when)

    assert (found.cause, found.fields) == ("required_field_missing", ("closed_lost_reason",))


def test_a_text_that_is_too_long_is_said_to_be(crm: Crm, company: str) -> None:
    found = refused(crm, company, description="x" * 70_000)

    assert (found.cause, found.fields) == ("too_long", ("description",))
    assert len(found.reason) <= 1000


def test_a_refusal_that_is_corrected_completes_under_the_same_token(
    portal: Portal, crm: Crm, company: str
) -> None:
    refused(crm, company, amount="a lot")

    made = crm.create_opportunity(company, {**LAMPS, "amount": "12500.00"}, token="t-1")

    assert isinstance(made, Done)
    assert portal.effect("deals.created") == 1


def test_properties_are_described_as_what_they_take(crm: Crm) -> None:
    deal = CrmObject.OPPORTUNITY

    assert field(crm, deal, "amount").type == "amount"
    assert field(crm, deal, "closedate").type == "date"
    assert field(crm, deal, "dealname").required
    assert field(crm, deal, "dealtype").options == ("newbusiness", "existingbusiness")
    assert "closedwon" in field(crm, deal, "dealstage").options
    assert field(crm, deal, "pipeline").options == ("default",)
    assert not field(crm, deal, "hs_is_closed").writable


def test_the_hubs_own_property_is_not_for_mappings(crm: Crm) -> None:
    assert not field(crm, CrmObject.ACCOUNT, "referral_hub_id").writable


def test_a_description_is_read_again_after_some_minutes(portal: Portal, crm: Crm) -> None:
    crm.describe(CrmObject.OPPORTUNITY)
    with portal.counted() as at_once:
        crm.describe(CrmObject.OPPORTUNITY)
    portal.clock.advance(minutes=5)
    with portal.counted() as later:
        crm.describe(CrmObject.OPPORTUNITY)

    assert at_once == []
    assert len([call for call in later if "/properties/" in call]) == 1


def test_what_was_mended_counts_as_soon_as_somebody_looks_anew(portal: Portal, crm: Crm) -> None:
    named = {"name": "region", "label": "Region", "groupName": "dealinformation"}
    crm.describe(CrmObject.OPPORTUNITY)
    crm.stages()
    portal.calls_api(
        "POST",
        f"/crm/properties/{VERSION}/deals",
        {"type": "string", "fieldType": "text"} | named,
    )

    crm.refresh()

    with portal.counted() as calls:
        assert field(crm, CrmObject.OPPORTUNITY, "region").writable
        crm.stages()
    assert len([call for call in calls if "/pipelines/" in call]) == 1
