"""How far the hub, the partner and the CRM have an outgoing referral: one status each (OUT-5)."""

from __future__ import annotations

from collections.abc import Mapping

from .deals.crm_update import CRM_UPDATE
from .deals.deal import Deal
from .effects import Effect, EffectState, is_notice
from .integration import Integration, IntegrationStatus
from .outgoing.partner_referral import PartnerReferral, Verdict
from .outgoing.referral import DISCLOSED_NOTE, HUB_RECORD, OutgoingReferral, Step

_Effects = Mapping[str, Effect]


def integrations_of(
    referral: OutgoingReferral,
    side: PartnerReferral | None,
    *,
    crm: str,
    deal: Deal | None = None,
) -> dict[str, Integration]:
    """
    `hub` says whether the hub has its record of the partner's side, `partner` whether the partner
    has the referral, `crm` whether there is an opportunity and whether it knows of the `deal`.
    """
    effects = referral.ledger.effects
    at_hub = {name: e for name, e in effects.items() if name == HUB_RECORD}
    at_partner = {name: e for name, e in effects.items() if is_notice(name)}
    in_crm = {name: e for name, e in effects.items() if name not in {**at_hub, **at_partner}}
    in_crm |= deal.update.ledger.effects if deal else {}
    there = IntegrationStatus.SUCCESS if referral.opportunity_id else IntegrationStatus.NOT_SENT
    return {
        "hub": _told("hub", at_hub, _status_of(at_hub)),
        "partner": _at_partner(referral, side, at_partner),
        "crm": _told(crm, in_crm, _status_of(in_crm) if in_crm else there),
    }


def _at_partner(
    referral: OutgoingReferral, side: PartnerReferral | None, effects: _Effects
) -> Integration:
    status = _status_of(effects)
    if status is IntegrationStatus.SUCCESS and referral.verdict is Verdict.ACTION_REQUIRED:
        asked = _told(referral.partner_id, effects, IntegrationStatus.ACTION_REQUIRED)
        comments = side.word.comments if side and side.word else ""
        fix = "Correct what the partner asks for, and resubmit."
        return asked.model_copy(update={"error": comments, "fix": fix})
    return _told(referral.partner_id, effects, status)


def _status_of(effects: _Effects) -> IntegrationStatus:
    refused = {name for name, e in effects.items() if e.state is EffectState.REFUSED}
    if refused:
        updating = refused <= {Step.CORRECT, CRM_UPDATE, DISCLOSED_NOTE}
        return IntegrationStatus.UPDATE_FAILED if updating else IntegrationStatus.CREATE_FAILED
    if not effects:
        return IntegrationStatus.NOT_SENT
    if all(effect.outcome for effect in effects.values()):
        return IntegrationStatus.SUCCESS
    begun = any(effect.outcome or effect.failures for effect in effects.values())
    return IntegrationStatus.SENDING if begun else IntegrationStatus.PENDING


def _told(system: str, effects: _Effects, status: IntegrationStatus) -> Integration:
    each = list(effects.values())
    tried = [e.at for e in each if e.outcome or e.failures]
    done = [e.at for e in each if e.state is EffectState.DONE]
    trouble = [e for e in each if e.problem]
    return Integration(
        system=system,
        status=status,
        last_attempt_at=max(tried, default=None),
        last_success_at=max(done, default=None),
        error="; ".join(e.problem for e in trouble),
        fields=tuple(dict.fromkeys(name for e in trouble for name in e.fields)),
        fix=" ".join(e.fix for e in trouble if e.fix),
    )
