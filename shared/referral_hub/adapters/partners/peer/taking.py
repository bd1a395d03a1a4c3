"""Sending deals to a peer: a signed message for each, with what the client agreed to alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from pydantic import ValidationError

from referral_hub.adapters.partner_wire import unreadable
from referral_hub.domain.access_links.transfer import Client, SharedContact, SharedDeal, SharedOwner
from referral_hub.domain.effects import Done, Outcome
from referral_hub.domain.forms import FormField
from referral_hub.domain.outgoing.disclosed import content_of, item_of
from referral_hub.domain.outgoing.form import form_with, half_an_amount
from referral_hub.domain.outgoing.partner_referral import PartnerWord
from referral_hub.domain.outgoing.referral import OutgoingReferral, Step
from referral_hub.domain.shapes import Frozen

from .door import Door
from .refusals import SYSTEM, Refusal, field_at, refusal_of

_REQUIRED = ("title", "customer.company_name")
_NOT_AGREED = "the client has not agreed that its people are named: leave it empty"
_PARTS: Mapping[str, type[Frozen]] = {
    "deal": SharedDeal,
    "client": Client,
    "contacts": SharedContact,
    "owner": SharedOwner,
}
_LONGEST = 255


@dataclass(frozen=True)
class TakesDeals:
    """
    A peer knows a deal by the referral's own key, so that it is there once, however often and under
    whichever token it is sent.
    """

    door: Door

    steps = (Step.CREATE,)
    corrects = False
    tells_stage = False

    def form(self) -> tuple[FormField, ...]:
        return form_with(required=_REQUIRED)

    def misfits(self, referral: OutgoingReferral, *, today: date) -> Mapping[str, str]:
        """Hold it to the protocol, as the peer will."""
        disclosure = referral.disclosure
        agreed = disclosure is None or disclosure.consent.contacts
        people = () if agreed else [n for n in referral.fields if n.startswith("contact.")]
        content = content_of(referral.fields, contacts=agreed)
        return {
            **_flaws(content),
            **half_an_amount(referral.fields),
            **dict.fromkeys(people, _NOT_AGREED),
        }

    def take(self, step: Step, referral: OutgoingReferral, *, token: str) -> Outcome:
        assert referral.disclosure, "nothing goes to a peer without the client's consent"
        item = item_of(referral.key, referral.disclosure)
        message = {"type": "access.referrals", "referrals": [item]}
        try:
            told = self.door.tell(message, message_id=f"msg_{token}")
            return _outcome(told, referral.key)
        except Refusal as refusal:
            return refusal.told

    def read(self, referral: OutgoingReferral) -> PartnerWord | None:
        """The protocol has no way back: what was answered is all there is."""
        if not (known_as := referral.partner_referral_id):
            return None
        return PartnerWord(partner_referral_id=known_as)


def _outcome(told: Mapping[str, Any], key: str) -> Done:
    """
    Read the one result.

    Raises:
        Refusal: the deal was refused.
        Unavailable: this is no answer to what was sent; sent again it does no harm.
    """
    results = told.get("results")
    match results:
        case [{"id": str(same), "number": str(number), **more}] if same == key and number:
            owner = more.get("owner")
            return Done(result=number[:_LONGEST], owner=str(owner or "")[:_LONGEST])
        case [{"id": str(same), "status": "refused", "problem": dict(problem)}] if same == key:
            raise refusal_of(problem)
    raise unreadable(SYSTEM, "does not say what became of the deal")


def _flaws(content: Mapping[str, Any]) -> dict[str, str]:
    wrong: dict[str, str] = {}
    for part, model in _PARTS.items():
        said = content.get(part) or {}
        for one in said if isinstance(said, list) else [said]:
            wrong |= _flaws_in(part, one, model) if one else {}
    return wrong


def _flaws_in(part: str, said: Mapping[str, Any], model: type[Frozen]) -> dict[str, str]:
    try:
        model.model_validate(said)
    except ValidationError as error:
        each = error.errors(include_url=False, include_context=False, include_input=False)
        places = {field_at("/".join([part, *map(str, one["loc"])])): one["msg"] for one in each}
        # What is wrong with a person as a whole is that nobody could tell who it is.
        return {place or f"{part.removesuffix('s')}.email": why for place, why in places.items()}
    return {}
