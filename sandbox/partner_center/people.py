"""What Microsoft does to the referrals of a partner, which no partner may."""

from collections.abc import Mapping
from copy import deepcopy
from typing import Any

from sandbox.partner_center.referrals.poison import is_poison
from sandbox.partner_center.referrals.store import Document, Record, Store
from sandbox.switches import BadBehaviourError

_WHEN = ("at_once", "after_acceptance", "never")
_SUE = {
    "contactPreference": {"locale": "en-US", "disableNotifications": False},
    "firstName": "Sue",
    "lastName": "Smith",
    "phoneNumber": "+1 425 555 0100",
    "email": "sue.smith@fabrikam.example",
}
_REFERRAL: Document = {
    "name": "Fabrikam - supply chain",
    "status": "New",
    "substatus": "Pending",
    "type": "Independent",
    "qualification": "SalesQualified",
    "direction": "Incoming",
    "customerProfile": {
        "name": "Fabrikam Inc",
        "address": {
            "addressLine1": "1 Harbour Road",
            "city": "Redmond",
            "state": "WA",
            "postalCode": "98052",
            "country": "US",
        },
        "size": "10to50employees",
        "team": [_SUE],
        "ids": [],
    },
    "consent": {"consentToToShareInfoWithOthers": True, "consentToContact": True},
    "details": {
        "notes": "Wants to run the supply chain on Dynamics 365.",
        "dealValue": 50000,
        "currency": "USD",
        "requirements": {"products": [{"id": "Dynamics365Enterprise"}]},
    },
    "inviteContext": {
        "notes": "Hoping you can help this customer.",
        "invitedBy": {"organizationId": "msft", "organizationName": "Microsoft"},
    },
}


def share(store: Store, fields: Mapping[str, Any], contacts: str = "at_once") -> str:
    """
    Refer a customer to us and return the id; `fields` are laid over an ordinary referral.

    `contacts`: when `customerProfile.team` is there; `at_once`, `after_acceptance`, `never`.

    Raises:
        BadBehaviourError: no such word for contacts.
    """
    if contacts not in _WHEN:
        raise BadBehaviourError(f"contacts are one of {list(_WHEN)}")
    document = laid_over(_REFERRAL, fields)
    team = [] if contacts == "at_once" else document["customerProfile"].pop("team", [])
    record = store.add({"externalReferenceId": "", **document})
    record.held_team = team if contacts == "after_acceptance" else []
    return record.id


def change(store: Store, referral_id: str, fields: Mapping[str, Any]) -> None:
    """
    Change a referral as Microsoft would: any member, any value, no rule; null takes one away.

    Raises:
        ApiError: it is not there.
    """
    record = store.find(referral_id)
    store.keep(record, laid_over(record.document, fields))


def expire(store: Store, referral_id: str) -> None:
    """
    Close a referral that nobody answered.

    Raises:
        ApiError: it is not there.
    """
    change(store, referral_id, {"status": "Closed", "substatus": "Expired"})


def reveal(store: Store, referral_id: str) -> None:
    """
    Show the contacts that were held back, now.

    Raises:
        ApiError: it is not there.
    """
    store.show_team(store.find(referral_id))


def remove(store: Store, referral_id: str) -> None:
    """
    Let a referral be gone, untold.

    Raises:
        ApiError: it is not there.
    """
    del store.records[store.find(referral_id).id]


def poison(store: Store, referral_id: str, how: str) -> None:
    """
    Let a referral look wrong wherever it is read; "" heals it.

    Raises:
        ApiError: it is not there.
        BadBehaviourError: no such poison.
    """
    if not is_poison(how):
        raise BadBehaviourError(f"no such poison: {how}")
    store.find(referral_id).poison = how


def seen(record: Record) -> Document:
    """Return a referral as a test looks at it, with its eTag."""
    return deepcopy(record.document) | {"eTag": record.etag}


def laid_over(document: Mapping[str, Any], fields: Mapping[str, Any]) -> Document:
    """Return a document with fields laid over it, member by member; lists are replaced."""
    laid = deepcopy(dict(document))
    for name, value in fields.items():
        if value is None:
            laid.pop(name, None)
        elif isinstance(value, Mapping) and isinstance(laid.get(name), dict):
            laid[name] = laid_over(laid[name], value)
        else:
            laid[name] = deepcopy(value)
    return laid
