"""What an invitation tells, in the hub's own terms."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral_hub.adapters.partners.aws.invitation import invitation_of
from referral_hub.domain.referrals.invitation import Invitation
from referral_hub.domain.shapes import Money
from tests.builders import NOON


def an_answer(**override: Any) -> dict[str, Any]:
    """GetEngagementInvitation's answer as botocore gives it."""
    said = {
        "Id": "engi-0abcd1234efgh",
        "Catalog": "Sandbox",
        "EngagementId": "eng-0abcd1234efghi",
        "EngagementTitle": "Data lake for Nordwind",
        "PayloadType": "OpportunityInvitation",
        "Status": "PENDING",
        "ExpirationDate": datetime(2027, 3, 16, 9, 0, tzinfo=UTC),
        "SenderCompanyName": "AWS",
        "InvitationMessage": "Please look at this one",
        "ExistingMembers": [{"CompanyName": "AWS", "WebsiteUrl": "https://aws.amazon.com"}],
        "Payload": {"OpportunityInvitation": a_payload()},
    }
    return said | override


def a_payload(**override: Any) -> dict[str, Any]:
    said = {
        "SenderContacts": [
            {
                "Email": "Sam.Seller@Example.COM",
                "FirstName": "Sam",
                "LastName": "Seller",
                "BusinessTitle": "AWSSalesRep",
            }
        ],
        "ReceiverResponsibilities": ["Software Partner", "Reseller"],
        "Customer": {
            "CompanyName": "Nordwind Oy",
            "Industry": "Retail",
            "WebsiteUrl": "https://nordwind.example",
            "CountryCode": "FI",
        },
        "Project": {
            "Title": "Nordwind data lake",
            "BusinessProblem": "Stock data sits in eleven systems and cannot be joined.",
            "TargetCompletionDate": "2027-09-30",
            "ExpectedCustomerSpend": [a_spend()],
        },
    }
    return said | override


def a_spend(**override: Any) -> dict[str, Any]:
    said = {
        "Amount": "2500.00",
        "CurrencyCode": "USD",
        "Frequency": "Monthly",
        "TargetCompany": "AWS",
    }
    return said | override


def read(**override: Any) -> Invitation:
    found = invitation_of(an_answer(**override), partner_id="aws", at=NOON, via="event")
    assert found is not None
    return found


def read_payload(**override: Any) -> Invitation:
    return read(Payload={"OpportunityInvitation": a_payload(**override)})


def read_project(**override: Any) -> Invitation:
    return read_payload(Project=a_payload()["Project"] | override)


def read_customer(**override: Any) -> Invitation:
    return read_payload(Customer=a_payload()["Customer"] | override)


def test_the_sender_is_whom_to_ask() -> None:
    (person,) = read().partner_people

    assert person.name == "Sam Seller"
    assert person.email == "Sam.Seller@Example.COM"
    assert person.title == "AWSSalesRep"


def test_what_has_no_field_of_its_own_is_kept_as_text() -> None:
    custom = read().custom

    assert custom == {
        "engagement_id": "eng-0abcd1234efghi",
        "engagement_title": "Data lake for Nordwind",
        "engagement_members": "AWS",
        "sender_company": "AWS",
        "invitation_message": "Please look at this one",
        "receiver_responsibilities": "Software Partner, Reseller",
        "expected_spend": "2500.00 USD",
        "expected_spend_frequency": "Monthly",
    }


@pytest.mark.parametrize(
    ("spend", "value"),
    [
        (a_spend(Amount="2500"), Money(minor=250000, currency="USD")),
        (a_spend(Amount="0"), Money(minor=0, currency="USD")),
        (a_spend(Amount="2500."), Money(minor=250000, currency="USD")),
        (a_spend(Amount="2500.555"), Money(minor=250056, currency="USD")),
        (a_spend(Amount="99.50", CurrencyCode="JPY"), Money(minor=100, currency="JPY")),
        (a_spend(Amount="1.23", CurrencyCode="KWD"), Money(minor=1230, currency="KWD")),
        (a_spend(Amount="1.2345", CurrencyCode="KWD"), Money(minor=1235, currency="KWD")),
    ],
)
def test_an_amount_is_rounded_to_what_its_currency_has(spend: dict[str, str], value: Money) -> None:
    assert read_project(ExpectedCustomerSpend=[spend]).value == value


@pytest.mark.parametrize(
    "spend",
    [
        a_spend(Amount=""),
        a_spend(Amount=None),
        a_spend(Amount="a lot"),
        a_spend(Amount="-5"),
        a_spend(Amount="NaN"),
        a_spend(Amount="Infinity"),
        a_spend(Amount="9" * 31),
        a_spend(CurrencyCode="euros"),
        {"CurrencyCode": "USD"},
    ],
)
def test_an_amount_beyond_all_sense_is_no_value_and_no_crash(spend: dict[str, Any]) -> None:
    assert read_project(ExpectedCustomerSpend=[spend]).value is None


