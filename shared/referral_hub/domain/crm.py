"""The CRM's nouns, as every CRM behind the port speaks them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from pydantic import Field

from .shapes import Frozen, Moment, known_day

# Field values as people type them: text. A CRM adapter converts to the CRM's own types.
Fields = Mapping[str, str]

_MAX_TEXT = 4000
_AMOUNT = re.compile(r"[0-9]{1,15}(\.[0-9]{1,3})?")
_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,9})?")


class CrmObject(StrEnum):
    ACCOUNT = "account"
    OPPORTUNITY = "opportunity"
    CONTACT = "contact"


class CrmField(Frozen):
    """
    One field of a CRM object, as the CRM describes it.

    `type` is text, amount, number, date, boolean or choice; a choice has `options`, the values that
    the CRM takes, and with `open_options` any other as well. A field that is not `writable` is read
    only.
    """

    name: str
    label: str
    type: str = "text"
    required: bool = False
    writable: bool = True
    max_length: int = _MAX_TEXT
    options: tuple[str, ...] = ()
    open_options: bool = False

    @property
    def as_offered(self) -> CrmField:
        """The field for whoever writes a policy: a value that is not offered is a mistake there."""
        return self.model_copy(update={"open_options": False})

    def problem(self, text: str) -> str:
        """Say in plain words why the CRM would refuse this text; empty when it would not."""
        if not text.strip():
            return "is required" if self.required else ""
        if not self.writable:
            return "cannot be written"
        if len(text) > self.max_length:
            return f"is longer than {self.max_length} characters"
        if self.options and not self.open_options and text not in self.options:
            return f"must be one of: {', '.join(self.options)}"
        form = _FORMS.get(self.type)
        return "" if form is None or form.fits(text) else f"must be {form.told}"


class _Form(NamedTuple):
    told: str
    fits: Callable[[str], bool]


def _is_date(text: str) -> bool:
    try:
        # Python reads week dates and dates without dashes too; CRMs do not.
        return known_day(date.fromisoformat(text)).isoformat() == text
    except ValueError:
        return False


_FORMS: Mapping[str, _Form] = {
    "amount": _Form("an amount such as 12500.00", lambda text: bool(_AMOUNT.fullmatch(text))),
    "number": _Form("a number such as 12.5", lambda text: bool(_NUMBER.fullmatch(text))),
    "date": _Form("a date such as 2027-03-31", _is_date),
    "boolean": _Form("true or false", lambda text: text in ("true", "false")),
}


def field_problems(described: Iterable[CrmField], fields: Fields) -> dict[str, str]:
    """
    Check the fields of a new record against the CRM's description: every problem, by field name.
    """
    known = {field.name: field for field in described}
    strange = {name: "is no field of this object" for name in fields if name not in known}
    wrong = {name: field.problem(fields.get(name, "")) for name, field in known.items()}
    return strange | {name: problem for name, problem in wrong.items() if problem}


def change_problems(described: Iterable[CrmField], fields: Fields) -> dict[str, str]:
    """Check what a record is given that is there, and so has what it requires."""
    return field_problems((field for field in described if field.name in fields), fields)


class Account(Frozen):
    """`name` is what people call it, whatever the CRM calls that field."""

    account_id: str
    name: str
    fields: Fields


class Opportunity(Frozen):
    """
    `changed_at` is when anything of it was saved last, if the CRM says so: of one field it says no
    more than that nobody changed it later.
    """

    opportunity_id: str
    account_id: str
    fields: Fields
    changed_at: Moment | None = None


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


class Part(Frozen):
    """What a contact is to be on an opportunity; `association_type` is HubSpot's notion of it."""

    opportunity_id: str
    role: str
    association_type: str = ""

    def of(self, contact_id: str) -> ContactRole:
        return ContactRole(contact_id=contact_id, **dict(self))


class ContactRole(Part):
    """The part that a contact has."""

    contact_id: str
    primary: bool = False


class AssociationType(Frozen):
    """How the CRM types the link between a contact and an opportunity."""

    type_id: int
    category: str
    label: str


class SalesStage(Frozen):
    """One stage of the CRM's sales process, by the name that a field of an opportunity takes."""

    name: str
    label: str
    closed: bool = False
    won: bool = False


class Check(Frozen):
    """
    One thing that the connection to a CRM or a partner needs: a sign-in, a permission, a field.

    `problem` is empty when it is there; `fix` says what an admin does about it. `note` is what is
    good to know all the same.
    """

    name: str
    problem: str = ""
    fix: str = ""
    note: str = ""

    @property
    def passed(self) -> bool:
        return not self.problem
