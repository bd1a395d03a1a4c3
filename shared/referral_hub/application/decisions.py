"""
The operator's side: preview, accept, reject, retry. Nothing outside changes here; the workflow
carries out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TypeVar

from referral_hub.domain.access import Principal
from referral_hub.domain.crm import CrmObject, Fields, field_problems
from referral_hub.domain.decision import Acceptance, AccountChoice, OpportunityChoice, Rejection
from referral_hub.domain.errors import Conflict, HubError
from referral_hub.domain.invitation import Invitation
from referral_hub.domain.policy import FieldNotOffered, IntakePolicy
from referral_hub.domain.preview import Preview, preview_of
from referral_hub.domain.referral import Referral
from referral_hub.domain.timeline import TimelineEntry
from referral_hub.ports import Crm, PartnerConnector
from referral_hub.records.configuration import Policies
from referral_hub.records.contacts import Contacts
from referral_hub.records.referrals import Referrals
from referral_hub.records.timeline import Timeline

_RACES = 5
T = TypeVar("T")


class UnknownCrmRecord(HubError):
    code = "unknown_crm_record"
    fix = "Search with GET /v1/crm/accounts and give an id from there."


class InvalidFields(HubError):
    code = "invalid_fields"
    fix = "Correct each field named in errors and send the request again."


class ReasonNotAccepted(HubError):
    code = "reason_not_accepted"
    fix = "Use one of the reasons that the preview lists."


def preview(*, referral: Referral, referrals: Referrals, policies: Policies, crm: Crm) -> Preview:
    """Show what accepting would create, before anything is written (IN-5, IN-6)."""
    invitation = referrals.invitation_of(referral)
    return preview_of(policy_for(referral, policies), invitation, describe=crm.describe)


def accept(
    *,
    number: str,
    account: AccountChoice,
    opportunity: OpportunityChoice,
    by: Principal,
    now: datetime,
    referrals: Referrals,
    policies: Policies,
    crm: Crm,
) -> Referral:
    """
    Decide to accept. Two callers at once get the same answer: the referral as the first one
    decided.

    Raises:
        ReferralNotFound, NotPending, InvitationExpired: as the domain says.
        UnknownCrmRecord, FieldNotOffered, InvalidFields: the request; nothing was written.
        Unavailable: the CRM could not be asked.
    """
    referral = referrals.get(number)
    if referral.acceptance:
        return referral
    policy = policies.current()
    acceptance = Acceptance(
        by=by.actor, at=now, account=account, opportunity=opportunity, policy_version=policy.version
    )
    referral.accept(acceptance)  # too late is said before what is wrong with the choices
    _must_be_right(account, opportunity, policy, referrals.invitation_of(referral), crm)

    def decide(current: Referral) -> Referral:
        return current if current.acceptance else referrals.save(current.accept(acceptance))

    return _settle(number, referrals, decide)


def reject(
    *,
    number: str,
    reason: str,
    by: Principal,
    now: datetime,
    referrals: Referrals,
    connector: PartnerConnector,
) -> Referral:
    """
    Decide to reject, which is final. Repeating it answers alike.

    Raises:
        ReasonNotAccepted: the partner's platform does not know the reason.
        ReferralNotFound, NotPending, InvitationExpired: as the domain says.
    """
    if connector.rejection_reasons and reason not in connector.rejection_reasons:
        allowed = ", ".join(connector.rejection_reasons)
        raise ReasonNotAccepted(
            f"the partner does not accept the reason {reason!r}",
            fields={"reason": f"must be one of: {allowed}"},
        )
    rejection = Rejection(by=by.actor, at=now, reason=reason)

    def decide(current: Referral) -> Referral:
        return current if current.rejection else referrals.save(current.reject(rejection))

    return _settle(number, referrals, decide)


def retry(
    *,
    number: str,
    by: Principal,
    now: datetime,
    referrals: Referrals,
    contacts: Contacts,
    timeline: Timeline,
) -> Referral:
    """
    Begin another run of a failed referral; what is done stays done, what was refused is asked
    again.

    Raises:
        NotFailed: there is nothing to retry.
    """

    def decide(current: Referral) -> Referral:
        again = current.retry(at=now)
        entry = TimelineEntry(at=now, who=by.actor, what="referral.retried", why=f"run {again.run}")
        for arrival in contacts.of(number):
            if arrival.problem and not arrival.carried:
                contacts.save(arrival.retried(at=now))
        saved = referrals.save(again)
        timeline.add(number, entry)
        return saved

    return _settle(number, referrals, decide)


def policy_for(referral: Referral, policies: Policies) -> IntakePolicy:
    """The policy that the referral was decided under, or the current one while it is open."""
    accepted = referral.acceptance
    return policies.get(accepted.policy_version) if accepted else policies.current()


def _settle(number: str, referrals: Referrals, decide: Callable[[Referral], T]) -> T:
    """Decide on what is stored now; when somebody else was faster, look again."""
    for _ in range(_RACES):
        try:
            return decide(referrals.get(number))
        except Conflict:
            continue
    raise Conflict(f"{number} changes too fast")


def _must_be_right(
    account: AccountChoice,
    opportunity: OpportunityChoice,
    policy: IntakePolicy,
    invitation: Invitation,
    crm: Crm,
) -> None:
    """Name everything that is wrong with the choices at once; of one kind, by its own name."""
    wanted = _to_be_created(account, opportunity)
    unknown = _unknown(account, opportunity, crm)
    strange = {
        f"{what}.{name}": "is not offered"
        for what, overrides in wanted.items()
        for name in sorted(set(overrides) - set(policy.offered(what)))
    }
    wrong = _wrong(wanted, policy, invitation, crm)
    problems = unknown | strange | wrong
    if not problems:
        return
    kinds = {UnknownCrmRecord: unknown, FieldNotOffered: strange, InvalidFields: wrong}
    named = [kind for kind, found in kinds.items() if found]
    refusal = named[0] if len(named) == 1 else InvalidFields
    raise refusal("; ".join(f"{k}: {v}" for k, v in problems.items()), fields=problems)


def _to_be_created(
    account: AccountChoice, opportunity: OpportunityChoice
) -> dict[CrmObject, Fields]:
    created: dict[CrmObject, Fields] = {}
    if account.create is not None:
        created[CrmObject.ACCOUNT] = account.create
    if not opportunity.existing:
        created[CrmObject.OPPORTUNITY] = opportunity.fields
    return created


def _unknown(account: AccountChoice, opportunity: OpportunityChoice, crm: Crm) -> dict[str, str]:
    missing = {}
    if account.existing and crm.account(account.existing) is None:
        missing["account.existing"] = "the CRM has no such account"
    if opportunity.existing:
        found = crm.opportunity(opportunity.existing)
        if found is None or found.account_id != account.existing:
            missing["opportunity.existing"] = "the account has no such opportunity"
    return missing


def _wrong(
    wanted: Mapping[CrmObject, Fields], policy: IntakePolicy, invitation: Invitation, crm: Crm
) -> dict[str, str]:
    problems: dict[str, str] = {}
    for what, overrides in wanted.items():
        offered = set(policy.offered(what))
        told = {name: text for name, text in overrides.items() if name in offered}
        found = field_problems(crm.describe(what), policy.fill(what, invitation, told))
        problems |= {f"{what}.{name}": why for name, why in found.items()}
    return problems
