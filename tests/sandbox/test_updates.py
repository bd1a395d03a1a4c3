from typing import Any

import pytest

from sandbox.partner_central import PartnerCentral
from sandbox.partner_central.errors import BusinessRuleError, ConflictError
from sandbox.partner_central.model_check import Code
from tests.sandbox.rehearsal import Clock, Partner


@pytest.fixture
def accepted(partner: Partner) -> dict[str, Any]:
    return partner.opportunity(partner.accepts(partner.is_referred_a_customer()))


def under(
    review_status: str, opportunity: dict[str, Any], central: PartnerCentral
) -> dict[str, Any]:
    verdict = {"LifeCycle": {"ReviewStatus": review_status}}
    return central.edit_opportunity(opportunity["Id"], verdict)


def test_an_update_puts_the_crm_id_on_the_opportunity(
    partner: Partner, accepted: dict[str, Any]
) -> None:
    partner.updates(accepted, PartnerOpportunityIdentifier="006-halvard")

    read = partner.opportunity(accepted["Id"])
    assert read["PartnerOpportunityIdentifier"] == "006-halvard"
    assert read["Project"] == accepted["Project"]


def test_what_an_update_leaves_out_is_gone(
    partner: Partner, central: PartnerCentral, accepted: dict[str, Any]
) -> None:
    request = {"Catalog": "Sandbox", "Identifier": accepted["Id"]}
    request |= {
        "LastModifiedDate": accepted["LastModifiedDate"],
        "LifeCycle": {"Stage": "Qualified"},
    }

    central.call("UpdateOpportunity", request)

    read = partner.opportunity(accepted["Id"])
    assert read["LifeCycle"] == {"Stage": "Qualified"}
    assert not {"Customer", "Project", "Marketing", "PrimaryNeedsFromAws"} & set(read)
    assert read["OpportunityTeam"] == accepted["OpportunityTeam"]


def test_an_invitation_keeps_its_offer_when_the_opportunity_is_wiped(
    partner: Partner, central: PartnerCentral
) -> None:
    invitation_id = partner.is_referred_a_customer()
    offered = partner.invitation(invitation_id)["Payload"]
    accepted = partner.opportunity(partner.accepts(invitation_id))

    request = {"Catalog": "Sandbox", "Identifier": accepted["Id"]}
    central.call("UpdateOpportunity", {**request, "LastModifiedDate": accepted["LastModifiedDate"]})

    assert partner.invitation(invitation_id)["Payload"] == offered
    assert partner.opportunities() == [accepted["Id"]]


def test_contacts_still_come_after_an_early_update(
    partner: Partner, clock: Clock, central: PartnerCentral
) -> None:
    central.behave(contact_delay_seconds=600)
    early = partner.opportunity(partner.accepts(partner.is_referred_a_customer()))

    partner.updates(early, PartnerOpportunityIdentifier="006-halvard")
    clock.advance(minutes=10)

    read = partner.opportunity(early["Id"])
    assert read["Customer"]["Contacts"] == partner.sample["Customer"]["Contacts"]
    assert read["PartnerOpportunityIdentifier"] == "006-halvard"


def test_a_stale_update_is_a_conflict_even_within_one_millisecond(
    partner: Partner, central: PartnerCentral, accepted: dict[str, Any]
) -> None:
    partner.updates(accepted, PartnerOpportunityIdentifier="006-first")

    with pytest.raises(ConflictError):
        partner.updates(accepted, PartnerOpportunityIdentifier="006-second")

    assert central.effects["opportunity.updated"] == 1


@pytest.mark.parametrize(
    "spelling", ["2026-11-23T07:41:18.251000Z", "2026-11-23T07:41:18.251999999Z"]
)
def test_the_lock_is_the_instant_to_the_millisecond_however_it_is_spelt(
    partner: Partner, accepted: dict[str, Any], spelling: str
) -> None:
    assert accepted["LastModifiedDate"] == "2026-11-23T07:41:18.251Z"

    answer = partner.updates(accepted, LastModifiedDate=spelling)

    assert answer["LastModifiedDate"] == "2026-11-23T07:41:18.252Z"


@pytest.mark.parametrize("status", ["Submitted", "In review", "Rejected"])
def test_a_locked_opportunity_cannot_be_updated(
    partner: Partner, central: PartnerCentral, accepted: dict[str, Any], status: str
) -> None:
    locked = under(status, accepted, central)

    with pytest.raises(BusinessRuleError) as refused:
        partner.updates(locked, PartnerOpportunityIdentifier="006-halvard")

    assert [flaw.code for flaw in refused.value.flaws] == [Code.ACTION_NOT_PERMITTED]


