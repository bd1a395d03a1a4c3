"""
A referral as a lead of Google's, and what a lead says.

Google for Developers, "REST Resource: partners.leads". Of the customer's members only that there is
such an object was at hand: they are a setting.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from referral_hub.adapters.own_reference import own_reference
from referral_hub.adapters.partners.google.deal import date_of, day_in
from referral_hub.adapters.partners.google.settings import Settings
from referral_hub.domain.outgoing.partner_referral import PartnerWord, Verdict
from referral_hub.domain.outgoing.referral import OutgoingReferral
from referral_hub.domain.referrals.deal_fields import DealField, plain

from . import form

Lead = Mapping[str, Any]


def lead_of(referral: OutgoingReferral, settings: Settings) -> Lead:
    said = referral.fields
    amount, closes, product = (said.get(n) for n in (form.AMOUNT, form.CLOSES, form.PRODUCT))
    told: dict[str, Any] = {
        **{theirs: said.get(ours) for theirs, ours in form.TEXTS.items()},
        **{theirs: said[ours] == "true" for theirs, ours in form.FLAGS.items() if ours in said},
        "externalSystemId": own_reference(referral),
        "customer": _customer(said, settings),
        "partnerAnnualContractValue": float(amount) if amount else None,
        "estimatedCloseDate": date_of(closes) if closes else None,
        "productInterests": [product] if product else None,
    }
    return {name: value for name, value in told.items() if value not in (None, "", {})}


def word_of(lead: Lead, partner_referral_id: str, settings: Settings) -> PartnerWord:
    """Which words mean approved and rejected is a setting; what was rejected bears a reason."""
    approval = _text(lead, "leadApprovalStatus")
    why = [_text(lead, name) for name in ("rejectionReason", "rejectionComments", "approvalNotes")]
    return PartnerWord(
        partner_referral_id=partner_referral_id,
        verdict=_verdict(approval, settings),
        status=", ".join(filter(None, (_text(lead, "leadStatus"), approval))),
        comments="; ".join(filter(None, why))[:1000],
        fields=_deal(lead),
    )


def _customer(said: Mapping[str, str], settings: Settings) -> dict[str, str]:
    members = settings.customer_members
    return {theirs: said[ours] for ours, theirs in members.items() if said.get(ours)}


def _verdict(approval: str, settings: Settings) -> Verdict:
    if approval in settings.approved_words:
        return Verdict.ACCEPTED
    return Verdict.REJECTED if approval in settings.rejected_words else Verdict.IN_REVIEW


def _deal(lead: Lead) -> dict[str, str]:
    said = {
        DealField.TITLE: _text(lead, "title"),
        DealField.DESCRIPTION: _text(lead, "opportunitySummary"),
        DealField.AMOUNT: plain(DealField.AMOUNT, str(lead.get("partnerAnnualContractValue", ""))),
        DealField.CURRENCY: plain(DealField.CURRENCY, _text(lead, "leadCurrencyCode")),
        DealField.TARGET_CLOSE_DATE: day_in(lead.get("estimatedCloseDate")),
    }
    return {field.value: text for field, text in said.items() if text}


def _text(lead: Lead, name: str) -> str:
    found = lead.get(name)
    return found.strip() if isinstance(found, str) else ""
