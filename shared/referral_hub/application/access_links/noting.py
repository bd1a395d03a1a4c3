"""Say in the CRM who sent a deal, for those who work on it there (AX-7)."""

from __future__ import annotations

from referral_hub.domain.crm_notes import LONGEST_NOTE, CrmNote
from referral_hub.domain.effects import Outcome
from referral_hub.domain.referrals.invitation import Invitation
from referral_hub.domain.referrals.referral import Referral
from referral_hub.ports import Crm


def note_of_sender(referral: Referral, invitation: Invitation, crm: Crm, *, token: str) -> Outcome:
    """
    Leave one note on the opportunity of a deal that a peer sent, once for each token.

    Raises:
        Unavailable: the CRM did not answer.
    """
    text = _text(referral, invitation)[:LONGEST_NOTE]
    return crm.add_note(CrmNote(text=text, on_opportunity=referral.opportunity_id), token=token)


def _text(referral: Referral, invitation: Invitation) -> str:
    """What it rests on comes first: of a long note the end is cut."""
    owner = next(
        (f", by {person.name or person.email}" for person in invitation.partner_people), ""
    )
    told, note = invitation.custom, invitation.sender_note
    return (
        f"Sent by {referral.partner_id}{owner} on {invitation.received_at:%Y-%m-%d} as"
        f" {referral.partner_referral_id} ({told.get('feature', '')}). {referral.number}."
        f" {told.get('consent_given_by', '')} consented on"
        f" {told.get('consent_given_at', '')[:10]}.{note and f' Their note: {note}'}"
    )
