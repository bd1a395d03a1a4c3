"""Say in the CRM to whom a deal was disclosed, for those who work on it there (AX-7)."""

from __future__ import annotations

from referral_hub.domain.crm_notes import LONGEST_NOTE, CrmNote
from referral_hub.domain.effects import Done, Outcome
from referral_hub.domain.outgoing.referral import OutgoingReferral, Step
from referral_hub.ports import Crm


def note_of_disclosure(referral: OutgoingReferral, crm: Crm, *, token: str) -> Outcome:
    """
    Leave one note on the opportunity and on its first contact, once for each token.

    Raises:
        Unavailable: the CRM did not answer.
    """
    text = _text(referral)
    if not text:
        return Done()
    roles = crm.roles(referral.opportunity_id)
    first = min(roles, key=lambda role: not role.primary, default=None)
    note = CrmNote(
        text=text[:LONGEST_NOTE],
        on_opportunity=referral.opportunity_id,
        on_contact=first.contact_id if first else "",
    )
    return crm.add_note(note, token=token)


def _text(referral: OutgoingReferral) -> str:
    sent, told = referral.ledger.get(Step.CREATE), referral.disclosure
    if sent is None or told is None:
        return ""
    consent, owner = told.consent, f", with {sent.owner}" if sent.owner else ""
    return (
        f"Disclosed to {referral.partner_id} on {sent.at:%Y-%m-%d} ({told.feature}): it is"
        f" {sent.result} there{owner}. {consent.given_by} consented on"
        f" {consent.given_at:%Y-%m-%d}; recorded by {consent.recorded_by}. It cannot be taken back."
        f" {referral.number}"
    )