@pytest.mark.parametrize("spends", [[], None])
def test_a_deal_without_expected_spend_has_no_value(spends: Any) -> None:
    assert read_project(ExpectedCustomerSpend=spends).value is None


@pytest.mark.parametrize("told", ["", None, "soon", "2027-02-30", "0001-01-01", "9999-12-31"])
def test_a_date_that_is_none_is_left_out(told: Any) -> None:
    assert read_project(TargetCompletionDate=told).target_close_date is None


def test_an_expiry_is_kept_in_utc_and_whole_seconds() -> None:
    east = timezone(timedelta(hours=2))
    told = datetime(2027, 3, 16, 11, 0, 0, 726520, tzinfo=east)

    assert read(ExpirationDate=told).expires_at == datetime(2027, 3, 16, 9, 0, tzinfo=UTC)


def test_an_invitation_without_expiry_never_expires_by_itself() -> None:
    assert read(ExpirationDate=None).expires_at is None


def test_words_that_the_hub_does_not_know_are_tolerated() -> None:
    found = read_customer(Industry="Space Tourism", CountryCode="ATLANTIS", Mood="good")

    assert found.customer.industry == "Space Tourism"
    assert found.customer.country_code == ""


def test_texts_longer_than_ours_are_cut() -> None:
    found = read_project(Title="T" * 300, BusinessProblem="P" * 5000)

    assert found.title == "T" * 254 + "…"
    assert len(found.description) == 4000


def test_an_address_longer_than_ours_is_left_out_instead_of_cut() -> None:
    found = read_customer(WebsiteUrl=f"https://{'w' * 300}.example")

    assert found.customer.website_url == ""


def test_a_nameless_deal_is_named_after_its_engagement() -> None:
    assert read_project(Title=None).title == "Data lake for Nordwind"


def test_an_invitation_that_tells_nearly_nothing_can_still_be_decided() -> None:
    bare = {"Id": "engi-0abcd1234efgh", "Status": "PENDING"}
    answer = {**bare, "Payload": {"OpportunityInvitation": {"Customer": {}, "Project": {}}}}

    found = invitation_of(answer, partner_id="aws", at=NOON, via="poll")

    assert found is not None
    assert found.title == "engi-0abcd1234efgh"
    assert found.customer.company_name == "(not told)"


TOLD = st.one_of(
    st.none(),
    st.text(max_size=300),
    st.sampled_from(["1e9", "\uff10", "\u0663.\u0665", "FI", "\ud7ff"]),
)


def of(*names: str) -> st.SearchStrategy[dict[str, Any]]:
    """Documents with any of these members, whatever they say."""
    return st.fixed_dictionaries({}, optional=dict.fromkeys(names, TOLD))


@given(
    customer=of("CompanyName", "Industry", "WebsiteUrl", "CountryCode"),
    project=of("Title", "BusinessProblem", "TargetCompletionDate"),
    spend=of("Amount", "CurrencyCode", "Frequency"),
    sender=of("Email", "FirstName", "LastName", "BusinessTitle"),
    message=TOLD,
)
def test_whatever_aws_tells_the_invitation_can_be_filed(
    customer: Any, project: Any, spend: Any, sender: Any, message: Any
) -> None:
    payload = {
        "SenderContacts": [sender],
        "ReceiverResponsibilities": [message],
        "Customer": customer,
        "Project": project | {"ExpectedCustomerSpend": [spend]},
    }

    found = read(InvitationMessage=message, Payload={"OpportunityInvitation": payload})

    assert Invitation.model_validate_json(found.model_dump_json()) == found


@pytest.mark.parametrize("status", ["ACCEPTED", "REJECTED", "EXPIRED", "ON_HOLD", None])
def test_an_invitation_that_does_not_wait_for_an_answer_is_not_ours(status: Any) -> None:
    answer = an_answer(Status=status)

    assert invitation_of(answer, partner_id="aws", at=NOON, via="poll") is None


@pytest.mark.parametrize(
    "override",
    [
        {"PayloadType": "LeadInvitation", "Payload": {"LeadInvitation": {}}},
        {"Payload": {"SDK_UNKNOWN_MEMBER": {"name": "GiftInvitation"}}},
        {"Payload": None},
    ],
)
def test_an_invitation_to_something_else_is_not_ours(override: dict[str, Any]) -> None:
    answer = an_answer(**override)

    assert invitation_of(answer, partner_id="aws", at=NOON, via="poll") is None
