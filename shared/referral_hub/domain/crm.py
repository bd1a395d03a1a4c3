"""The CRM's nouns, as every CRM behind the port speaks them."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from .forms import Fields
from .shapes import Frozen, Moment


class CrmObject(StrEnum):
    ACCOUNT = "account"
    OPPORTUNITY = "opportunity"
    CONTACT = "contact"


class Account(Frozen):
    """`name` is what people call it, whatever the CRM calls that field."""

    account_id: str
    name: str
    fields: Fields


class Opportunity(Frozen):
    """
    `changed_at` is when anything of it was saved last, if the CRM says so: of one field it says no
    more than that nobody changed it later. `changed_by` is the id of the user who did,
    `created_at` when it came to be, `lead_id` the lead that it was made of, as far as the CRM says
    so, too.
    """

    opportunity_id: str
    account_id: str
    fields: Fields
    changed_at: Moment | None = None
    changed_by: str = ""
    created_at: Moment | None = None
    lead_id: str = ""


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
