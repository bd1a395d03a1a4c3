from typing import Any

import pytest

from sandbox.partner_central import PartnerCentral
from sandbox.partner_central.errors import ConflictError, NotFoundError
from tests.sandbox.rehearsal import Clock, Partner


def test_a_partners_own_opportunity_is_visible_at_once_and_waits_for_submission(
    partner: Partner, central: PartnerCentral
) -> None:
    opportunity_id = partner.creates_opportunity(LifeCycle={"Stage": "Qualified"})

    read = partner.opportunity(opportunity_id)
    assert read["LifeCycle"] == {"Stage": "Qualified", "ReviewStatus": "Pending Submission"}
    assert partner.contacts(opportunity_id) == partner.sample["Customer"]["Contacts"]
    assert partner.invitations() == []
    assert central.events[-1]["detail-type"] == "Opportunity Created"


def test_the_same_creation_twice_has_one_effect(partner: Partner, central: PartnerCentral) -> None:
    first = partner.creates_opportunity(ClientToken="once")
    again = partner.creates_opportunity(ClientToken="once")

    assert again == first
    assert central.effects["opportunity.created"] == 1


def test_the_same_token_for_another_opportunity_is_a_conflict(partner: Partner) -> None:
    partner.creates_opportunity(ClientToken="once")

    with pytest.raises(ConflictError):
        partner.creates_opportunity(ClientToken="once", OpportunityType="Expansion")


def test_an_explicit_null_makes_no_other_request(partner: Partner, central: PartnerCentral) -> None:
    partner.creates_opportunity(ClientToken="once")

    partner.creates_opportunity(ClientToken="once", Tags=None)

    assert central.effects["opportunity.created"] == 1


def test_aws_tells_its_side_of_its_own_referrals_only(
    partner: Partner, central: PartnerCentral
) -> None:
    referred = partner.accepts(partner.is_referred_a_customer())
    own = partner.creates_opportunity()

    def ask(opportunity_id: str) -> dict[str, Any]:
        request = {"Catalog": "Sandbox", "RelatedOpportunityIdentifier": opportunity_id}
        return central.call("GetAwsOpportunitySummary", request)

    assert ask(referred)["Origin"] == "AWS Referral"
    with pytest.raises(NotFoundError):
        ask(own)


def test_an_opportunity_of_another_catalog_is_not_found(
    partner: Partner, central: PartnerCentral
) -> None:
    opportunity_id = partner.creates_opportunity()

    with pytest.raises(NotFoundError):
        central.call("GetOpportunity", {"Catalog": "AWS", "Identifier": opportunity_id})


def test_a_watermark_finds_what_changed_since_and_the_last_one_again(
    partner: Partner, clock: Clock
) -> None:
    partner.creates_opportunity()
    clock.advance(minutes=1)
    last_seen = partner.opportunity(partner.creates_opportunity())
    clock.advance(minutes=1)
    new = partner.creates_opportunity()

    since = {"AfterLastModifiedDate": last_seen["LastModifiedDate"]}
    found = partner.opportunities(LastModifiedDate=since)

    assert set(found) == {last_seen["Id"], new}


@pytest.mark.parametrize(
    "window",
    [
        {"LastModifiedDate": {"BeforeLastModifiedDate": "2026-11-23T07:41:18.249Z"}},
        {"CreatedDate": {"AfterCreatedDate": "2026-11-23T07:41:18.251Z"}},
        {"TargetCloseDate": {"BeforeTargetCloseDate": "2031-05-29"}},
        {"Identifier": ["O1"]},
        {"LifeCycleStage": ["Launched"]},
        {"LifeCycleReviewStatus": ["Approved"]},
        {"CustomerCompanyName": ["Halvard"]},
    ],
)
def test_a_filter_leaves_out_what_does_not_fit(partner: Partner, window: dict[str, Any]) -> None:
    partner.creates_opportunity()

    assert partner.opportunities(**window) == []


@pytest.mark.parametrize(
    "sort_by",
    ["LastModifiedDate", "CreatedDate", "Identifier", "CustomerCompanyName", "TargetCloseDate"],
)
def test_opportunities_are_sorted_by_every_name_of_the_model(
    partner: Partner, clock: Clock, sort_by: str
) -> None:
    for _ in range(3):
        partner.creates_opportunity()
        clock.advance(minutes=1)

    ascending = partner.opportunities(Sort={"SortBy": sort_by, "SortOrder": "ASCENDING"})
    descending = partner.opportunities(Sort={"SortBy": sort_by, "SortOrder": "DESCENDING"})

    assert len(set(ascending)) == 3
    assert ascending == descending[::-1]


def test_a_list_is_paged_twenty_at_a_time(partner: Partner, central: PartnerCentral) -> None:
    for _ in range(21):
        partner.creates_opportunity()

    first = central.call("ListOpportunities", {"Catalog": "Sandbox"})
    request = {"Catalog": "Sandbox", "NextToken": first["NextToken"]}
    second = central.call("ListOpportunities", request)

    assert (len(first["OpportunitySummaries"]), len(second["OpportunitySummaries"])) == (20, 1)
    assert "NextToken" not in second


def test_the_partners_own_identifier_is_sometimes_left_out(
    partner: Partner, central: PartnerCentral
) -> None:
    opportunity_id = partner.creates_opportunity(PartnerOpportunityIdentifier="006-halvard")

    central.behave(partner_identifier_visible=False)

    assert "PartnerOpportunityIdentifier" not in partner.opportunity(opportunity_id)


def test_what_is_returned_is_a_copy(partner: Partner) -> None:
    opportunity_id = partner.creates_opportunity()

    partner.opportunity(opportunity_id)["Customer"]["Account"]["CompanyName"] = "Changed"

    read = partner.opportunity(opportunity_id)
    assert read["Customer"]["Account"] == partner.sample["Customer"]["Account"]
