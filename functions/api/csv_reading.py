"""
Reads a CSV file (RFC 4180) whose first line names the columns into rows under our field names.

What is wrong with the file as a whole is refused before anything is made of it. A cell is text,
whatever it begins with; the blanks around it and cells without text count for nothing.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import Any

from pydantic import BaseModel

from referral_hub.domain.bodies import AmountBody, ContactBody, CustomerBody
from referral_hub.domain.referrals.purpose import Agreements

from .refusals import MalformedCsv
from .shapes import PartnerPersonBody

CSV = "text/csv"
MOST_ROWS = 1_000
# A refusal names this many lines and counts the rest.
_MOST_LINES = 100
# What spreadsheets call them besides the names of our own fields.
_ALIASES: Mapping[str, str] = {
    "id": "partner_referral_id",
    "referral_id": "partner_referral_id",
    "opportunity_id": "partner_referral_id",
    "name": "title",
    "opportunity": "title",
    "opportunity_name": "title",
    "company": "customer.company_name",
    "customer": "customer.company_name",
    "account_name": "customer.company_name",
    "website": "customer.website_url",
    "country": "customer.country_code",
    "close_date": "target_close_date",
    "e_mail": "contact.email",
}
_OWN = (
    *("partner_referral_id", "title", "description", "target_close_date", "expires_at"),
    *("purpose", "referral_code", "notes"),
    *(f"agreements.{what}" for what in Agreements.model_fields),
)
_GROUPS: Mapping[str, type[BaseModel]] = {
    "customer": CustomerBody,
    "value": AmountBody,
    "contact": ContactBody,
    "partner_person": PartnerPersonBody,
}
_CUSTOM = re.compile(r"custom\.([A-Za-z][A-Za-z0-9_.-]{0,63})")
_LISTS = {"contact": "contacts", "partner_person": "partner_people"}
_REQUIRED = ("title", "customer.company_name")


@dataclass(frozen=True)
class CsvRow:
    """The line on which it begins, counted from 1, and what its cells say by field name."""

    line: int
    cells: Mapping[str, str]

    @property
    def told(self) -> dict[str, Any]:
        """The same in the shape of a body; of people a row has one of each kind."""
        told: dict[str, Any] = {}
        for name, text in self.cells.items():
            group, _, field = name.partition(".")
            if field:
                told.setdefault(group, {})[field] = text
            else:
                told[name] = text
        people = {_LISTS[name]: [told.pop(name)] for name in _LISTS if name in told}
        return told | people


@dataclass(frozen=True)
class CsvFile:
    rows: tuple[CsvRow, ...]
    unknown_columns: tuple[str, ...] = ()


def read_csv(text: str) -> CsvFile:
    """
    Read a file whose cells are separated by commas or by semicolons, as its first line shows.

    Raises:
        MalformedCsv: it is no such file; names every line that is wrong.
    """
    records = list(_records(text))
    if not records:
        raise MalformedCsv("the file is empty")
    (_, headings), *rows = records
    columns = [_field_of(heading) for heading in headings]
    _must_name_columns(columns)
    _must_fit(rows, len(columns))
    unknown = tuple(h for h, name in zip(headings, columns, strict=True) if h and not name)
    return CsvFile(tuple(CsvRow(line, _named(columns, cells)) for line, cells in rows), unknown)


def field_at(pointer: str) -> str:
    """Name the column that a pointer into the body of a row leads to."""
    place = pointer.lstrip("/")
    for one, several in _LISTS.items():
        place = place.replace(f"{several}/0", one)
    return place.replace("/", ".")


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each line that says something, with its number; a quoted cell may go on over several."""
    line = 1
    try:
        reader = csv.reader(_lines(text), delimiter=_delimiter(text), strict=True)
        for cells in reader:
            stripped = [cell.strip() for cell in cells]
            if any(stripped):
                yield line, stripped
            line = reader.line_num + 1
    except csv.Error as error:
        raise MalformedCsv(f"line {line} cannot be read: {error}") from None


def _delimiter(text: str) -> str:
    # Where neither separates anything there is one column, and it does not matter.
    return max(",;", key=lambda mark: len(next(csv.reader(_lines(text), delimiter=mark), [])))


def _lines(text: str) -> StringIO:
    return StringIO(text, newline="")


def _fields() -> dict[str, str]:
    """Our field names by what may stand in the first line for them."""
    known = {**_ALIASES, **{_folded(name): name for name in _OWN}}
    for group, model in _GROUPS.items():
        for field in model.model_fields:
            known[_folded(f"{group}.{field}")] = f"{group}.{field}"
            # The customer's city is the city; a title alone is the referral's.
            known.setdefault(field, f"{group}.{field}")
    return known


def _folded(heading: str) -> str:
    """Let case, and what stands between words, make no difference."""
    return re.sub(r"[\s._-]+", "_", heading.casefold())


_FIELDS = _fields()


def _field_of(heading: str) -> str:
    """Our name for a column; empty for one that the hub does not know."""
    custom = _CUSTOM.fullmatch(heading)
    return heading if custom else _FIELDS.get(_folded(heading), "")


def _must_name_columns(columns: Sequence[str]) -> None:
    known = [name for name in columns if name]
    if not known:
        raise MalformedCsv("the first line names no column that the hub knows")
    wrong = {name: "no column has it" for name in _REQUIRED if name not in known}
    wrong |= {name: "two columns have it" for name in known if known.count(name) > 1}
    if wrong:
        raise MalformedCsv("the first line does not name the columns that it must", fields=wrong)


def _must_fit(rows: Sequence[tuple[int, list[str]]], width: int) -> None:
    if len(rows) > MOST_ROWS:
        raise MalformedCsv(f"the file has {len(rows)} rows, of at most {MOST_ROWS}")
    ragged = {line: len(cells) for line, cells in rows if len(cells) != width}
    if ragged:
        shown = list(ragged.items())[:_MOST_LINES]
        wrong = {f"line {line}": f"has {n} cells, the first line {width}" for line, n in shown}
        raise MalformedCsv(f"{len(ragged)} lines do not fit the first one", fields=wrong)


def _named(columns: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    pairs = zip(columns, cells, strict=True)
    return {name: text for name, text in pairs if name and text}
