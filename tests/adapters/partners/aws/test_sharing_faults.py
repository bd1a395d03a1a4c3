"""What AWS finds fault with, in whatever way it names it, is told by the fields of our form."""

from __future__ import annotations

import pytest

from referral_hub.adapters.partners.aws.errors import Fault, Refusal
from referral_hub.adapters.partners.aws.outgoing.refusals import refused
from referral_hub.domain.cause import Cause

INVALID = "ValidationException"


@pytest.mark.parametrize(
    ("named", "fields"),
    [
        ("Project.Title", ("title",)),
        ("title", ("title",)),
        ("customer.account.companyName", ("customer.company_name",)),
        ("Customer.Contacts[0].Email", ("contact.email",)),
        ("OpportunityTeam[0].Email", ("host.email",)),
        ("Email", ("contact.email", "host.email")),
        ("Project.ExpectedCustomerSpend[0].Amount", ("value.amount",)),
        ("Project.ExpectedCustomerSpend", ("value.amount", "value.currency")),
        ("PrimaryNeedsFromAws[1]", ("primary_needs",)),
        ("AwsSubmission.InvolvementType", ("involvement_type",)),
        ("RelatedEntityIdentifiers.Solutions", ("solutions",)),
        ("RelatedEntityIdentifier", ("solutions",)),
        ("Tags", ()),
        ("", ()),
    ],
)
def test_the_fields_at_fault_are_those_of_the_form(named: str, fields: tuple[str, ...]) -> None:
    refusal = Refusal(INVALID, "AWS refuses", (Fault(named, "INVALID_VALUE", "is not right"),))

    outcome = refused(refusal)

    assert outcome.fields == fields
    assert outcome.cause is Cause.INVALID_FIELDS


def test_every_fault_is_told_at_once_in_plain_words() -> None:
    faults = (
        Fault("Project.Title", "REQUIRED_FIELD_MISSING", ""),
        Fault("Project.CustomerUseCase", "INVALID_ENUM_VALUE", "Boats is not one of them"),
        Fault("Tags", "A_NEW_CODE", ""),
    )

    outcome = refused(Refusal(INVALID, "AWS refuses", faults))

    assert outcome.reason == (
        "AWS refuses: title is required (REQUIRED_FIELD_MISSING);"
        " use_case is none of the values that AWS has (Boats is not one of them);"
        " Tags is not accepted (A_NEW_CODE)"
    )
    assert "resubmit" in outcome.fix


def test_what_has_no_fields_is_told_as_aws_says_it() -> None:
    outcome = refused(Refusal("ConflictException", "AWS refuses: busy (ConflictException)"))

    assert (outcome.reason, outcome.fields) == ("AWS refuses: busy (ConflictException)", ())
