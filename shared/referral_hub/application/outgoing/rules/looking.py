"""
Look at an opportunity that somebody saved in a CRM of its own, and let the rules share it.

The hub only hears that it was saved. So it remembers how the opportunity looked last: a rule fires
when it was not met then, and is met now (OUT-6).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from referral_hub.application.outgoing.creating import filed
from referral_hub.domain.crm import CrmObject, Opportunity
from referral_hub.domain.outgoing.referral import OutgoingReferral
from referral_hub.domain.outgoing.rules import ReferralRule, Sighting
from referral_hub.domain.policies.crm_record import CrmRecord

from .firing import PERMITTED, Finding, RuleDesk

# A field that an admin may add to opportunities: what became of the last save that met a rule.
FLAGS = ("referral_hub_note", "referral_hub_note__c")
_LONGEST = 255


@dataclass(frozen=True)
class Fired:
    """A rule that was met anew: what it shared, or why it did not."""

    rule: ReferralRule
    referral: OutgoingReferral | None
    refused: Mapping[str, str]


def look(*, opportunity_id: str, now: datetime, desk: RuleDesk) -> list[Fired]:
    """
    Let every active rule look at an opportunity; without active rules the CRM is not asked.

    Raises:
        Unavailable, Conflict: the CRM was not asked, or somebody else looks, too: later.
    """
    active = desk.rules.active()
    opportunity = desk.crm.opportunity(opportunity_id) if active else None
    if opportunity is None:
        return []
    record = desk.record(opportunity, desk.account_of(opportunity, active))
    glances = (_glance(rule, opportunity, record, now, desk) for rule in active)
    return [fired for fired in glances if fired]


def _glance(
    rule: ReferralRule, opportunity: Opportunity, record: CrmRecord, now: datetime, desk: RuleDesk
) -> Fired | None:
    known = desk.rules.sighting(rule.rule_id, opportunity.opportunity_id)
    last = _last(rule, opportunity, known)
    met, fired = rule.is_met_by(record), None
    seen = last.model_copy(update={"met": met, "refused": {}})
    if met and not last.met:
        finding = _finding(rule, opportunity, last, now, desk)
        if _is_no_news(finding, last):
            return None
        fired = _fire(finding, opportunity, now, desk)
        entered = last.entered if finding.vetoes else last.entered + 1
        told = {"met": not finding.vetoes, "entered": entered, "refused": fired.refused}
        seen = last.model_copy(update=told)
    if seen != known:
        desk.rules.save_sighting(rule.rule_id, opportunity.opportunity_id, seen)
    return fired


def _last(rule: ReferralRule, opportunity: Opportunity, known: Sighting | None) -> Sighting:
    """
    How it looked under these criteria last. One that was there before them, and was never looked
    at, counts as having met them: it has to leave them first.
    """
    if known and known.since == rule.since:
        return known
    born, since = opportunity.created_at, rule.since
    is_new = born is not None and since is not None and born >= since
    begun = Sighting(met=not is_new, since=since)
    if known is None:
        return begun
    return begun.model_copy(update={"entered": known.entered, "version": known.version})


def _finding(
    rule: ReferralRule, opportunity: Opportunity, last: Sighting, now: datetime, desk: RuleDesk
) -> Finding:
    return desk.finding(
        rule,
        opportunity,
        transition=last.entered + 1,
        users=(opportunity.changed_by,),
        by=f"{desk.crm.name}:{opportunity.changed_by or 'unknown'}",
        now=now,
    )


def _is_no_news(finding: Finding, last: Sighting) -> bool:
    """
    Whether the same is wrong as before: then somebody saved something else, or the hub itself, who
    has no leave, did, and nobody is told again.
    """
    if not (finding.vetoes and last.refused):
        return False
    return _apart_from_leave(finding.problems) == _apart_from_leave(last.refused)


def _apart_from_leave(problems: Mapping[str, str]) -> dict[str, str]:
    return {name: why for name, why in problems.items() if name != PERMITTED}


def _fire(finding: Finding, opportunity: Opportunity, now: datetime, desk: RuleDesk) -> Fired:
    referral = None
    if draft := finding.shared:
        referral, _ = filed(draft, claim=finding.claim, now=now, desk=desk.sharing)
    fired = Fired(finding.rule, referral, {} if referral else finding.problems)
    _flag(fired, opportunity, desk)
    return fired


def _flag(fired: Fired, opportunity: Opportunity, desk: RuleDesk) -> None:
    """Say on the opportunity what became of it, where an admin has made a field for that."""
    described = desk.crm.describe(CrmObject.OPPORTUNITY)
    places = [field.name for field in described if field.name.lower() in FLAGS and field.writable]
    if places:
        told = dict.fromkeys(places, _note(fired)[:_LONGEST])
        desk.crm.update_opportunity(opportunity.opportunity_id, told)


def _note(fired: Fired) -> str:
    if fired.referral:
        return f"Shared as {fired.referral.number}"
    told = "; ".join(f"{name}: {why}" for name, why in fired.refused.items())
    return f"Not shared by the rule {fired.rule.name}: {told}"
