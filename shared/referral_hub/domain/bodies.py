"""
Texts and values as callers send them, strictly: what every body of the API, and what another
organisation's hub sends, is made of.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Self

from pydantic import AfterValidator, StringConstraints, model_validator

from .patterns import (
    AMOUNT,
    COUNTRY,
    CURRENCY,
    E_MAIL,
    FIELD_NAME,
    LINE,
    MAYBE_PARTNER_ID,
    NAME,
    PARTNER_ID,
    RECORD_ID,
    TEXT,
    TYPED_CODE,
)
from .shapes import Frozen, Money
from .visible import is_blank


def one_line(most: int) -> StringConstraints:
    return StringConstraints(pattern=LINE, max_length=most)


def one_name(most: int) -> StringConstraints:
    return StringConstraints(pattern=NAME, min_length=1, max_length=most)


def _seen(text: str) -> str:
    """Refuse what passes the pattern, and of which nobody sees anything."""
    if is_blank(text):
        raise ValueError("must not be blank: nothing of it shows")
    return text


Line80 = Annotated[str, one_line(80)]
Line255 = Annotated[str, one_line(255)]
# What a CRM gets is what people read, and they do not read the spaces around an address.
EMail = Annotated[str, StringConstraints(strip_whitespace=True, pattern=E_MAIL, max_length=255)]
RecordId = Annotated[str, StringConstraints(pattern=RECORD_ID, max_length=120)]
FieldName = Annotated[str, StringConstraints(pattern=FIELD_NAME)]
Text4000 = Annotated[str, StringConstraints(pattern=TEXT, max_length=4000)]
Title = Annotated[str, one_name(255), AfterValidator(_seen)]
Reason = Annotated[str, one_name(500), AfterValidator(_seen)]
ShortName = Annotated[str, one_name(120), AfterValidator(_seen)]
PersonName = Annotated[str, one_name(160), AfterValidator(_seen)]
Statement = Annotated[
    str, StringConstraints(pattern=TEXT, min_length=1, max_length=1000), AfterValidator(_seen)
]
PartnerId = Annotated[str, StringConstraints(pattern=PARTNER_ID)]
MaybePartnerId = Annotated[str, StringConstraints(pattern=MAYBE_PARTNER_ID)]
TypedCode = Annotated[str, StringConstraints(to_upper=True, pattern=TYPED_CODE)]

_RFC_3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII)


def rfc_3339(text: object) -> datetime:
    """Refuse what pydantic would read as a moment too, such as seconds since 1970."""
    if not (isinstance(text, str) and _RFC_3339.fullmatch(text)):
        raise ValueError("must be a moment such as 2027-03-31T12:00:00Z")
    return datetime.fromisoformat(text.upper())


class CustomerBody(Frozen):
    company_name: ShortName
    website_url: Line255 = ""
    country_code: Annotated[str, StringConstraints(pattern=COUNTRY)] = ""
    industry: Line80 = ""
    state: Line80 = ""
    city: Line80 = ""
    postal_code: Annotated[str, one_line(20)] = ""
    street: Line255 = ""


class AmountBody(Frozen):
    """A decimal text, such as "12500.00", with no more decimals than the currency has."""

    amount: Annotated[str, StringConstraints(pattern=AMOUNT)]
    currency: Annotated[str, StringConstraints(pattern=CURRENCY)]

    @model_validator(mode="after")
    def _fits_the_currency(self) -> Self:
        Money.of(self.amount, self.currency)
        return self


class ContactBody(Frozen):
    """One of the customer's people; a last name or an e-mail is needed to tell them apart."""

    first_name: Line80 = ""
    last_name: Line80 = ""
    email: EMail = ""
    phone: Annotated[str, one_line(40)] = ""
    title: Line80 = ""

    @model_validator(mode="after")
    def _has_a_name(self) -> Self:
        if not (self.last_name.strip() or self.email.strip()):
            raise ValueError("give a last_name or an email")
        return self
