"""What is shared with a partner is prefilled from what the CRM has; what people type wins."""

from __future__ import annotations

from typing import Any

import pytest

from referral_hub.adapters.crms.builtin_fields import FIELDS
from referral_hub.domain.crm import Account, Opportunity
from referral_hub.domain.forms import FormField
from referral_hub.domain.outgoing.form import SHARED, form_with
from referral_hub.domain.outgoing.prefill import Prefilled, prefill
from referral_hub.domain.policies.crm_record import CrmPaths, CrmRecord
from referral_hub.domain.policies.filling import Filled
from referral_hub.domain.policies.policy import IntakePolicy

PATHS = CrmPaths.of(FIELDS)
SALE = Opportunity(
    opportunity_id="opp-1",
    account_id="acc-1",
    fields={"name": "Lamps", "amount": "12500.00", "close_date": "2027-09-30", "stage": "new"},
)
FENWICK = Account(
    account_id="acc-1",
    name="Fenwick",
    fields={"name": "Fenwick", "country_code": "NO", "street": "1 Pier " * 60},
)
RECORD = CrmRecord.of(PATHS, SALE, FENWICK)


def by(*mappings: dict[str, Any]) -> IntakePolicy:
    return IntakePolicy.model_validate({"outgoing_mapping": mappings})


def told(
    policy: IntakePolicy, *, form: tuple[FormField, ...] = SHARED, **edits: str
) -> dict[str, Filled]:
    return {field.name: field for field in prefill(policy, RECORD, form=form, edits=edits)}


def values(policy: IntakePolicy, **edits: str) -> dict[str, str]:
    return {name: field.value for name, field in told(policy, **edits).items() if field.value}


def test_what_ships_shares_the_opportunity_and_its_account() -> None:
    assert values(IntakePolicy()) | {"customer.street": ""} == {
        "title": "Lamps",
        "value.amount": "12500.00",
        "target_close_date": "2027-09-30",
        "customer.company_name": "Fenwick",
        "customer.country_code": "NO",
        "customer.street": "",
    }


def test_every_value_says_which_mapping_gave_it() -> None:
    title = told(by({"target": "title", "expression": "upper(account.name)"}))["title"]

    assert title == Filled(
        name="title", value="FENWICK", origin="mapping", rule="outgoing_mapping.0.expression"
    )


def test_an_edit_wins_and_a_blank_one_leaves_the_field_empty() -> None:
    edited = told(IntakePolicy(), **{"title": "Forty lamps", "value.amount": ""})

    assert edited["title"] == Filled(name="title", value="Forty lamps", origin="override")
    assert edited["value.amount"] == Filled(name="value.amount", origin="override")


def test_a_field_that_nobody_mapped_says_so() -> None:
    assert told(by())["customer.industry"] == Filled(name="customer.industry", origin="unmapped")


def test_amounts_and_dates_can_be_calculated_with() -> None:
    policy = by(
        {"target": "value.amount", "expression": "round(opportunity.amount * 0.8, 2)"},
        {"target": "target_close_date", "expression": "opportunity.close_date + days(1)"},
        {"target": "title", "template": "{opportunity.id} of {account.id}"},
    )

    assert values(policy) == {
        "value.amount": "10000.00",
        "target_close_date": "2027-10-01",
        "title": "opp-1 of acc-1",
    }


def test_a_mapping_that_fails_says_why_and_fills_nothing() -> None:
    policy = by({"target": "title", "expression": "opportunity.amount / 0"})
    fields = prefill(policy, RECORD, form=SHARED, edits={})

    prefilled = Prefilled(fields=fields)

    assert prefilled.values == {}
    assert prefilled.problems == {"title": "the expression divides by zero (at 22)"}


def test_what_may_be_cut_is_cut_to_what_the_partner_takes() -> None:
    policy = by({"target": "title", "template": "{account.street}", "cut": 255})
    short = form_with(limits=[("title", 6)])

    assert told(policy, form=short)["title"].value == "1 Pier"
    assert len(told(policy)["title"].value) > 200


def test_a_mapping_for_another_partners_field_fills_nothing_here() -> None:
    assert "aws.stage" not in told(by({"target": "aws.stage", "template": "Qualified"}))


def test_the_hub_fills_no_field_that_the_partner_keeps() -> None:
    theirs = form_with(FormField(name="score", label="Score", writable=False))

    assert "score" not in told(by({"target": "score", "template": "1"}), form=theirs)


def test_without_an_opportunity_only_edits_fill_anything() -> None:
    fields = prefill(IntakePolicy(), None, form=SHARED, edits={"title": "Lamps"})

    assert Prefilled(fields=fields).values == {"title": "Lamps"}


@pytest.mark.parametrize(("country", "code"), [("Norway", ""), ("NO", "NO"), ("", "")])
def test_a_country_is_shared_where_the_crm_has_its_code(country: str, code: str) -> None:
    account = FENWICK.model_copy(update={"fields": {"country_code": country}})
    record = CrmRecord.of(PATHS, SALE, account)

    fields = prefill(IntakePolicy(), record, form=SHARED, edits={})

    assert Prefilled(fields=fields).values.get("customer.country_code", "") == code


def test_a_policy_from_before_outgoing_referrals_has_what_ships_for_its_crm() -> None:
    old = IntakePolicy.model_validate({"crm": "salesforce", "version": 7})

    assert old.outgoing_mapping[0].template == "{opportunity.Name}"
    assert not old.ready_for_submit