@pytest.mark.parametrize("verdict", ["Approved", "Action Required"])
def test_in_the_sandbox_a_partner_plays_the_reviewer(
    partner: Partner, central: PartnerCentral, accepted: dict[str, Any], verdict: str
) -> None:
    submitted = under("Submitted", accepted, central)
    review = {**submitted["LifeCycle"], "ReviewStatus": verdict, "ReviewComments": "Seen."}

    partner.updates(submitted, LifeCycle=review, PartnerOpportunityIdentifier="smuggled in")

    read = partner.opportunity(accepted["Id"])
    assert read["LifeCycle"]["ReviewStatus"] == verdict
    assert read["LifeCycle"]["ReviewComments"] == "Seen."
    assert "PartnerOpportunityIdentifier" not in read


def test_the_correction_a_reviewer_asked_for_is_the_resubmission(
    partner: Partner, central: PartnerCentral, accepted: dict[str, Any]
) -> None:
    returned = under("Action Required", accepted, central)
    returned["Project"]["ExpectedCustomerSpend"][0]["Amount"] = "5100.00"
    returned["Customer"]["Account"]["Address"]["City"] = "Tromsø"

    partner.updates(returned)

    read = partner.opportunity(accepted["Id"])
    assert read["LifeCycle"]["ReviewStatus"] == "Submitted"
    assert read["Customer"]["Account"]["Address"]["City"] == "Tromsø"


def test_a_correction_of_anything_else_is_refused_by_field(
    partner: Partner, central: PartnerCentral, accepted: dict[str, Any]
) -> None:
    returned = under("Action Required", accepted, central)
    returned["Project"]["Title"] = "Another title"
    returned["Customer"]["Contacts"] = []

    with pytest.raises(BusinessRuleError) as refused:
        partner.updates(returned)

    assert {flaw.path for flaw in refused.value.flaws} == {
        "Project.Title",
        "Customer.Contacts.BusinessTitle",
        "Customer.Contacts.Email",
        "Customer.Contacts.FirstName",
        "Customer.Contacts.LastName",
        "Customer.Contacts.Phone",
    }


def test_in_production_only_aws_reviews(central: PartnerCentral, sample: dict[str, Any]) -> None:
    ours = {**sample, "Catalog": "AWS", "Origin": "Partner Referral"}
    created = central.call("CreateOpportunity", ours)
    request = {"Catalog": "AWS", "Identifier": created["Id"]}
    request |= {"LastModifiedDate": created["LastModifiedDate"]}

    with pytest.raises(BusinessRuleError, match="ReviewStatus"):
        central.call("UpdateOpportunity", {**request, "LifeCycle": {"ReviewStatus": "Approved"}})


@pytest.mark.parametrize(
    ("life_cycle", "path"),
    [
        ({"Stage": "Closed Lost"}, "LifeCycle.ClosedLostReason"),
        ({"TargetCloseDate": "2026-11-22"}, "LifeCycle.TargetCloseDate"),
        ({"TargetCloseDate": "2031-02-30"}, "LifeCycle.TargetCloseDate"),
    ],
)
def test_a_life_cycle_that_makes_no_sense_is_refused(
    partner: Partner, accepted: dict[str, Any], life_cycle: dict[str, str], path: str
) -> None:
    with pytest.raises(BusinessRuleError) as refused:
        partner.updates(accepted, LifeCycle={**accepted["LifeCycle"], **life_cycle})

    assert [flaw.path for flaw in refused.value.flaws] == [path]


def test_a_deal_that_missed_its_date_can_still_be_updated(
    partner: Partner, clock: Clock, accepted: dict[str, Any]
) -> None:
    clock.advance(days=365 * 10)

    partner.updates(accepted, PartnerOpportunityIdentifier="006-halvard")

    assert partner.opportunity(accepted["Id"])["PartnerOpportunityIdentifier"] == "006-halvard"


def test_a_launched_deal_needs_the_customers_aws_account(
    partner: Partner, accepted: dict[str, Any]
) -> None:
    del accepted["Customer"]["Account"]["AwsAccountId"]

    with pytest.raises(BusinessRuleError, match="AwsAccountId"):
        partner.updates(accepted, LifeCycle={**accepted["LifeCycle"], "Stage": "Launched"})


@pytest.mark.parametrize(
    ("industry", "security", "path"),
    [
        ("Other", "No", "Customer.Account.OtherIndustry"),
        ("Retail", "Yes", "Customer.Account.Industry"),
    ],
)
def test_an_industry_must_fit(
    partner: Partner, accepted: dict[str, Any], industry: str, security: str, path: str
) -> None:
    accepted["Customer"]["Account"]["Industry"] = industry

    with pytest.raises(BusinessRuleError) as refused:
        partner.updates(accepted, NationalSecurity=security)

    assert [flaw.path for flaw in refused.value.flaws] == [path]
