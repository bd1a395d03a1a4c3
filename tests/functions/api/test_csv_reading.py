"""What a spreadsheet's columns are called, and how its lines are read."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.api.csv_reading import field_at, read_csv
from functions.api.refusals import MalformedCsv

HEADINGS = {
    "Referral ID": "partner_referral_id",
    "OPPORTUNITY_ID": "partner_referral_id",
    "id": "partner_referral_id",
    "Expires at": "expires_at",
    "close-date": "target_close_date",
    "Country": "customer.country_code",
    "customer country code": "customer.country_code",
    "Postal Code": "customer.postal_code",
    "Website": "customer.website_url",
    "Amount": "value.amount",
    "value.currency": "value.currency",
    "E-Mail": "contact.email",
    "Last name": "contact.last_name",
    "contact_title": "contact.title",
    "partner_person.name": "partner_person.name",
    "custom.Region.2": "custom.Region.2",
}


@pytest.mark.parametrize(("heading", "name"), HEADINGS.items())
def test_a_column_is_known_by_several_names(heading: str, name: str) -> None:
    file = read_csv(f"title,company,{heading}\nLamps,Fenwick,x\n")

    assert file.rows[0].cells[name] == "x"
    assert file.unknown_columns == ()


@pytest.mark.parametrize(
    "heading", ["remarks", "custom.", "custom.2nd", "contact", "email.address"]
)
def test_a_column_that_is_none_of_ours_is_named_and_counts_for_nothing(heading: str) -> None:
    file = read_csv(f"title,company,{heading}\nLamps,Fenwick,x\n")

    assert file.unknown_columns == (heading,)
    assert "x" not in file.rows[0].cells.values()


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_may_end_like_on_any_machine(end: str) -> None:
    file = read_csv(end.join(["title;company", "Lamps, blue;Fenwick", "Horns;Skerry"]))

    assert [row.line for row in file.rows] == [2, 3]
    assert file.rows[0].cells["title"] == "Lamps, blue"


@pytest.mark.parametrize(
    ("pointer", "name"),
    [
        ("/customer/country_code", "customer.country_code"),
        ("/contacts/0/email", "contact.email"),
        ("/contacts/0", "contact"),
        ("/partner_people/0/name", "partner_person.name"),
        ("/custom/region", "custom.region"),
    ],
)
def test_what_is_wrong_is_told_by_the_name_of_its_column(pointer: str, name: str) -> None:
    assert field_at(pointer) == name


@given(st.text(max_size=200))
def test_whatever_a_file_holds_it_is_read_or_refused(rest: str) -> None:
    text = f"title,company\n{rest}"

    with suppress(MalformedCsv):
        file = read_csv(text)
        assert all(set(row.cells) <= {"title", "customer.company_name"} for row in file.rows)
