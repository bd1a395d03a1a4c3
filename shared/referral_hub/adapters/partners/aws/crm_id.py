"""Telling AWS which opportunity of the CRM belongs to the one that it shares."""

from __future__ import annotations

from referral_hub.domain.contacts.contact import ContactInfo
from referral_hub.domain.effects import Outcome, Refused

from .central import Central
from .opportunity import Document
from .people import is_email, is_phone, plain_email, plain_phone
from .rewriting import rewrite

_OURS = "PartnerOpportunityIdentifier"
_LONGEST_ID = 64


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
    email, phone = plain_email(person.email), plain_phone(person.phone)
    told = {
        "FirstName": person.first_name,
        "LastName": person.last_name,
        "BusinessTitle": person.title,
        "Email": email if is_email(email) else "",
        "Phone": phone if is_phone(phone) else "",
    }
    return {name: text for name, text in told.items() if text}
