"""
The operator's side: preview, accept, reject. Nothing outside changes here; the workflow
carries out.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial

from referral_hub.domain.access import Principal
from referral_hub.domain.errors import Conflict, HubError
from referral_hub.domain.policies.policy import ALL_PARTNERS, IntakePolicy, Scope
from referral_hub.domain.policies.preview import Preview, preview_of
from referral_hub.domain.referrals.decision import (
    Acceptance,
    AccountChoice,
    OpportunityChoice,
    Rejection,
)
from referral_hub.domain.referrals.referral import Referral
from referral_hub.ports import Crm, PartnerConnector
from referral_hub.records.policies import Policies
from referral_hub.records.referrals import Referrals

from .choices import must_be_right


class ReasonNotAccepted(HubError):
    code = "reason_not_accepted"
    fix = "Use one of the reasons that the preview lists."


def preview(*, referral: Referral, referrals: Referrals, policies: Policies, crm: Crm) -> Preview:
    """
    Show what accepting would create, before anything is written (IN-5, IN-6).

    Raises:
        Unavailable: the CRM could not be asked.
    """
    invitation = referrals.invitation_of(referral)
    policy = policy_for(referral, policies, crm=crm.name)
    shown = preview_of(policy, invitation, describe=crm.describe)
    if not shown.has_problems:
        return shown
    crm.refresh()
    return preview_of(policy, invitation, describe=crm.describe)


def accept(
    *,
    referral: Referral,
    account: AccountChoice,
    opportunity: OpportunityChoice,
    by: Principal,
    now: datetime,
    referrals: Referrals,
    policies: Policies,
    crm: Crm,
) -> tuple[Referral, bool]:
    """
    Decide to accept. Two callers at once get the same answer: the referral as the first one
    decided.

    Returns the referral, and whether this call decided it, so that it is counted once.

    Args:
        referral: As whoever decides has seen it.

    Raises:
        NotPending, InvitationExpired: as the domain says.
        Conflict: its partner said something else meanwhile; nobody decided on that.
        UnknownCrmRecord, FieldNotOffered, InvalidFields: the request; nothing was written.
        Unavailable: the CRM could not be asked.
    """
    if referral.acceptance:
        return referral, False
    policy = policy_for(referral, policies, crm=crm.name)
    wanted = _acceptance(account, opportunity, policy, by=by, at=now)
    referral.accept(wanted)  # too late is said before what is wrong with the choices
    invitation = referrals.invitation_of(referral)
    choices = must_be_right(account, opportunity, policy, invitation, crm)
    acceptance = wanted.choosing(choices.account, choices.opportunity).noting(invitation)
    return referrals.change(referral.number, partial(_decided, acceptance, referral, referrals))


def _decided(
    acceptance: Acceptance, seen: Referral, referrals: Referrals, current: Referral
) -> tuple[Referral, bool]:
    """Decide on what was seen; where somebody was faster, theirs is the decision."""
    if current.acceptance:
        return current, False
    if current.told != seen.told:
        raise Conflict(f"the partner says something else of {current.number} now")
    return referrals.save(current.accept(acceptance)), True


def _acceptance(
    account: AccountChoice,
    opportunity: OpportunityChoice,
    policy: IntakePolicy,
    *,
    by: Principal,
    at: datetime,
) -> Acceptance:
    return Acceptance(
        by=by.actor,
        at=at,
        account=account,
        opportunity=opportunity,
        policy_version=policy.version,
        policy_scope=policy.scope.text,
    )


def reject(
    *,
    number: str,
    reason: str,
    by: Principal,
    now: datetime,
    referrals: Referrals,
    connector: PartnerConnector,
) -> tuple[Referral, bool]:
    """
    Decide to reject, which is final. Repeating it answers alike, unless another reason is given
    than the partner was told. Returns as `accept` does.

    Raises:
        ReasonNotAccepted: the partner's platform does not know the reason.
        ReferralNotFound, NotPending, InvitationExpired: as the domain says.
    """
    reasons = connector.rejection_reasons(referrals.get(number))
    if reasons and reason not in reasons:
        allowed = ", ".join(reasons)
        raise ReasonNotAccepted(
            f"the partner does not accept the reason {reason!r}",
            fields={"reason": f"must be one of: {allowed}"},
        )
    rejection = Rejection(by=by.actor, at=now, reason=reason)

    def decide(current: Referral) -> tuple[Referral, bool]:
        if current.rejection and current.rejection.reason == reason:
            return current, False
        return referrals.save(current.reject(rejection)), True

    return referrals.change(number, decide)


def policy_for(
    referral: Referral, policies: Policies, *, crm: str = ALL_PARTNERS.crm
) -> IntakePolicy:
    """
    The policy that the referral was decided under; while it is open the one that counts now for its
    partner, in the CRM of this name.
    """
    accepted = referral.acceptance
    if accepted:
        return policies.get(accepted.policy_version, Scope.of(accepted.policy_scope))
    return policies.current(Scope(crm, referral.partner_id))


def contact_policy_for(referral: Referral, policies: Policies) -> IntakePolicy:
    """The policy that contacts of an accepted referral follow: a retry takes the newest one."""
    accepted = referral.acceptance
    if accepted is None:
        return policy_for(referral, policies)
    version, scope = accepted.contact_policy
    return policies.get(version, Scope.of(scope))
