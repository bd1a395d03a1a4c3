"""The customer's people, as the partner tells of them."""

from __future__ import annotations

from http import HTTPStatus

from functions.api.http import Answer, Call, NoQuery, answer
from functions.api.representation import contact_views
from functions.api.shapes import ContactsBody
from functions.api.views import ContactList, ContactsReceived
from referral_hub.application import sharing

from .referrals import people_of, row_of


def add(call: Call[ContactsBody, NoQuery]) -> Answer:
    """Keep them at once; the workflow carries them into the CRM."""
    hub, referral = call.hub, row_of(call).referral
    new = sharing.add_contacts(
        referral=referral,
        people=people_of(call.body.contacts),
        via="api",
        now=hub.clock(),
        contacts=hub.contacts,
    )
    keys = tuple(arrival.key for arrival in new)
    view = ContactsReceived(number=referral.number, new=len(new), keys=keys)
    return answer(HTTPStatus.ACCEPTED, view)


def list_all(call: Call[NoQuery, NoQuery]) -> Answer:
    arrivals = call.hub.contacts.of(row_of(call).referral.number)
    return answer(HTTPStatus.OK, ContactList(items=contact_views(arrivals, call.by)))
