"""What AWS would refuse is found before anybody is called, by field, with what to do."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from referral_hub.adapters.partners.aws.outgoing import misfits
from referral_hub.domain.effects import Done
from referral_hub.domain.outgoing.referral import Step
from tests.adapters.partners.aws.taking import FIELDS, SOLUTION
from tests.builders import NOON, an_outgoing_referral
from tests.contracts.taking_stage import with_taken

TODAY = NOON.date()
US = {"customer.country_code": "US", "customer.postal_code": "10001"}


def wrong(*solutions: str, **fields: str) -> Mapping[str, str]:
    told = {**FIELDS, **{name.replace("__", "."): text for name, text in fields.items()}}
    referral = an_outgoing_referral(
        partner_id="aws", fields=told, solutions=solutions or (SOLUTION,)
    )
    return misfits.found(referral, today=TODAY)


@pytest.mark.parametrize(
    ("fields", "at_fault"),
    [
        ({"description": "Too short."}, "description"),
        ({"value.amount": "007.50"}, "value.amount"),
        ({"value.amount": "1.234"}, "value.amount"),
        ({"value.amount": "1,000"}, "value.amount"),
        ({"value.currency": "eur"}, "value.currency"),
        ({"value.currency": "ZZZ"}, "value.currency"),
        ({"value.currency": ""}, "value.currency"),
        ({"target_close_date": "2027-02-28"}, "target_close_date"),
        ({"customer.country_code": "Norway"}, "customer.country_code"),
        ({"customer.country_code": "UK"}, "customer.country_code"),
        ({"customer.postal_code": ""}, "customer.postal_code"),
        ({"customer.postal_code": "NO-5003"}, "customer.postal_code"),
        ({**US}, "customer.state"),
        ({**US, "customer.state": "NY"}, "customer.state"),
        ({**US, "customer.state": "District of Columbia"}, "customer.state"),
        ({"customer.website_url": ""}, "customer.website_url"),
        ({"customer.website_url": "a.b"}, "customer.website_url"),
        ({"customer.industry": "Other"}, "other_industry"),
        ({"national_security": "Yes"}, "customer.industry"),
        ({"contact.email": "tuva at solberg"}, "contact.email"),
        ({"contact.email": f"{'t' * 80}@solberg.example"}, "contact.email"),
        ({"contact.phone": "22 33 44 66"}, "contact.phone"),
        ({"host.email": "ingrid@"}, "host.email"),
        ({"host.phone": "0047"}, "host.phone"),
        ({"stage": "Prospect"}, "stage"),
        ({"stage": "Closed Lost"}, "closed_lost_reason"),
        ({"stage": "Launched"}, "aws_account_id"),
        ({"primary_needs": ""}, "primary_needs"),
        ({"sales_activities": ""}, "sales_activities"),
        ({"aws_account_id": "1234"}, "aws_account_id"),
        ({"duns": "12345678x"}, "duns"),
        ({"contract_months": "145"}, "contract_months"),
        ({"contract_months": "1.5"}, "contract_months"),
        ({"software.amount": "100"}, "software.currency"),
    ],
)
def test_what_aws_refuses_is_named_with_what_to_do(
    fields: Mapping[str, str], at_fault: str
) -> None:
    found = wrong(**{name.replace(".", "__"): text for name, text in fields.items()})

    assert list(found) == [at_fault]
    assert len(found[at_fault]) > len("is wrong")


@pytest.mark.parametrize(
    "fields",
    [
        {**US, "customer.state": "Dist. of Columbia"},
        {"customer.country_code": "AE", "customer.postal_code": ""},
        {"national_security": "Yes", "customer.industry": "Government", "customer.website_url": ""},
        {"contact.email": "Tuva.Lien@Solberg.example", "contact.phone": "+47 22 33 44 66"},
        {"involvement_type": "For Visibility Only", "primary_needs": "", "sales_activities": ""},
        {"stage": "Closed Lost", "closed_lost_reason": "Price"},
        {"stage": "Launched", "aws_account_id": "123456789012"},
        {"target_close_date": "2027-03-01"},
        {"value.amount": "0.5"},
        {"contract_months": "144"},
    ],
)
def test_what_aws_takes_has_nothing_wrong(fields: Mapping[str, str]) -> None:
    assert wrong(**{name.replace(".", "__"): text for name, text in fields.items()}) == {}


def test_everything_is_named_at_once() -> None:
    referral = an_outgoing_referral(partner_id="aws", fields={"description": "Short."})

    found = misfits.found(referral, today=TODAY)

    assert set(found) == {
        "description",
        "customer.website_url",
        "primary_needs",
        "sales_activities",
        "solutions",
    }


def test_a_solution_is_named_or_another_one_described() -> None:
    described = {**FIELDS, "other_solution": "A gateway on board"}
    nothing = an_outgoing_referral(partner_id="aws", fields=FIELDS)
    another = an_outgoing_referral(partner_id="aws", fields=described)

    assert list(misfits.found(nothing, today=TODAY)) == ["solutions"]
    assert misfits.found(another, today=TODAY) == {}


@pytest.mark.parametrize("stage", ["Committed", "Launched"])
def test_what_is_only_described_is_not_committed_to(stage: str) -> None:
    fields = {**FIELDS, "other_solution": "A gateway", "stage": stage, "aws_account_id": "1" * 12}
    referral = an_outgoing_referral(partner_id="aws", fields=fields)

    assert list(misfits.found(referral, today=TODAY)) == ["solutions"]


@pytest.mark.parametrize(
    "solutions", [("Data Lake",), (SOLUTION, "s-1"), tuple(f"S-{n}" for n in range(11))]
)
def test_solutions_are_ten_ids_of_aws_at_most(solutions: tuple[str, ...]) -> None:
    assert list(wrong(*solutions)) == ["solutions"]


def test_a_deal_that_aws_has_may_have_missed_its_day() -> None:
    fields = {**FIELDS, "target_close_date": "2027-02-28"}
    draft = an_outgoing_referral(partner_id="aws", fields=fields, solutions=(SOLUTION,))

    referral = with_taken(draft, Step.CREATE, Done(result="O1"))

    assert misfits.found(referral, today=TODAY) == {}
