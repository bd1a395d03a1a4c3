"""The CRM's nouns, as every CRM behind the port speaks them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum

from pydantic import Field

from .shapes import Frozen, Moment

# Field values as people type them: text. A CRM adapter converts to the CRM's own types.
Fields = Mapping[str, str]

_MAX_TEXT = 4000
_AMOUNT = re.compile(r"[0-9]{1,15}(\.[0-9]{1,3})?")


class CrmObject(StrEnum):
    ACCOUNT = "account"
    OPPORTUNITY = "opportunity"
    CONTACT = "contact"


class CrmField(Frozen):
    """One field of a CRM object, as the CRM describes it; `type` is text, amount or date."""

    name: str
    label: str
    type: str = "text"
    required: bool = False

    def problem(self, text: str) -> str:
        """Say in plain words why the CRM would refuse this text; empty when it would not."""
        if not text.strip():
            return "is required" if self.required else ""
        if len(text) > _MAX_TEXT:
            return f"is longer than {_MAX_TEXT} characters"
        if self.type == "amount" and not _AMOUNT.fullmatch(text):
            return "must be an amount such as 12500.00"
        if self.type == "date" and not _is_date(text):
            return "must be a date such as 2027-03-31"
        return ""


def field_problems(described: Iterable[CrmField], fields: Fields) -> dict[str, str]:
    """
    Check the fields of a new record against the CRM's description: every problem, by field name.
    """
    known = {field.name: field for field in described}
    strange = {name: "is no field of this object" for name in fields if name not in known}
    wrong = {name: field.problem(fields.get(name, "")) for name, field in known.items()}
    return strange | {name: problem for name, problem in wrong.items() if problem}


def _is_date(text: str) -> bool:
    try:
        # Python reads week dates and dates without dashes too; CRMs do not.
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


class Account(Frozen):
    account_id: str
    fields: Fields

    @property
    def name(self) -> str:
        return self.fields.get("name", "")


class Opportunity(Frozen):
    opportunity_id: str
    account_id: str
    fields: Fields


class Contact(Frozen):
    """A person at one account. Its repr shows no personal data, so a log cannot either."""

    contact_id: str
    account_id: str
    first_name: str = Field(default="", repr=False)
    last_name: str = Field(default="", repr=False)
    email: str = Field(default="", repr=False)
    phone: str = Field(default="", repr=False)
    title: str = Field(default="", repr=False)
    created_at: Moment


class ContactRole(Frozen):
    """The part a contact plays on an opportunity; `association_type` is HubSpot's notion of it."""

    contact_id: str
    opportunity_id: str
    role: str
    association_type: str = ""
    primary: bool = False


class AssociationType(Frozen):
    """How the CRM types the link between a contact and an opportunity."""

    type_id: int
    category: str
    label: str
