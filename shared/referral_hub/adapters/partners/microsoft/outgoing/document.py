"""
A deal of the host's as a referral of Partner Center, and the invitation that asks for help with it.

Microsoft Learn, "Create a referral": the private deal of its example; a partner-led one has the
consent to share; a co-sell is two of them in one engagement, the second of the type Shared, with
Microsoft as its target.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from referral_hub.adapters.own_reference import own_reference
from referral_hub.domain.forms import Fields, chosen
from referral_hub.domain.outgoing.referral import OutgoingReferral

from . import form

_PLAIN = {
    "name": "title",
    "salesStage": form.SALES_STAGE,
    "campaignId": form.CAMPAIGN,
    "referralProgram": form.PROGRAM,
}
ADDRESS = {
    "addressLine1": "customer.street",
    "city": "customer.city",
    "state": "customer.state",
    "postalCode": "customer.postal_code",
    "country": "customer.country_code",
}
_PERSON = {
    "firstName": "first_name",
    "lastName": "last_name",
    "phoneNumber": "phone",
    "email": "email",
}
_SELLERS = {"type": "BusinessProfileLocation", "id": "msft"}

Document = dict[str, Any]


def own(referral: OutgoingReferral) -> Document:
    """The deal as the host's own referral."""
    said = referral.fields
    return {
        **_members(said, _PLAIN),
        "externalReferenceId": own_reference(referral),
        "type": "Independent",
        "qualification": said.get(form.QUALIFICATION) or "SalesQualified",
        "customerProfile": _customer(said),
        "consent": _consent(said),
        "details": _details(referral),
        "team": team(said, "host"),
    }


def invitation(referral: OutgoingReferral, engagement_id: str) -> Document:
    """What asks Microsoft's sellers into the engagement of the deal."""
    said = referral.fields
    asked = {"assistanceRequestCode": said.get(form.HELP, ""), "notes": said.get(form.HELP_NOTES)}
    return {
        **own(referral),
        "engagementId": engagement_id,
        "type": "Shared",
        "target": [_SELLERS],
        "inviteContext": _without_blanks(asked),
    }


def shares_with_sellers(said: Fields) -> bool:
    return said.get(form.SHARING) != form.PRIVATE


def team(said: Fields, whose: str) -> list[Document]:
    """The person of the customer (`contact`) or of the host (`host`), if there is one."""
    person = _members(said, {theirs: f"{whose}.{ours}" for theirs, ours in _PERSON.items()})
    return [person] if person else []


def solutions(referral: OutgoingReferral) -> list[Document]:
    """Those that were chosen, as Partner Center names them, on every deal of a batch (OUT-9)."""
    return [{"id": solution_id, "type": "Name"} for solution_id in referral.solutions]


def _customer(said: Fields) -> Document:
    duns = said.get(form.DUNS)
    return _without_blanks(
        {
            "name": said.get("customer.company_name"),
            "address": _members(said, ADDRESS),
            "size": said.get(form.SIZE),
            "team": team(said, "contact"),
            "ids": [{"profileType": "Duns", "id": duns}] if duns else [],
        }
    )


def _consent(said: Fields) -> Document:
    return {
        "consentToContact": said.get(form.MAY_CONTACT) == "true",
        "consentToToShareInfoWithOthers": said.get(form.MAY_TELL_OTHERS) == "true",
        "consentToShareReferralWithMicrosoftSellers": shares_with_sellers(said),
    }


def _details(referral: OutgoingReferral) -> Document:
    said = referral.fields
    amount, day = said.get("value.amount"), said.get("target_close_date")
    return _without_blanks(
        {
            "notes": said.get("description"),
            "dealValue": float(amount) if amount else None,
            "currency": said.get("value.currency"),
            "closingDateTime": f"{day}T00:00:00Z" if day else None,
            "requirements": _requirements(referral),
        }
    )


def _requirements(referral: OutgoingReferral) -> Document:
    said = referral.fields
    wanted = {
        name: [{"id": each} for each in chosen(said.get(name, ""))] for name in form.REQUIREMENTS
    }
    told = _members(said, form.ATTRIBUTES)
    attributes = [{"type": name, "id": value} for name, value in told.items()]
    more = {"attributes": attributes} if attributes else {}
    chosen_ones = {"solutions": solutions(referral), "additionalRequirements": more}
    return _without_blanks({**wanted, **chosen_ones})


def _members(said: Fields, names: Mapping[str, str]) -> Document:
    return {theirs: said[ours] for theirs, ours in names.items() if said.get(ours)}


def _without_blanks(members: Mapping[str, Any]) -> Document:
    return {name: value for name, value in members.items() if value not in (None, "", [], {})}
