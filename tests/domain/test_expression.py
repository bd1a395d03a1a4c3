"""What admins write into a mapping is evaluated safely, exactly, and soon."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from referral_hub.domain.expressions.expression import evaluate, faults_in
from referral_hub.domain.expressions.values import ExpressionFailed, Value, as_text

NAMES: dict[str, Value] = {
    "title": "Lamp modernisation",
    "value.amount": Decimal("12500.00"),
    "target_close_date": None,
    "received_on": date(2027, 3, 1),
    "customer.country_code": "NO",
    "customer.website_url": "https://www.fenwick.example/lamps",
    "long": "x" * 4000,
}


def worked_out(expression: str) -> str:
    return as_text(evaluate(expression, NAMES.__getitem__))


def wrong(expression: str) -> list[str]:
    return faults_in(expression, known=NAMES.__contains__)


@pytest.mark.parametrize(
    ("expression", "text"),
    [
        ("title", "Lamp modernisation"),
        ("upper(first(title, 4))", "LAMP"),
        ("'big' if value.amount > 10000 else 'small'", "big"),
        ("customer.country_code in ['NO', 'SE'] and 'Lamp' in title", "true"),
        ("received_on + days(90)", "2027-05-30"),
        ("target_close_date or received_on", "2027-03-01"),
        ("host(customer.website_url)", "fenwick.example"),
        ("replace(trim(' a-b '), '-', ' ')", "a b"),
        ("length(title) > 3 and starts_with(title, 'L') and not ends_with(title, 'L')", "true"),
        ("text(min(3, 2.50)) + '/' + text(max(1, number('7')))", "2.50/7"),
        ("lower('É')", "é"),
        ("day('2027-03-01') < received_on", "false"),
        ("target_close_date", ""),
    ],
)
def test_an_expression_gives_text_for_a_field(expression: str, text: str) -> None:
    assert worked_out(expression) == text


def test_money_is_exact() -> None:
    assert worked_out("0.1 + 0.2") == "0.3"
    assert worked_out("value.amount * 0.8") == "10000.000"
    assert worked_out("round(2.345, 2)") == "2.34"
    assert worked_out("round(2.5)") == "2"


def test_everything_unknown_is_named_at_once_with_its_place() -> None:
    found = wrong("shout(title) + customer.fax if 'é' in colour else title.upper()")

    assert found == [
        "unknown function 'shout' (at 1)",
        "unknown name 'customer.fax' (at 16)",
        "unknown name 'colour' (at 39)",
        "unknown function 'title.upper' (at 51)",
    ]


@pytest.mark.parametrize("expression", ["", "1 +", "title title", "title; title", "(" * 210])
def test_what_is_no_expression_says_where_it_breaks(expression: str) -> None:
    (found,) = wrong(expression)

    assert found.startswith("cannot be read")
    assert "(at " in found


@pytest.mark.parametrize(
    "expression",
    [
        "title.__class__",
        "title.__class__.__mro__",
        "''.join",
        "(1).real",
        "title[0]",
        "[x for x in title]",
        "(lambda: title)()",
        "f'{title!r}'",
        "{'a': 1}",
        "9 ** 9",
        "'%999999999d' % 1",
        "1 << 9",
        "__import__('os')",
        "open('x')",
        "getattr(title, 'x')",
        "lower(title=1)",
        "(x := 1)",
        "...",
        "b'x'",
        "0x10",
        "1j",
    ],
)
def test_there_is_no_way_from_an_expression_into_the_interpreter(expression: str) -> None:
    assert wrong(expression)
    with pytest.raises(ExpressionFailed):
        worked_out(expression)


@pytest.mark.parametrize(
    "expression",
    [
        "replace(replace(long, 'x', long), 'x', long)",
        "1e999999999",
        "first(title, 1e999999999)",
        "round(1, 999)",
        "days(1e12) + received_on",
        "title * 1000000000",
        "1 / 0",
        "title + 1",
        "target_close_date > received_on",
        "number('many')",
        "['a', 'b']",
    ],
)
def test_what_gives_no_value_says_so_and_ends(expression: str) -> None:
    with pytest.raises(ExpressionFailed, match=r"\(at \d+\)"):
        worked_out(expression)


@pytest.mark.parametrize("text", [r"'\ud800' + title", r"'\x00'", r"'a\x1bb'", r"upper('\x85')"])
def test_what_no_field_holds_is_refused_when_it_is_read(text: str) -> None:
    (found,) = wrong(text)

    assert found.startswith("has a control character, or half of a surrogate pair (at ")


def test_what_no_field_holds_is_no_value_wherever_it_comes_from() -> None:
    with pytest.raises(ExpressionFailed, match="half of a surrogate pair"):
        as_text("a\udfff")
    with pytest.raises(ExpressionFailed, match=r"^text\(\) has a control character"):
        evaluate("text(told)", {"told": "a\x00"}.__getitem__)

    assert worked_out(r"'a\n\tb'") == "a\n\tb"


@pytest.mark.parametrize(
    ("expression", "why"),
    [
        ("'on ' + text(day(title))", "day() wants a date such as 2027-03-31 (at 14)"),
        ("number(title)", "number() wants digits such as 12.50 (at 1)"),
        ("number('NaN')", "number() wants digits such as 12.50 (at 1)"),
        ("host('http://[' + title)", "host() wants a web address (at 1)"),
        ("text([title])", "text() gives neither text, number, date nor truth (at 1)"),
        ("length(title, title)", "length() is given too few values, or too many (at 1)"),
        ("upper(value.amount)", "upper() wants text (at 1)"),
        ("max()", "max() wants a number (at 1)"),
        ("first(title, 1e9)", "first() wants a number up to 10000 (at 1)"),
    ],
)
def test_a_failure_names_the_function_and_its_place_and_does_not_quote_the_record(
    expression: str, why: str
) -> None:
    with pytest.raises(ExpressionFailed) as failure:
        worked_out(expression)

    assert str(failure.value) == why


def test_values_of_different_kinds_are_told_from_bad_luck_with_a_record() -> None:
    with pytest.raises(ExpressionFailed) as kinds:
        worked_out("title + 1")
    with pytest.raises(ExpressionFailed) as luck:
        worked_out("number(title)")

    assert kinds.value.typed
    assert not luck.value.typed


_PARTS = (
    "title|value.amount|received_on|(|)|+|-|*|/| if | else |not |lower|text(|days(|,|'a'|1|0.5|[|]|"
    " in |==| or |."
)


@given(st.lists(st.sampled_from(_PARTS.split("|"))).map("".join) | st.text(max_size=60))
def test_any_text_is_refused_or_gives_text_or_says_why_not(expression: str) -> None:
    found = wrong(expression)

    try:
        told = worked_out(expression)
    except ExpressionFailed:
        return

    assert isinstance(told, str)
    assert found == [] or "unknown" in found[0]


@pytest.mark.parametrize(
    "expression",
    [
        "(True + True) * 'a'",
        "True * ['a']",
        "(1 == 1) * long",
        "True + 1",
        "-True",
        "True / True",
        "value.amount * (title == '')",
        "['a'] + ['b']",
        "days(1) * 2",
        "days(4) / days(2)",
    ],
)
def test_arithmetic_takes_numbers_and_dates_and_no_truths_or_lists(expression: str) -> None:
    with pytest.raises(ExpressionFailed) as failure:
        worked_out(expression)

    assert failure.value.typed


@pytest.mark.parametrize(
    "expression", ["long + long + long", "upper(small_s)", "replace(long, 'x', 'xxx')"]
)
def test_no_part_of_an_expression_makes_a_long_text(expression: str) -> None:
    names = {**NAMES, "small_s": "\u00df" * 6000}

    with pytest.raises(ExpressionFailed, match="makes more than 10000 characters"):
        evaluate(expression, names.__getitem__)


@pytest.mark.parametrize(
    ("expression", "why"),
    [
        ("-" * 60 + "1", "is nested more than 50 deep (at 51)"),
        ("title" + " " * 496, "is longer than 500 characters (at 501)"),
        ("(title\n)", "has more than one line (at 7)"),
    ],
)
def test_what_is_too_large_to_be_worked_out_anywhere_is_refused_when_it_is_read(
    expression: str, why: str
) -> None:
    assert wrong(expression) == [why]


def test_who_evaluates_no_expression_does_not_load_the_library() -> None:
    program = "import sys, referral_hub.domain.policies.preview; print('simpleeval' in sys.modules)"

    done = subprocess.run(
        [sys.executable, "-c", program],
        env={"PYTHONPATH": "shared"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert done.stdout.strip() == "False"
