"""The opportunity that AWS shares after acceptance, as the hub reads it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from referral_hub.domain.contacts.contact import ContactInfo
from referral_hub.domain.referrals.deal_fields import DealField
from referral_hub.domain.shapes import e_mail

from . import words
from .invitation import day_of, value_of
from .texts import cut, whole

Document = Mapping[str, Any]


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


def person_of(contact: Document) -> ContactInfo:
    """Map one of the customer's people."""
    return ContactInfo(
        first_name=cut(contact.get("FirstName"), 80),
        last_name=cut(contact.get("LastName"), 80),
        email=e_mail(whole(contact.get("Email"), 255)),
        phone=whole(contact.get("Phone"), 40),
        title=cut(contact.get("BusinessTitle"), 80),
    )
