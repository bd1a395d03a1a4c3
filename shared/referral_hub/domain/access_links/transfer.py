"""
What one organisation's hub tells another of a deal: the list of all that may be told.

What is not here cannot be sent, and is refused by name when it comes: documents, and whatever
tools know of a client, among it.
"""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, RootModel, StringConstraints

from referral_hub.domain.bodies import (
    AmountBody,
    ContactBody,
    CustomerBody,
    EMail,
    Line80,
    PersonName,
    Statement,
    Text4000,
    Title,
    one_line,
    rfc_3339,
)
from referral_hub.domain.shapes import Day, Frozen, Moment

MOST_DEALS = 200
FEATURE_ID = r"^[a-z][a-z0-9-]{1,39}$"
SHARED_ID = r"^[A-Za-z0-9_.:-]{1,120}$"
SharedId = Annotated[str, StringConstraints(pattern=SHARED_ID)]


class SharedConsent(Frozen):
    """That the client knows and agrees: who said so, when, and to which words."""

    given_by: PersonName
    given_at: Annotated[Moment, BeforeValidator(rfc_3339)]
    statement: Statement


class SharedOwner(Frozen):
    """Who looks after the deal where it comes from; keeps it where it goes, if known there."""

    email: Annotated[EMail, Field(min_length=3)]
    name: Annotated[str, one_line(160)] = ""


class SharedDeal(Frozen):
    """`stage` is the sender's word for it; where it begins over there, their link says."""

    title: Title
    description: Text4000 = ""
    value: AmountBody | None = None
    target_close_date: Day | None = None
    stage: Line80 = ""


class Client(CustomerBody):
    """The profile of the client company."""


class SharedContact(ContactBody):
    """One of the client's people."""


Contacts = Annotated[tuple[SharedContact, ...], Field(max_length=10)]


class SharedReferral(Frozen):
    """One deal; `id` is the sender's own, and never changes."""

    id: SharedId
    feature: Annotated[str, StringConstraints(pattern=FEATURE_ID)]
    consent: SharedConsent
    owner: SharedOwner | None = None
    deal: SharedDeal
    client: Client
    contacts: Contacts = ()
    note: Text4000 = ""


class AccessReferrals(Frozen):
    """
    A message with deals. Its receiver reads each for itself, so that one that is wrong spoils no
    other.
    """

    type: Literal["access.referrals"]
    referrals: Annotated[tuple[SharedReferral, ...], Field(min_length=1, max_length=MOST_DEALS)]


class AccessContacts(Frozen):
    """People of a client whose deal was sent before."""

    type: Literal["access.contacts"]
    id: SharedId
    contacts: Annotated[Contacts, Field(min_length=1)]


class AccessPing(Frozen):
    """Asks whether URL and key open, and does nothing."""

    type: Literal["access.ping"]


_Any = Annotated[AccessReferrals | AccessContacts | AccessPing, Field(discriminator="type")]


class AccessMessage(RootModel[_Any]):
    """What a Referral URL takes."""
