"""A field gets its value from the first rung of its mapping that has one, and says which (X-2)."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral_hub.domain.crm import CrmObject
from referral_hub.domain.policies.filling import Filled
from referral_hub.domain.policies.mapping import FieldMapping
from referral_hub.domain.policies.policy import IntakePolicy
from referral_hub.domain.referrals.terms import Customer
from referral_hub.domain.shapes import Money
from tests.builders import an_invitation

OPPORTUNITY = CrmObject.OPPORTUNITY


def a_policy(*mappings: dict[str, Any], **choices: Any) -> IntakePolicy:
    told = [{"target": "name"} | mapping for mapping in mappings]
    return IntakePolicy.model_validate({"opportunity_mapping": told} | choices)


def the_field(*mappings: dict[str, Any], told: dict[str, Any] | None = None) -> Filled:
    """What becomes of the one field that these mappings fill."""
    (field,) = a_policy(*mappings).form(OPPORTUNITY, an_invitation(**told or {}))
    return field


def test_an_expression_fills_a_field() -> None:
    field = the_field({"expression": "upper(title) + '!'"})

    assert field.value == "LAMP MODERNISATION!"
    assert field.rule == "opportunity_mapping.0.expression"


def test_a_template_without_paths_is_a_constant() -> None:
    assert the_field({"template": "Partner"}).value == "Partner"


def test_the_fallbacks_are_tried_in_order_while_there_is_no_value() -> None:
    ladder = {
        "template": "{target_close_date}",
        "fallbacks": [
            {"template": "{custom.go_live}"},
            {"expression": "received_on + days(90)"},
            {"template": "2099-01-01"},
        ],
    }

    told = the_field(ladder)
    untold = the_field(ladder, told={"target_close_date": None})
    custom = the_field(ladder, told={"target_close_date": None, "custom": {"go_live": "soon"}})

    assert (told.value, told.rule) == ("2027-09-30", "opportunity_mapping.0.template")
    assert (custom.value, custom.rule) == ("soon", "opportunity_mapping.0.fallbacks.0.template")
    assert untold.value == "2027-05-30"
    assert untold.rule == "opportunity_mapping.0.fallbacks.1.expression"


def test_the_default_is_the_last_resort() -> None:
    field = the_field({"template": "{customer.city}", "default": "Bergen"})

    assert (field.value, field.rule) == ("Bergen", "opportunity_mapping.0.default")


def test_a_value_map_speaks_the_words_of_the_crm_and_remembers_the_partners() -> None:
    field = the_field({"template": "{customer.industry}", "values": {"Energy": "UTILITIES"}})

    assert (field.value, field.told) == ("UTILITIES", "Energy")
    assert field.rule == "opportunity_mapping.0.values"


@pytest.mark.parametrize(
    ("unmapped", "value", "problem"),
    [("pass_on", "Energy", ""), ("default", "Other", ""), ("problem", "", "value map")],
)
def test_what_the_value_map_does_not_list_is_passed_on_or_replaced_or_a_problem(
    unmapped: str, value: str, problem: str
) -> None:
    field = the_field(
        {
            "template": "{customer.industry}",
            "values": {"Retail": "SHOPS"},
            "unmapped": unmapped,
            "default": "Other",
        }
    )

    assert field.value == value
    assert problem in field.problem
    assert bool(field.problem) == bool(problem)


def test_of_several_mappings_the_first_whose_condition_holds_counts() -> None:
    nordic = {"template": "Nordic team", "when": "customer.country_code in ['NO', 'SE']"}
    large = {"template": "Key accounts", "when": "value.amount and value.amount > 1000"}
    others = {"template": "Everybody"}

    def team(country: str, value: Money | None) -> str:
        customer = Customer(company_name="Fenwick", country_code=country)
        return the_field(nordic, large, others, told={"customer": customer, "value": value}).value

    rich = Money(minor=9_000_000, currency="EUR")
    assert team("NO", rich) == "Nordic team"
    assert team("DE", rich) == "Key accounts"
    assert team("DE", None) == "Everybody"


def test_a_field_none_of_whose_conditions_holds_stays_empty() -> None:
    field = the_field({"template": "x", "when": "customer.country_code == 'DE'"})

    assert (field.value, field.rule, field.problem) == ("", "", "")


def test_an_expression_that_fails_on_this_record_is_a_problem_with_its_place() -> None:
    field = the_field({"expression": "value.amount * 2"}, told={"value": None})

    assert field.value == ""
    assert field.problem.startswith("the expression")
    assert "(at 1)" in field.problem


@pytest.mark.parametrize(
    "mapping",
    [
        {"expression": "day(custom.due)"},
        {"expression": "host(custom.site)"},
        {"expression": "number(custom.due)"},
        {"expression": "received_on + days(number(custom.due))"},
        {"template": "x", "when": "custom.due > 1"},
        {"template": "{custom.due}", "values": {"soon": "soon"}, "unmapped": "problem"},
    ],
)
def test_a_problem_quotes_nothing_that_the_partner_told(mapping: dict[str, Any]) -> None:
    told = {"due": "ask maren@fenwick.example", "site": "https://maren@f\u2100.example"}

    problem = the_field(mapping, told={"custom": told}).problem

    assert problem
    assert "maren" not in problem
    assert "fenwick" not in problem


def test_a_condition_that_fails_is_a_problem_and_fills_nothing() -> None:
    field = the_field({"template": "x", "when": "value.amount > 5"}, told={"value": None})

    assert (field.value, field.rule) == ("", "opportunity_mapping.0.when")
    assert field.problem.startswith("the condition")


def test_what_the_operator_types_needs_no_rule() -> None:
    policy = a_policy({"expression": "value.amount * 2"})

    (field,) = policy.form(OPPORTUNITY, an_invitation(value=None), {"name": "Our words"})

    assert (field.value, field.origin, field.problem) == ("Our words", "override", "")


def test_text_is_cut_only_where_the_mapping_says_so() -> None:
    long = {"title": "x" * 200}

    assert the_field({"template": "{title}"}, told=long).value == "x" * 200
    assert the_field({"template": "{title}", "cut": 120}, told=long).value == "x" * 120


def test_a_part_of_the_amount_is_exact_to_the_minor_unit_and_rounded_half_to_even() -> None:
    half = a_policy({"template": "{value.amount} {value.currency}"}, amount_ratio="0.5")

    def amount(minor: int, currency: str) -> str:
        value = Money(minor=minor, currency=currency)
        return half.fill(OPPORTUNITY, an_invitation(value=value), {})["name"]

    assert amount(1250001, "EUR") == "6250.00 EUR"
    assert amount(1250003, "EUR") == "6250.02 EUR"
    assert amount(3, "JPY") == "2 JPY"


def test_an_expression_sees_the_same_part_of_the_amount() -> None:
    policy = a_policy({"expression": "value.amount + 1"}, amount_ratio="0.8")

    assert policy.fill(OPPORTUNITY, an_invitation(), {})["name"] == "10001.00"


def test_a_field_that_only_comes_back_is_neither_offered_nor_filled() -> None:
    policy = a_policy({"template": "{title}", "sync": "from_crm"})

    assert policy.offered(OPPORTUNITY) == ()
    assert policy.fill(OPPORTUNITY, an_invitation(), {}) == {}


def test_what_the_partner_told_beyond_the_usual_has_paths_too() -> None:
    told = {"custom": {"lead-source": "Fair"}}

    assert the_field({"template": "{custom.lead-source}"}, told=told).value == "Fair"
    assert the_field({"template": "{custom.never_told}"}).value == ""
    assert the_field({"expression": "custom.never_told or 'none'"}).value == "none"


@given(st.text(max_size=40), st.text(max_size=40), st.integers(0, 30))
def test_no_field_is_longer_than_where_it_is_cut(before: str, title: str, cut: int) -> None:
    mapping = FieldMapping.model_construct(target="name", template=before + "{title}", cut=cut)
    policy = IntakePolicy.model_construct(opportunity_mapping=(mapping,))

    fields = policy.fill(OPPORTUNITY, an_invitation(title=title or "x"), {})

    assert len(fields.get("name", "")) <= (cut or 80)
