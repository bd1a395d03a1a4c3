"""
What another organisation is told of a deal: these fields, and nothing else that there is (AX-2).

Each is named here. What is not named stays here, whoever adds it to the referral later:
documents, ids of the CRM and of the hub, own fields, who of ours works on it beside its owner.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from .referral import OutgoingReferral, Step
from .refusals import ConsentNeeded
from .submission import Disclosure

DEAL = ("title", "description", "target_close_date")
VALUE = ("amount", "currency")
CLIENT = (
    "company_name",
    "website_url",
    "country_code",
    "industry",
    "state",
    "city",
    "postal_code",
    "street",
)
PERSON = ("first_name", "last_name", "email", "phone", "title")
CONTACT = "contact."
OWNER = "host.email"
_COMPANY = "customer.company_name"


def item_of(key: str, disclosure: Disclosure) -> dict[str, Any]:
    """
    Write it as the protocol of access referrals has it (docs/access-referrals.md). The `id` stays
    the same however often it is sent.
    """
    consent = disclosure.consent
    told = {
        "id": key,
        "feature": disclosure.feature,
        "consent": {
            "given_by": consent.given_by,
            "given_at": f"{consent.given_at:%Y-%m-%dT%H:%M:%SZ}",
            "statement": consent.statement,
        },
        "note": disclosure.note,
        **disclosure.content,
    }
    return {name: part for name, part in told.items() if part}


def content_of(said: Mapping[str, str], *, contacts: bool) -> dict[str, Any]:
    """
    List what the fields of a referral say of the deal, of who has it here, and of the client; of
    the client's people only if they consented, too.
    """
    person = _part(said, CONTACT, PERSON) if contacts else {}
    return {
        "deal": _part(said, "", DEAL) | _value(said),
        "client": _part(said, "customer.", CLIENT),
        "contacts": [person] if person else [],
        "owner": _owner(said),
    }


def disclosed_anew(referral: OutgoingReferral) -> OutgoingReferral:
    """
    Have the edits of a resubmission go out, of a referral that is disclosed; the consent is the
    one that there is.
    """
    submission, disclosure = referral.submission, referral.disclosure
    if submission is None or disclosure is None:
        return referral
    content = content_of(referral.fields, contacts=disclosure.consent.contacts)
    told = disclosure.model_copy(update={"content": content})
    update = {"submission": submission.model_copy(update={"disclosure": told})}
    return referral.model_copy(update=update)


def must_be_of_the_same_client(before: OutgoingReferral, after: OutgoingReferral) -> None:
    """
    A consent is one client's: the name stays as it was, unless the peer refused that very name.

    Raises:
        ConsentNeeded: the edits make it another client's deal.
    """
    refused = before.ledger.get(Step.CREATE)
    same = _same(before.fields.get(_COMPANY, "")) == _same(after.fields.get(_COMPANY, ""))
    if before.disclosure is None or same or (refused and _COMPANY in refused.fields):
        return
    told = "another client has not agreed to be disclosed"
    raise ConsentNeeded(told, fields={f"fields.{_COMPANY}": told})


def _same(name: str) -> str:
    return " ".join(name.casefold().split())


def without_people(fields: Mapping[str, str], names: Iterable[str]) -> dict[str, str]:
    """Leave the client's people out, also those whom a mapping of the form would fill in."""
    blanks = {name: "" for name in names if name.startswith(CONTACT)}
    return {**fields, **blanks}


def _part(said: Mapping[str, str], prefix: str, names: Iterable[str]) -> dict[str, Any]:
    return {name: said[prefix + name] for name in names if said.get(prefix + name)}


def _value(said: Mapping[str, str]) -> dict[str, Any]:
    value = _part(said, "value.", VALUE)
    return {"value": value} if len(value) == len(VALUE) else {}


def _owner(said: Mapping[str, str]) -> dict[str, str]:
    """Who of ours has it: to be found over there by the address (AX-6)."""
    owner = {
        "email": said.get(OWNER, ""),
        "name": f"{said.get('host.first_name', '')} {said.get('host.last_name', '')}".strip(),
    }
    return owner if owner["email"] else {}
