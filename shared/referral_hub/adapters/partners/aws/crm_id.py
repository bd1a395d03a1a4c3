"""Telling AWS which opportunity of the CRM belongs to the one that it shares."""

from __future__ import annotations

import re

from referral_hub.domain.contacts.contact import ContactInfo
from referral_hub.domain.effects import Outcome, Refused

from .central import Central
from .opportunity import Document
from .rewriting import rewrite

_OURS = "PartnerOpportunityIdentifier"
_LONGEST_ID = 64

# The patterns of Contact.Email and Contact.Phone in the service model.
_LONGEST_EMAIL = 80
_EMAIL = re.compile(
    r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@([a-z0-9]([a-z0-9-]*[a-z0-9])?\.)+[a-z0-9]([a-z0-9-]*[a-z0-9])?"
)
_PHONE = re.compile(r"\+[1-9][0-9]{1,14}")
_SEPARATORS = re.compile(r"[ ().-]")


def tell_id(
    central: Central, opportunity_id: str, crm_id: str, people: tuple[ContactInfo, ...] = ()
) -> Outcome:
    """
    Write the CRM's id into the opportunity, unless it is there; and the people, if it has nobody.

    Raises:
        Refusal, Unavailable: as `rewrite` does.
    """
    if len(crm_id) > _LONGEST_ID:
        return Refused(reason=f"AWS takes ids of up to {_LONGEST_ID} characters; the CRM's is not")

    def changes(found: Document) -> Document:
        return {} if found.get(_OURS) == crm_id else {_OURS: crm_id, **_with(people, found)}

    return rewrite(central, opportunity_id, changes)


def _with(people: tuple[ContactInfo, ...], found: Document) -> Document:
    customer = found.get("Customer") or {}
    if not people or customer.get("Contacts"):
        return {}
    return {"Customer": {**customer, "Contacts": [_contact(person) for person in people]}}


def _contact(person: ContactInfo) -> Document:
    """Write a person as an opportunity takes them, which is more narrowly than a lead does."""
    email, phone = person.email.lower(), _SEPARATORS.sub("", person.phone)
    told = {
        "FirstName": person.first_name,
        "LastName": person.last_name,
        "BusinessTitle": person.title,
        "Email": email if len(email) <= _LONGEST_EMAIL and _EMAIL.fullmatch(email) else "",
        "Phone": phone if _PHONE.fullmatch(phone) else "",
    }
    return {name: text for name, text in told.items() if text}
