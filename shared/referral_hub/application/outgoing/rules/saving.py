"""
Save an opportunity of the built-in CRM, and with it the referrals that the rules make of it: in one
transaction, or not at all (OUT-7).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from referral_hub.application.choices import InvalidFields, UnknownCrmRecord
from referral_hub.application.queries import CrmRecordNotFound
from referral_hub.domain.access import Principal
from referral_hub.domain.crm import CrmObject, Opportunity
from referral_hub.domain.effects import Refused
from referral_hub.domain.errors import Conflict, HubError
from referral_hub.domain.forms import Fields, change_problems, field_problems
from referral_hub.domain.outgoing.referral import OutgoingReferral
from referral_hub.domain.outgoing.rules import SaveVetoed
from referral_hub.ports import KeepsOpportunities, OpportunitySave

from .firing import Finding, RuleDesk

_RACES = 5


class SavedElsewhere(HubError):
    code = "opportunities_saved_elsewhere"
    fix = "Save it in the CRM itself; the hub hears of it from there."


@dataclass(frozen=True)
class Saved:
    """The opportunity as it is now, and what the rules made of it."""

    opportunity: Opportunity
    referrals: tuple[OutgoingReferral, ...] = ()


def change_opportunity(
    *, opportunity_id: str, fields: Fields, by: Principal, now: datetime, desk: RuleDesk
) -> Saved:
    """
    Change fields of an opportunity of the built-in CRM.

    Raises:
        SavedElsewhere: the CRM is another one.
        CrmRecordNotFound, InvalidFields: nothing was written.
        SaveVetoed: a rule forbids it; it names all that is wrong at once.
        Conflict: others save it all the time.
    """
    crm = _kept(desk)
    must_fit(change_problems(desk.crm.describe(CrmObject.OPPORTUNITY), fields))
    return saved(lambda: crm.changing(opportunity_id, fields), by, now, desk)


def add_opportunity(
    *, account_id: str, fields: Fields, token: str, by: Principal, now: datetime, desk: RuleDesk
) -> Saved:
    """
    Add an opportunity to an account of the built-in CRM; once per token.

    Raises:
        UnknownCrmRecord: there is no such account.
        SavedElsewhere, InvalidFields, SaveVetoed, Conflict: as `change_opportunity`.
    """
    crm = _kept(desk)
    if desk.crm.account(account_id) is None:
        unknown = {"account_id": "the CRM has no such account"}
        raise UnknownCrmRecord(f"the CRM has no account {account_id}", fields=unknown)
    must_fit(field_problems(desk.crm.describe(CrmObject.OPPORTUNITY), fields))

    def prepare() -> OpportunitySave | Refused:
        save = crm.adding(account_id, fields, token=token)
        if isinstance(save, Refused):
            return save
        there = desk.crm.opportunity(save.after.opportunity_id)
        return OpportunitySave(there, there, save.write) if there else save

    return saved(prepare, by, now, desk)


def users_of(by: Principal) -> tuple[str, ...]:
    """Under which names a rule may permit a person of the built-in CRM."""
    return (by.name, by.user, by.key_id, by.actor)


def _kept(desk: RuleDesk) -> KeepsOpportunities:
    if not isinstance(desk.crm, KeepsOpportunities):
        raise SavedElsewhere(f"opportunities are saved in {desk.crm.name}")
    return desk.crm


def saved(
    prepare: Callable[[], OpportunitySave | Refused], by: Principal, now: datetime, desk: RuleDesk
) -> Saved:
    """
    Save what is prepared with all that the rules make of it; it is prepared anew where somebody
    else was faster.

    Raises:
        CrmRecordNotFound: what is to be changed is not there.
        SaveVetoed: a rule forbids it.
        Conflict: others save it all the time.
    """
    for _ in range(_RACES):
        save = prepare()
        if isinstance(save, Refused):
            raise CrmRecordNotFound(save.reason)
        if save.after == save.before:
            return Saved(save.after)
        findings = findings_of(save, by=by, now=now, desk=desk)
        must_not_veto(findings)
        referrals = _numbered(findings, now, desk)
        try:
            desk.sharing.outgoing.file_all(referrals, also=[save.write, *save.also])
        except Conflict:
            continue
        return Saved(save.after, tuple(referrals))
    raise Conflict("the opportunity is saved by others all the time")


def findings_of(
    save: OpportunitySave, *, by: Principal, now: datetime, desk: RuleDesk
) -> list[Finding]:
    """Ask the rules whose criteria this save meets anew; nothing is written."""
    return [
        desk.finding(
            rule,
            save.after,
            transition=save.write.version + 1,
            users=users_of(by),
            by=by.actor,
            now=now,
        )
        for rule in desk.entered(save.before, save.after)
    ]


def check_save(
    *,
    opportunity_id: str,
    account_id: str,
    fields: Fields,
    users: Sequence[str],
    by: Principal,
    now: datetime,
    desk: RuleDesk,
) -> list[Finding]:
    """
    Say what the rules would make of a save, for whoever asks before saving in whatever CRM; without
    an opportunity, of a new one of this account. Nothing is written.

    Raises:
        CrmRecordNotFound: the CRM has no such opportunity.
        Unavailable: the CRM could not be asked.
    """
    before = desk.crm.opportunity(opportunity_id) if opportunity_id else None
    if opportunity_id and before is None:
        raise CrmRecordNotFound(f"the CRM has no opportunity {opportunity_id}")
    known = before or Opportunity(opportunity_id="", account_id=account_id, fields={})
    after = known.model_copy(update={"fields": {**known.fields, **fields}})
    named = tuple(users) or users_of(by)
    return [
        desk.finding(rule, after, transition=0, users=named, by=by.actor, now=now)
        for rule in desk.entered(before, after)
    ]


def must_not_veto(findings: Sequence[Finding]) -> None:
    """
    Raises:
        SaveVetoed: with all that is wrong by all rules, each under the rule's id.
    """
    wrong = vetoes_in(findings)
    if wrong:
        told = "; ".join(f"{place}: {why}" for place, why in wrong.items())
        raise SaveVetoed(f"not saved: {told}", fields=wrong)


def vetoes_in(findings: Sequence[Finding]) -> Mapping[str, str]:
    return {
        f"{finding.rule.rule_id}.{name}": why
        for finding in findings
        if finding.vetoes
        for name, why in finding.problems.items()
    }


def _numbered(findings: Sequence[Finding], now: datetime, desk: RuleDesk) -> list[OutgoingReferral]:
    """Number what is to be created; a transition that has its referral already gets none."""
    outgoing, customers = desk.sharing.outgoing, desk.sharing.customers
    made = [
        draft.numbered(outgoing.number_for(finding.claim), now=now)
        for finding in findings
        if (draft := finding.shared)
    ]
    new = [referral for referral in made if outgoing.find(referral.number) is None]
    for referral in new:
        customers.remember(referral)
    return new


def must_fit(problems: Mapping[str, str], *, within: str = "fields") -> None:
    """
    Raises:
        InvalidFields: with all that is wrong, by field `within` the body.
    """
    if problems:
        told = "; ".join(f"{name}: {why}" for name, why in problems.items())
        raise InvalidFields(told, fields={f"{within}.{n}": why for n, why in problems.items()})
