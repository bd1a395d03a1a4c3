"""What a CRM would refuse, said in plain words before it is asked."""

from __future__ import annotations

import pytest

from referral_hub.domain.forms import FormField, field_problems

NAME = FormField(name="name", label="Name", required=True)
AMOUNT = FormField(name="amount", label="Amount", type="amount")
CLOSE_DATE = FormField(name="close_date", label="Close date", type="date")


def test_good_fields_have_no_problem() -> None:
    fields = {"name": "Lamps", "amount": "12500.00", "close_date": "2027-09-30"}

    assert field_problems([NAME, AMOUNT, CLOSE_DATE], fields) == {}


def test_every_problem_is_told_at_once() -> None:
    fields = {"amount": "a lot", "close_date": "soon", "colour": "red"}

    problems = field_problems([NAME, AMOUNT, CLOSE_DATE], fields)

    assert set(problems) == {"name", "amount", "close_date", "colour"}


def test_blanks_do_not_fill_a_required_field() -> None:
    assert NAME.problem("  ") == "is required"


def test_an_empty_optional_field_is_no_problem() -> None:
    assert AMOUNT.problem("") == ""


def test_a_list_that_is_open_takes_what_it_does_not_have() -> None:
    closed = FormField(name="tier", label="Tier", options=("Gold",))
    tier = closed.model_copy(update={"open_options": True})

    assert (tier.problem("Bronze"), closed.problem("Bronze")) == ("", "must be one of: Gold")
    assert tier.as_offered == closed


def test_semicolons_alone_choose_nothing() -> None:
    tiers = FormField(name="tiers", label="Tiers", type="choices", options=("Gold", "Silver"))

    assert tiers.problem("Gold; Silver") == ""
    assert tiers.problem(" ; ;") == "must be one or more of: Gold, Silver"


def test_a_text_has_an_end() -> None:
    assert NAME.problem("x" * 4000) == ""
    assert "longer" in NAME.problem("x" * 4001)


@pytest.mark.parametrize("text", ["0", "12500", "12500.5", "12500.00", "1.234"])
def test_an_amount_is_a_plain_decimal(text: str) -> None:
    assert AMOUNT.problem(text) == ""


@pytest.mark.parametrize(
    "text", ["-1", "1,5", "1 000", "1e3", "12.", "\u0661\u0662", "\uff11", "9" * 16]
)
def test_anything_else_is_no_amount(text: str) -> None:
    assert "amount" in AMOUNT.problem(text)


@pytest.mark.parametrize(
    "text", ["30.09.2027", "2027-9-30", "2027-02-30", "20270930", "2027-W39-4", "2027-09-30T00:00"]
)
def test_anything_but_year_month_day_is_no_date(text: str) -> None:
    assert "date" in CLOSE_DATE.problem(text)
