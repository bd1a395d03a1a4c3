"""What can be shared with AWS agrees with AWS's own service model, and with its validation."""

from __future__ import annotations

import csv
import re
from itertools import product
from pathlib import Path

import pytest

from referral_hub.adapters.partners.aws.outgoing import addresses, picklists
from referral_hub.adapters.partners.aws.outgoing.form import FORM
from referral_hub.adapters.partners.aws.outgoing.members import MEMBERS, SUBMISSION
from sandbox.partner_central.model_check import service_model
from tests.sandbox.rehearsal import SHARED

_DATA = SHARED / "data/aws-partner-central"
_FIELDS = {field.name: field for field in FORM}
_MODEL = service_model()
# Texts to the service model, and numbers of a length that no pattern tells.
_NO_PATTERN = {"customer.state", "use_case", "programs", "marketing_campaign"}


def shape_of(member: str) -> object:
    """The shape of a member of CreateOpportunity; of a list, that of what it lists."""
    shape = _MODEL.shape_for("CreateOpportunityRequest")
    for name in member.split("."):
        shape = shape.members[name]
        shape = shape.member if shape.type_name == "list" else shape
    return shape


@pytest.mark.parametrize("name", MEMBERS)
def test_every_field_is_a_member_of_an_opportunity_with_the_values_of_the_model(name: str) -> None:
    shape = shape_of(MEMBERS[name])
    enum = getattr(shape, "metadata", {}).get("enum")

    if enum and name not in ("customer.country_code", "value.currency", "software.currency"):
        assert set(_FIELDS[name].options) == set(enum)


@pytest.mark.parametrize("name", sorted(MEMBERS.keys() - _NO_PATTERN))
def test_no_field_lets_more_through_than_the_model_takes(name: str) -> None:
    pattern = getattr(shape_of(MEMBERS[name]), "metadata", {}).get("pattern", "")
    longest = re.search(r"\.\{\d+,(\d+)\}", pattern)

    assert not longest or _FIELDS[name].max_length <= int(longest[1])


def test_how_aws_takes_part_is_asked_in_its_own_words() -> None:
    shape = _MODEL.shape_for("AwsSubmission")

    for name, member in SUBMISSION.items():
        assert set(_FIELDS[name].options) == set(shape.members[member.split(".")[1]].enum)


def test_every_field_of_the_form_is_told_somewhere() -> None:
    assert _FIELDS.keys() == MEMBERS.keys() | SUBMISSION.keys()


def test_the_countries_are_those_of_the_model() -> None:
    assert set(_MODEL.shape_for("CountryCode").enum) == addresses.COUNTRIES


def test_the_currencies_are_those_of_the_model() -> None:
    assert set(_MODEL.shape_for("CurrencyCode").enum) == picklists.CURRENCIES


@pytest.mark.parametrize(
    ("country", "good", "bad"),
    [
        ("NO", "5003", "50031"),
        ("US", "10001-1234", "1234"),
        ("GB", "sw1a 1aa", "12345"),
        ("SE", "SE-11122", "SE-1112"),
        ("NL", "1012 ab", "1012"),
        ("GP", "97110", "97210"),
        ("BL", "97133", "97134"),
        ("IE", "D02 X285", "D2 X285"),
    ],
)
def test_a_postal_code_looks_as_it_does_in_its_country(country: str, good: str, bad: str) -> None:
    assert addresses.postal_problem(country, good) == ""
    assert country in addresses.postal_problem(country, bad)


@pytest.mark.parametrize(
    ("country", "code"), [("AE", ""), ("HK", ""), ("AR", "C1425"), ("CL", "7")]
)
def test_where_aws_asks_for_none_or_says_nothing_any_will_do(country: str, code: str) -> None:
    assert addresses.postal_problem(country, code) == ""


def test_where_aws_says_nothing_of_its_form_a_postal_code_is_still_required() -> None:
    assert addresses.postal_problem("AR", "") == "is required in this country"


# Below: what AWS says of each country, where its files are at hand.


def _names() -> dict[str, str]:
    """The codes of countries by name, as far as the machine knows them."""
    table = Path("/usr/share/zoneinfo/iso3166.tab")
    if not table.exists():
        pytest.skip("the machine has no list of countries")
    lines = table.read_text("utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return {name.replace("&", "and").lower(): code for code, name in rows}


def _samples(told: str) -> set[str]:
    """Write codes as AWS's message describes them: `99999 OR 999 99`, or `971NN`."""
    forms = re.split(r" or ", told, flags=re.IGNORECASE)
    return {_written(form, digit, letter) for form, digit, letter in product(forms, "39", "KX")}


def _written(form: str, digit: str, letter: str) -> str:
    digits = "N" if re.search(r"[0-8N]", form) else "9"
    return "".join({digits: digit, "A": letter}.get(sign, sign) for sign in form)


def test_every_code_that_aws_describes_is_taken() -> None:
    file = _DATA / "postal-code-validations.csv"
    if not file.exists():
        pytest.skip("AWS's files are not at hand")
    names = _names()
    rows = list(csv.reader(file.read_text("utf-8-sig").splitlines()))[1:]
    told = [
        (names.get(name.lower()), re.search(r"must be in ([^,]*) format", why))
        for name, why in rows
    ]
    described = [(code, found[1]) for code, found in told if code and found]

    wrong = [
        (code, sample)
        for code, forms in described
        if not re.search(r"[()]|99999-999$", forms)
        for sample in _samples(forms)
        if addresses.postal_problem(code, sample)
    ]

    assert len(described) > 100
    assert wrong == []


def test_where_aws_knows_no_codes_none_is_asked_for() -> None:
    file = _DATA / "countries-without-postal-code.csv"
    if not file.exists():
        pytest.skip("AWS's files are not at hand")
    names = _names()
    listed = {names.get(line.strip().lower()) for line in file.read_text("utf-8-sig").splitlines()}

    assert len(listed) > 40
    assert listed - {None} <= addresses.WITHOUT_POSTAL_CODE


def test_the_states_are_those_of_aws() -> None:
    file = _DATA / "opportunity-standard-values.csv"
    if not file.exists():
        pytest.skip("AWS's files are not at hand")
    rows = csv.DictReader(file.read_text("utf-8-sig").splitlines())

    assert {row["state"] for row in rows} - {""} == set(addresses.STATES)
