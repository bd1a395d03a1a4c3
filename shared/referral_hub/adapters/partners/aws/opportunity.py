"""
The opportunity that AWS shares after acceptance: write one field into it, read its contacts.

UpdateOpportunity replaces the whole document, so a change is read, merged and written under
LastModifiedDate as the lock. AWS keeps it in milliseconds, which a datetime carries unharmed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from referral_hub.domain.cause import Cause
from referral_hub.domain.contacts import ContactInfo
from referral_hub.domain.deal_fields import DealField
from referral_hub.domain.effects import Done, Outcome, Refused
from referral_hub.domain.errors import Unavailable

from . import words
from .central import Central
from .errors import CONFLICT, NOT_FOUND, SYSTEM, Refusal
from .invitation import day_of, value_of
from .texts import cut, whole

Document = Mapping[str, Any]

_OURS = "PartnerOpportunityIdentifier"
_LONGEST_ID = 64
_RACES = 4

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
        Refusal: as `Central.ask` does.
        Unavailable: that too, or the opportunity is not visible yet, is locked by AWS's review, or
            changes faster than we write.
    """
    if len(crm_id) > _LONGEST_ID:
        return Refused(reason=f"AWS takes ids of up to {_LONGEST_ID} characters; the CRM's is not")
    for _ in range(_RACES):
        found = _visible(central, opportunity_id)
        if found.get(_OURS) == crm_id:
            return Done()
        if _review_status(found) == "Rejected":
            return Refused(reason=words.REVIEW_REJECTED)
        if _written(central, found, {_OURS: crm_id, **_with(people, found)}):
            return Done()
    told = "AWS changes the opportunity faster than the hub can write"
    raise Unavailable(SYSTEM, told, cause=Cause.BUSY)


def people_of(opportunity: Document) -> tuple[ContactInfo, ...]:
    """Map the customer's contacts as far as AWS shows them."""
    contacts = (opportunity.get("Customer") or {}).get("Contacts") or ()
    return tuple(person_of(contact) for contact in contacts)


def deal_of(opportunity: Document) -> dict[DealField, str]:
    """Map what the invitation told of the deal as it stands now; what is blank is no news."""
    project, life_cycle = opportunity.get("Project") or {}, opportunity.get("LifeCycle") or {}
    value, closes = value_of(project), day_of(life_cycle.get("TargetCloseDate"))
    title = cut(project.get("Title"), 255)
    told = {
        DealField.TITLE: "" if title == words.CONVERTED else title,
        DealField.DESCRIPTION: cut(project.get("CustomerBusinessProblem"), 4000),
        DealField.AMOUNT: value.amount if value else "",
        DealField.CURRENCY: value.currency if value else "",
        DealField.TARGET_CLOSE_DATE: str(closes or ""),
    }
    return {field: text for field, text in told.items() if text}


def fitted(value: Any, shape: Any) -> Any:
    """Keep of a document what a botocore shape takes; what has no value stays absent."""
    if shape.type_name == "structure":
        kept = (
            (name, value[name], member) for name, member in shape.members.items() if name in value
        )
        return {name: fitted(v, member) for name, v, member in kept if v is not None}
    if shape.type_name == "list":
        return [fitted(item, shape.member) for item in value]
    return value


def _visible(central: Central, opportunity_id: str) -> Document:
    found = central.find("get_opportunity", Identifier=opportunity_id)
    if found is None:
        # Seconds after acceptance this is normal.
        told = f"AWS does not show the opportunity {opportunity_id} yet"
        raise Unavailable(SYSTEM, told, cause=Cause.BUSY)
    return found


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


def _written(central: Central, found: Document, changes: Document) -> bool:
    """Write what was read, with these changes; False when somebody else wrote in between."""
    if locked := words.LOCKED.get(_review_status(found)):
        raise Unavailable(SYSTEM, locked, cause=Cause.BUSY)
    wanted = {**found, "Identifier": found["Id"], **changes}
    try:
        central.ask(
            "update_opportunity", **fitted(wanted, central.input_shape("UpdateOpportunity"))
        )
    except Refusal as refusal:
        if refusal.code in (CONFLICT, NOT_FOUND):
            return False
        raise
    return True


def _review_status(opportunity: Document) -> str:
    return str((opportunity.get("LifeCycle") or {}).get("ReviewStatus", ""))


def person_of(contact: Document) -> ContactInfo:
    """Map one of the customer's people."""
    return ContactInfo(
        first_name=cut(contact.get("FirstName"), 80),
        last_name=cut(contact.get("LastName"), 80),
        email=whole(contact.get("Email"), 255),
        phone=whole(contact.get("Phone"), 40),
        title=cut(contact.get("BusinessTitle"), 80),
    )
