"""
The partner's side: share a referral, and tell of the customer's people. For partners that only
people speak with, the host's own people do it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from referral_hub.domain.contacts.arrivals import ContactArrival
from referral_hub.domain.contacts.contact import ContactInfo
from referral_hub.domain.deals.retelling import Word
from referral_hub.domain.errors import HubError
from referral_hub.domain.partners.partner import ConnectionSettings, Partner
from referral_hub.domain.referrals.invitation import Invitation
from referral_hub.domain.referrals.referral import Referral
from referral_hub.records.contacts import Contacts
from referral_hub.records.referrals import Filed, Referrals

from .contact_info import arrive
from .intake import receive, retell


class ContactsNotWanted(HubError):
    code = "contacts_not_wanted"
    fix = "Contacts are taken while the referral waits for a decision and after it was accepted."


class NotManual(HubError):
    code = "partner_not_manual"
    fix = "Type in and import for partners of the kind manual; all others tell the hub themselves."


def must_be_manual(partner: Partner, settings: type[ConnectionSettings]) -> None:
    """
    Raises:
        NotManual: somebody else brings the partner's referrals in, and would bring them in again.
    """
    if not settings.by_hand:
        raise NotManual(f"{partner.partner_id} is of the kind {partner.kind}")


def share(
    *,
    invitation: Invitation,
    people: Iterable[ContactInfo],
    now: datetime,
    referrals: Referrals,
    contacts: Contacts,
) -> Filed:
    """
    File a referral with the people its partner may tell of already.

    A repeated delivery finds the first one, and completes what a crash left undone. With another
    expiry date it moves the end of the offer, or renews one that has lapsed.

    Raises:
        ClientHasAgreed: there is nothing left to refer.
        AlreadyOver: the offer would have lapsed before it came.
        TooManyContacts: the referral is filed, and none of these people is.
        ReceivedDifferently: the partner used this id before, for something else.
    """
    invitation.agreements.must_leave_something_open()
    filed = receive(invitation=invitation, referrals=referrals, as_of=now)
    if filed.ends:
        filed = retell(
            number=filed.referral.number,
            word=Word(expires_at=filed.ends),
            who=invitation.sender,
            now=now,
            referrals=referrals,
        )
    told = tuple(people)
    if told and filed.referral.wants_contacts(now):
        arrive(
            referral=filed.referral,
            people=told,
            via=invitation.via,
            now=now,
            contacts=contacts,
        )
    return filed


def add_contacts(
    *,
    referral: Referral,
    people: Iterable[ContactInfo],
    via: str,
    now: datetime,
    contacts: Contacts,
) -> list[ContactArrival]:
    """
    Keep what the partner tells, and return what of it is new; the workflow carries it on.

    Raises:
        ContactsNotWanted: it was rejected or has expired; the hub keeps no data without a use.
        TooManyContacts: one referral is one deal, not an address book.
    """
    if not referral.wants_contacts(now):
        raise ContactsNotWanted(f"{referral.number} takes no contacts")
    return arrive(referral=referral, people=people, via=via, now=now, contacts=contacts)
