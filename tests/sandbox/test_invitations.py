import json
from typing import Any

import pytest

from sandbox.partner_central import PartnerCentral
from sandbox.partner_central.errors import ApiError, BusinessRuleError, NotFoundError
from sandbox.partner_central.model_check import Code
from tests.sandbox.rehearsal import NEWEST_FIRST, Clock, Partner


def test_an_invitation_hides_the_customers_people_street_and_accounts(
    partner: Partner, sample: dict[str, Any]
) -> None:
    shown = json.dumps(partner.invitation(partner.is_referred_a_customer()))

    account, contact = sample["Customer"]["Account"], sample["Customer"]["Contacts"][0]
    hidden = [contact["Email"], contact["LastName"], account["AwsAccountId"], account["Duns"]]
    assert [
        secret for secret in [*hidden, account["Address"]["StreetAddress"]] if secret in shown
    ] == []


def test_an_invitation_shows_the_company_and_its_problem(
    partner: Partner, sample: dict[str, Any]
) -> None:
    invitation = partner.invitation(partner.is_referred_a_customer())

    offer = invitation["Payload"]["OpportunityInvitation"]
    assert offer["Customer"]["CompanyName"] == sample["Customer"]["Account"]["CompanyName"]
    assert offer["Project"]["BusinessProblem"] == sample["Project"]["CustomerBusinessProblem"]
    assert "ParticipantType" not in invitation


def test_a_long_title_is_cut_to_what_an_engagement_can_carry(
    partner: Partner, sample: dict[str, Any]
) -> None:
    sample["Project"]["Title"] = "T" * 255

    invitation_id = partner.is_referred_a_customer(Project=sample["Project"])

    assert partner.invitation(invitation_id)["EngagementTitle"] == "T" * 40


def test_invitations_are_found_by_status(partner: Partner) -> None:
    rejected = partner.is_referred_a_customer()
    pending = partner.is_referred_a_customer()
    partner.rejects(rejected, "Other")

    assert [i["Id"] for i in partner.invitations(Status=["PENDING"])] == [pending]
    assert [i["Id"] for i in partner.invitations(Status=["REJECTED", "EXPIRED"])] == [rejected]


@pytest.mark.parametrize(
    "filters",
    [
        {"ParticipantType": "SENDER"},
        {"PayloadType": ["LeadInvitation"]},
        {"SenderAwsAccountId": ["444455556666"]},
        {"EngagementIdentifier": ["eng-00000000000000"]},
        {"Catalog": "AWS"},
    ],
)
def test_a_filter_that_fits_nothing_finds_nothing(
    partner: Partner, filters: dict[str, Any]
) -> None:
    partner.is_referred_a_customer()

    assert partner.invitations(**filters) == []


def test_invitations_are_sorted_both_ways(partner: Partner, clock: Clock) -> None:
    older = partner.is_referred_a_customer()
    clock.advance(hours=1)
    newer = partner.is_referred_a_customer()

    ascending = {**NEWEST_FIRST, "SortOrder": "ASCENDING"}
    assert [i["Id"] for i in partner.invitations(Sort=NEWEST_FIRST)] == [newer, older]
    assert [i["Id"] for i in partner.invitations(Sort=ascending)] == [older, newer]


@pytest.mark.parametrize("token", ["not a token", "WzAsIG51bGxd"])
def test_a_token_of_no_list_is_refused(partner: Partner, token: str) -> None:
    with pytest.raises(ApiError, match="NextToken"):
        partner.invitations(NextToken=token)


def test_a_token_is_good_for_its_own_question_only(
    partner: Partner, central: PartnerCentral
) -> None:
    partner.is_referred_a_customer()
    partner.is_referred_a_customer()
    question = {"Catalog": "Sandbox", "ParticipantType": "RECEIVER", "MaxResults": 1}
    token = central.call("ListEngagementInvitations", question)["NextToken"]

    with pytest.raises(ApiError, match="NextToken"):
        partner.invitations(NextToken=token, Status=["PENDING"])


@pytest.mark.parametrize("identifier", ["engi-0000000000000", "arn:aws:x/engi-0000000000000"])
def test_an_unknown_invitation_is_not_found(partner: Partner, identifier: str) -> None:
    with pytest.raises(NotFoundError):
        partner.invitation(identifier)


def test_a_rejected_invitation_says_why_and_stays_rejected(partner: Partner) -> None:
    invitation_id = partner.is_referred_a_customer()

    partner.rejects(invitation_id, "Unable to support")

    shown = partner.invitation(invitation_id)
    assert (shown["Status"], shown["RejectionReason"]) == ("REJECTED", "Unable to support")
    with pytest.raises(BusinessRuleError) as refused:
        partner.starts_accepting(invitation_id, token="late")
    assert [flaw.code for flaw in refused.value.flaws] == [Code.INVALID_RESOURCE_STATE]


def test_only_the_five_documented_reasons_reject(partner: Partner) -> None:
    invitation_id = partner.is_referred_a_customer()

    with pytest.raises(BusinessRuleError, match="RejectionReason"):
        partner.rejects(invitation_id, "No time")

    assert partner.invitation(invitation_id)["Status"] == "PENDING"


def test_an_invitation_expires_after_fifteen_days(partner: Partner, clock: Clock) -> None:
    invitation_id = partner.is_referred_a_customer()

    clock.advance(days=15, milliseconds=-1)
    before = partner.invitation(invitation_id)["Status"]
    clock.advance(milliseconds=1)
    after = partner.invitation(invitation_id)["Status"]

    assert (before, after) == ("PENDING", "EXPIRED")


def test_an_expired_invitation_cannot_be_accepted_or_rejected(
    partner: Partner, central: PartnerCentral
) -> None:
    invitation_id = partner.is_referred_a_customer()

    central.behave(expire_invitation=invitation_id)

    with pytest.raises(BusinessRuleError):
        partner.starts_accepting(invitation_id, token="late")
    with pytest.raises(BusinessRuleError):
        partner.rejects(invitation_id, "Other")
    assert central.effects["invitation.expired"] == 1


def test_closed_invitations_can_be_made_to_vanish(
    partner: Partner, central: PartnerCentral
) -> None:
    invitation_id = partner.is_referred_a_customer()
    partner.rejects(invitation_id, "Other")

    central.behave(closed_invitations_visible=False)

    with pytest.raises(NotFoundError):
        partner.invitation(invitation_id)


@pytest.mark.parametrize(
    ("member", "path"),
    [
        ("Customer", "Customer.Account.CompanyName"),
        ("Project", "Project.CustomerBusinessProblem"),
        ("LifeCycle", "LifeCycle.TargetCloseDate"),
    ],
)
def test_a_referral_needs_all_that_its_invitation_shows(
    central: PartnerCentral, sample: dict[str, Any], member: str, path: str
) -> None:
    del sample[member]

    with pytest.raises(BusinessRuleError) as refused:
        central.call("CreateOpportunity", sample)

    assert path in {flaw.path for flaw in refused.value.flaws}
    assert central.effects == {}


def test_only_the_sandbox_catalog_lets_a_partner_play_aws(
    central: PartnerCentral, sample: dict[str, Any]
) -> None:
    with pytest.raises(BusinessRuleError, match="Origin"):
        central.call("CreateOpportunity", {**sample, "Catalog": "AWS"})


def test_there_are_two_catalogs(central: PartnerCentral) -> None:
    with pytest.raises(ApiError, match="Catalog"):
        central.call("ListOpportunities", {"Catalog": "Production"})
