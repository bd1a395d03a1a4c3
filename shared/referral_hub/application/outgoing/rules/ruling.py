"""What an admin does with the rules: publish, switch on and off, and try one on an opportunity."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from referral_hub.application.queries import CrmRecordNotFound
from referral_hub.domain.access import Principal
from referral_hub.domain.expressions.tracing import Traced, trace
from referral_hub.domain.forms import FormField
from referral_hub.domain.outgoing.rules import (
    MOST_ACTIVE,
    ReferralRule,
    RuleDoesNotFit,
    Sighting,
    misfits_of_rule,
)
from referral_hub.domain.outgoing.save_rules import save_rule_of, unsayable
from referral_hub.ports import VetoesByItself
from referral_hub.records.rules import Rules

from .firing import Finding, RuleDesk


@dataclass(frozen=True)
class RuleTrial:
    """What a rule makes of an opportunity as it is now, and why."""

    met: bool
    trace: tuple[Traced, ...]
    seen: Sighting | None
    finding: Finding


def publish_rule(
    *,
    rule: ReferralRule,
    before: ReferralRule | None,
    by: Principal,
    now: datetime,
    desk: RuleDesk,
    form: Iterable[FormField],
) -> ReferralRule:
    """
    Publish a version of the rule after `before`; None is there for a new one.

    Raises:
        RuleDoesNotFit: it names all that fits neither the CRM nor the partner's form.
        Conflict: somebody published in between.
        Unavailable: the CRM could not be asked, or the partner cannot be connected.
    """
    form = tuple(form)
    wrong = misfits_of_rule(rule, desk.paths, form)
    if not wrong and rule.ready_for_submit and isinstance(desk.crm, VetoesByItself):
        wrong = unsayable(rule, desk.sharing.policy_for(rule.partner_id), form)
    if desk.connection(rule.partner_id).link:
        wrong["partner_id"] = "is another organisation: each deal needs the client's consent"
    if rule.active and _others(rule, desk) >= MOST_ACTIVE:
        wrong["active"] = f"there are {MOST_ACTIVE} active rules already"
    if wrong:
        told = "; ".join(f"{place}: {why}" for place, why in wrong.items())
        raise RuleDoesNotFit(told, fields=wrong)
    return desk.rules.publish(rule.follows(before, by=by.actor, at=now))


def switch_off(*, rule: ReferralRule, by: Principal, now: datetime, rules: Rules) -> ReferralRule:
    """
    Let a rule count no longer, whether or not it still fits.

    Raises:
        Conflict: somebody published in between.
    """
    if not rule.active:
        return rule
    off = rule.model_copy(update={"active": False})
    return rules.publish(off.follows(rule, by=by.actor, at=now))


def rules_for_crm(
    *, desk: RuleDesk, form: Callable[[str], Iterable[FormField]]
) -> Mapping[str, str]:
    """Write the rules as the files that are deployed into the CRM; none where it takes none."""
    if not isinstance(desk.crm, VetoesByItself):
        return {}
    said = [
        save_rule_of(rule, desk.sharing.policy_for(rule.partner_id), tuple(form(rule.partner_id)))
        for rule in desk.rules.all()
    ]
    return desk.crm.rule_files(said)


def try_rule(
    *, rule: ReferralRule, opportunity_id: str, by: Principal, now: datetime, desk: RuleDesk
) -> RuleTrial:
    """
    Say whether an opportunity meets the criteria now and why, and what would be shared; nothing is
    written.

    Raises:
        CrmRecordNotFound: the CRM has no such opportunity.
        Unavailable: the CRM could not be asked.
    """
    opportunity = desk.crm.opportunity(opportunity_id)
    if opportunity is None:
        raise CrmRecordNotFound(f"the CRM has no opportunity {opportunity_id}")
    record = desk.record(opportunity, desk.account_of(opportunity, [rule]))
    users = rule.permitted[:1]
    return RuleTrial(
        met=rule.is_met_by(record),
        trace=trace(rule.criteria, record.value),
        seen=desk.rules.sighting(rule.rule_id, opportunity.opportunity_id),
        finding=desk.finding(rule, opportunity, transition=0, users=users, by=by.actor, now=now),
    )


def _others(rule: ReferralRule, desk: RuleDesk) -> int:
    return sum(1 for other in desk.rules.active() if other.rule_id != rule.rule_id)
