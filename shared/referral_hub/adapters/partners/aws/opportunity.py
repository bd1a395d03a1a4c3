"""
The opportunity that AWS shares after acceptance: write one field into it, read its contacts.

UpdateOpportunity replaces the whole document, so a change is read, merged and written under
LastModifiedDate as the lock. AWS keeps it in milliseconds, which a datetime carries unharmed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from referral_hub.domain.cause import Cause
from referral_hub.domain.contacts import ContactInfo
from referral_hub.domain.effects import Done, Outcome, Refused
from referral_hub.domain.errors import Unavailable

from . import words
from .central import Central
from .errors import CONFLICT, NOT_FOUND, SYSTEM, Refusal
from .texts import cut, whole

Document = Mapping[str, Any]

_OURS = "PartnerOpportunityIdentifier"
_LONGEST_ID = 64
_RACES = 4


def tell_id(central: Central, opportunity_id: str, crm_id: str) -> Outcome:
    """
    Write the CRM's id into the opportunity, unless it is there.

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
        if _written(central, found, crm_id):
            return Done()
    told = "AWS changes the opportunity faster than the hub can write"
    raise Unavailable(SYSTEM, told, cause=Cause.BUSY)


def people_of(opportunity: Document) -> tuple[ContactInfo, ...]:
    """Map the customer's contacts as far as AWS shows them."""
    contacts = (opportunity.get("Customer") or {}).get("Contacts") or ()
    return tuple(_person(contact) for contact in contacts)


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


def _written(central: Central, found: Document, crm_id: str) -> bool:
    """Write what was read and the id; False when somebody else wrote in between."""
    if locked := words.LOCKED.get(_review_status(found)):
        raise Unavailable(SYSTEM, locked, cause=Cause.BUSY)
    wanted = {**found, "Identifier": found["Id"], _OURS: crm_id}
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


def _person(contact: Document) -> ContactInfo:
    return ContactInfo(
        first_name=cut(contact.get("FirstName"), 80),
        last_name=cut(contact.get("LastName"), 80),
        email=whole(contact.get("Email"), 255),
        phone=whole(contact.get("Phone"), 40),
        title=cut(contact.get("BusinessTitle"), 80),
    )
