"""
A referral of Partner Center as news.

Source: Microsoft Learn, "Referral resources": members, and which status goes with which substatus.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from referral_hub.adapters.json_entries import Flaw, news_or_flaw, refuse_the_future
from referral_hub.domain.contacts.contact import ContactInfo
from referral_hub.domain.deals.beginning import deal_of
from referral_hub.domain.partners.news import PartnerNews, Unreadable
from referral_hub.domain.referrals.invitation import Invitation
from referral_hub.domain.referrals.terms import Customer
from referral_hub.domain.shapes import e_mail

from . import words
from .custom import custom_of
from .reading import Document, cut, day, listed, member, moment, money, text, wanted, whole

_COUNTRY_LETTERS = 2


@dataclass(frozen=True)
class Reader:
    """Reads referrals of one partner; `at` is when, and `via` by which way they came."""

    partner_id: str
    at: datetime
    via: str

    def news(self, loose: Any) -> PartnerNews | Unreadable | None:
        """Read what came, as `loosely` left it; None when it is one that we sent ourselves."""
        return news_or_flaw(
            loose,
            lambda document: self._read(document) if is_incoming(document) else None,
            partner_id=self.partner_id,
            entry_id=member(loose, "id"),
        )

    def _read(self, document: Document) -> PartnerNews:
        whose: dict[str, Any] = {
            "partner_id": self.partner_id,
            "partner_referral_id": wanted(document, "id"),
            "changed_at": changed_at(document, self.at),
        }
        status, substatus = text(document, "status"), text(document, "substatus")
        if status == "Closed":
            return PartnerNews(**whose, closed=words.closed(substatus))
        if status not in ("New", "Active") or (status == "New" and substatus not in words.NEW):
            raise Flaw("status and substatus: are words that the hub does not know")
        invitation = self.invitation(document)
        return PartnerNews(
            **whose,
            invitation=invitation if substatus == words.WAITING else None,
            deal=deal_of(invitation),
            people=people_of(document),
        )

    def invitation(self, document: Document) -> Invitation:
        """Read what it says of the deal and its customer. Raises `Flaw` and `ValueError`."""
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


def is_incoming(document: Document) -> bool:
    return member(document, "direction") in ("Incoming", None)


def changed_at(document: Document, now: datetime) -> datetime:
    """When it changed, by Microsoft's clock. Raises `Flaw`."""
    changed = moment(document, "updatedDateTime")
    if changed is None:
        raise Flaw("updatedDateTime: is missing")
    refuse_the_future(changed, "updatedDateTime", now=now)
    return changed


def people_of(document: Document) -> tuple[ContactInfo, ...]:
    """Map the customer's people as far as they are shown."""
    people = (_person(each) for each in listed(document, "customerProfile/team"))
    return tuple(person for person in people if not person.empty)


def _person(row: Document) -> ContactInfo:
    return ContactInfo(
        first_name=cut(text(row, "firstName"), 80),
        last_name=cut(text(row, "lastName"), 80),
        email=e_mail(whole(text(row, "email"), 255)),
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
