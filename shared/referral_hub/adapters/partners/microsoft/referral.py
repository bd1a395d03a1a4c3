"""
A referral of Partner Center as news.

Source: Microsoft Learn, "Referral resources": members, and which status goes with which substatus.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from referral_hub.domain.contacts import ContactInfo
from referral_hub.domain.deal_fields import DealField
from referral_hub.domain.invitation import Customer, Invitation
from referral_hub.domain.partner_news import PartnerNews, Unreadable, told
from referral_hub.domain.strict_json import TooDeep, cleaned, written

from . import words
from .custom import custom_of
from .reading import Document, Flaw, cut, day, listed, member, moment, money, text, wanted, whole

_COUNTRY_LETTERS = 2
_LONGEST_ID = 255
_MOST_FLAWS = 5
# Clocks differ; what claims to be of the day after tomorrow would hide all that comes before it.
_AHEAD = timedelta(days=1)
_UNREADABLE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


@dataclass(frozen=True)
class Reader:
    """Reads referrals of one partner; `at` is when, and `via` by which way they came."""

    partner_id: str
    at: datetime
    via: str

    def news(self, loose: Any) -> PartnerNews | Unreadable | None:
        """Read what came, as `loosely` left it; None when it is one that we sent ourselves."""
        try:
            document = sound(loose)
            return self._read(document) if is_incoming(document) else None
        except _UNREADABLE as flaw:
            why = str(flaw) if isinstance(flaw, Flaw | TooDeep) else told(flaw)
        return Unreadable(
            partner_id=self.partner_id, entry_id=_id(loose), raw=written(loose), why=why
        )

    def _read(self, document: Document) -> PartnerNews:
        changed_at(document, self.at)
        whose = {
            "partner_id": self.partner_id,
            "partner_referral_id": wanted(document, "id"),
        }
        status, substatus = text(document, "status"), text(document, "substatus")
        if status == "Closed":
            return PartnerNews(**whose, closed=words.closed(substatus))
        if status not in ("New", "Active") or (status == "New" and substatus not in words.NEW):
            raise Flaw("status and substatus: are words that the hub does not know")
        invitation = self._invitation(document)
        return PartnerNews(
            **whose,
            invitation=invitation if substatus == words.WAITING else None,
            deal=_deal(invitation),
            people=people_of(document),
        )

    def _invitation(self, document: Document) -> Invitation:
        customer = _customer(document)
        return Invitation(
            partner_id=self.partner_id,
            partner_referral_id=wanted(document, "id"),
            title=cut(text(document, "name") or customer.company_name, 255),
            description=cut(text(document, "details/notes"), 4000),
            customer=customer,
            value=money(document, "details/dealValue", "details/currency"),
            target_close_date=day(document, "details/closingDateTime"),
            expires_at=moment(document, "expirationDateTime"),
            custom=custom_of(document),
            received_at=self.at,
            via=self.via,
        )


def sound(loose: Any) -> Document:
    """
    Raises:
        Flaw: it is no object, or JSON of a kind that nothing can be made of.
        TooDeep: it is nested too deeply.
    """
    document, flaws = cleaned(loose)
    if flaws:
        shown = list(flaws.items())[:_MOST_FLAWS]
        raise Flaw("; ".join(f"{place.lstrip('/') or 'it'}: {why}" for place, why in shown))
    if not isinstance(document, Mapping):
        raise Flaw("the referral is no object")
    return document


def is_incoming(document: Document) -> bool:
    return member(document, "direction") in ("Incoming", None)


def changed_at(document: Document, now: datetime) -> datetime:
    """When it changed, by Microsoft's clock. Raises `Flaw`."""
    changed = moment(document, "updatedDateTime")
    if changed is None:
        raise Flaw("updatedDateTime: is missing")
    if changed > now + _AHEAD:
        raise Flaw("updatedDateTime: is in the future")
    return changed


def people_of(document: Document) -> tuple[ContactInfo, ...]:
    """Map the customer's people as far as they are shown."""
    people = (_person(each) for each in listed(document, "customerProfile/team"))
    return tuple(person for person in people if not person.empty)


def _person(row: Document) -> ContactInfo:
    return ContactInfo(
        first_name=cut(text(row, "firstName"), 80),
        last_name=cut(text(row, "lastName"), 80),
        email=whole(text(row, "email"), 255),
        phone=whole(text(row, "phoneNumber"), 40),
    )


def _customer(document: Document) -> Customer:
    name, address = wanted(document, "customerProfile/name"), "customerProfile/address"
    country = text(document, f"{address}/country").upper()
    known = country.isascii() and country.isalpha() and len(country) == _COUNTRY_LETTERS
    lines = (text(document, f"{address}/{line}") for line in ("addressLine1", "addressLine2"))
    return Customer(
        company_name=cut(name, 120),
        country_code=country if known else "",
        state=cut(text(document, f"{address}/state"), 80),
        city=cut(text(document, f"{address}/city"), 80),
        postal_code=whole(text(document, f"{address}/postalCode"), 20),
        street=cut(", ".join(filter(None, lines)), 255),
    )


def _deal(invitation: Invitation) -> dict[DealField, str]:
    value = invitation.value
    said = {
        DealField.TITLE: invitation.title,
        DealField.DESCRIPTION: invitation.description,
        DealField.AMOUNT: value.amount if value else "",
        DealField.CURRENCY: value.currency if value else "",
        DealField.TARGET_CLOSE_DATE: str(invitation.target_close_date or ""),
    }
    return {field: said_text for field, said_text in said.items() if said_text}


def _id(loose: Any) -> str:
    """Microsoft's id, where at least that is one."""
    found = member(loose, "id")
    fits = isinstance(found, str) and 0 < len(found) <= _LONGEST_ID
    return found.encode(errors="replace").decode() if fits else ""
