"""Operations on the customer's people."""

from __future__ import annotations

from functions.api import shapes, views
from functions.api.routes import contacts
from referral_hub.application.sharing import ContactsNotWanted
from referral_hub.domain.contacts.contact import TooManyContacts
from referral_hub.domain.referrals.refusals import (
    ReferralNotFound,
)

from .operation import Operation

OPERATIONS: tuple[Operation, ...] = (
    Operation(
        "POST",
        "/v1/referrals/{number}/contacts",
        "addContacts",
        "Tell of the customer's people",
        contacts.add,
        answers={202: views.ContactsReceived},
        body=shapes.ContactsBody,
        refusals=(ReferralNotFound, ContactsNotWanted, TooManyContacts),
        idempotent=True,
    ),
    Operation(
        "GET",
        "/v1/referrals/{number}/contacts",
        "listContacts",
        "List the people told of, and what became of them",
        contacts.list_all,
        answers={200: views.ContactList},
        refusals=(ReferralNotFound,),
    ),
)
