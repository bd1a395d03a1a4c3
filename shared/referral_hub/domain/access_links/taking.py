"""A deal that a peer sent, as an invitation: what it said, by the names that we have for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from referral_hub.domain.referrals.invitation import (
    ACCESS,
    NOTE,
    Invitation,
    PartnerPerson,
    Placement,
)
from referral_hub.domain.referrals.terms import Customer
from referral_hub.domain.shapes import Money

from .transfer import SharedReferral

# What we keep under a name of our own, and where it stands in the deal.
_CUSTOM: Mapping[str, str] = {
    "feature": "/feature",
    "consent_given_by": "/consent/given_by",
    "consent_given_at": "/consent/given_at",
    "consent_statement": "/consent/statement",
    "sender_stage": "/deal/stage",
    NOTE: "/note",
}
_PLACES: Mapping[str, str] = {
    "title": "/deal/title",
    "description": "/deal/description",
    "value": "/deal/value",
    "target_close_date": "/deal/target_close_date",
    "customer": "/client",
    "partner_people": "/owner",
}


def invitation_of(
    item: SharedReferral, *, partner_id: str, placement: Placement, at: datetime
) -> Invitation:
    """Read a deal as what this partner shares, placed as it was found to be."""
    deal, owner = item.deal, item.owner
    people = (PartnerPerson(name=owner.name, email=owner.email),) if owner else ()
    return Invitation(
        partner_id=partner_id,
        partner_referral_id=item.id,
        title=deal.title,
        description=deal.description,
        customer=Customer(**item.client.model_dump()),
        value=Money.of(deal.value.amount, deal.value.currency) if deal.value else None,
        target_close_date=deal.target_close_date,
        partner_people=people,
        custom={name: told for name, told in _custom(item).items() if told},
        received_at=at,
        via=ACCESS,
        placement=placement,
    )


def places_of(names: frozenset[str], known: Invitation, told: Invitation) -> list[str]:
    """Point at the places of a deal in which two invitations differ by these fields."""
    ours = [name for name in _CUSTOM if known.custom.get(name) != told.custom.get(name)]
    custom = [_CUSTOM[name] for name in ours] if "custom" in names else []
    return sorted([*custom, *(_PLACES[name] for name in names if name in _PLACES)])


def _custom(item: SharedReferral) -> Mapping[str, str]:
    consent = item.consent
    return {
        "feature": item.feature,
        "consent_given_by": consent.given_by,
        "consent_given_at": f"{consent.given_at:%Y-%m-%dT%H:%M:%SZ}",
        "consent_statement": consent.statement,
        "sender_stage": item.deal.stage,
        NOTE: item.note,
    }
