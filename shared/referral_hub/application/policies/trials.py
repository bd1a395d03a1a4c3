"""Try a policy on real referrals before it is published. Nothing is written anywhere (N-4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from referral_hub.application.decisions import policy_for
from referral_hub.domain.crm import CrmObject
from referral_hub.domain.forms import Fields, FormField
from referral_hub.domain.outgoing.form import SHARED
from referral_hub.domain.policies.policy import IntakePolicy, Scope
from referral_hub.domain.policies.preview import FORMS, Preview, preview_of
from referral_hub.domain.policies.trial import (
    ReferralChanges,
    Replay,
    Trial,
    contact_changes,
    field_changes,
    way_changes,
)
from referral_hub.domain.referrals.axes import Status
from referral_hub.domain.referrals.invitation import Invitation
from referral_hub.domain.referrals.referral import Referral
from referral_hub.ports import Crm
from referral_hub.records.policies import Policies
from referral_hub.records.referrals import Referrals

from .configuration import misfits

# A request is to end within API Gateway's 30 seconds.
MOST_REFERRALS = 200
_CHUNK = 25
# Characters of expressions that are worked out, and of values that are told: some seconds, and less
# than the 6 MB that a Lambda function may answer.
_MOST_WORK = 3_000_000


def try_policy(
    *,
    draft: IntakePolicy,
    number: str,
    referrals: Referrals,
    policies: Policies,
    crm: Crm,
    form: Iterable[FormField] = SHARED,
) -> Trial:
    """
    Show what accepting the referral would create under the draft, and what that changes.

    Raises:
        ReferralNotFound: there is none of this number.
        Unavailable: the CRM could not be asked.
    """
    referral = referrals.get(number)
    invitation = referrals.invitation_of(referral)
    # First, for it asks the CRM anew.
    wrong = misfits(draft, crm, form)
    policy, before, after = _Comparison(draft, policies, crm).of(referral, invitation)
    fields = field_changes(before, after, objects=_made(referral))
    changes = (*fields, *way_changes(policy, draft), *contact_changes(policy, draft))
    return Trial(preview=after, changes=changes, misfits=wrong)


def replay_policy(
    *,
    draft: IntakePolicy,
    limit: int,
    referrals: Referrals,
    policies: Policies,
    crm: Crm,
    form: Iterable[FormField] = SHARED,
) -> Replay:
    """
    Fill the newest referrals again, up to `limit` (200 at most), as if the draft had counted, and
    list those that would differ; what operators typed stays typed. Which way fields go afterwards
    is no difference here: it is that of a trial, the same for all. Ends earlier, and `tried` says
    so, where that is more work than a request has time for.

    Raises:
        Unavailable: the CRM could not be asked.
    """
    wrong = misfits(draft, crm, form)
    comparison = _Comparison(draft, policies, crm)
    tried, work, differ = 0, 0, []
    for referral, invitation in _newest(draft.partner_id, min(limit, MOST_REFERRALS), referrals):
        if work > _MOST_WORK:
            break
        tried += 1
        policy, before, after = comparison.of(referral, invitation)
        fields = field_changes(before, after, objects=_made(referral))
        changes = (*fields, *contact_changes(policy, draft))
        work += draft.work + policy.work + sum(len(c.before) + len(c.after) for c in changes)
        if changes:
            version, scope = policy.version, policy.scope.text
            found = ReferralChanges(
                number=referral.number, policy_version=version, policy_scope=scope, changes=changes
            )
            differ.append(found)
    return Replay(tried=tried, differ=tuple(differ), misfits=wrong)


@dataclass(frozen=True)
class _Comparison:
    """Both previews of a referral; the CRM and the policies are asked once, whatever the number."""

    draft: IntakePolicy
    policies: Policies
    crm: Crm

    @cached_property
    def _known(self) -> Mapping[CrmObject, tuple[FormField, ...]]:
        return {what: self.crm.describe(what) for what in FORMS}

    @cached_property
    def _policies(self) -> dict[tuple[str, int], IntakePolicy]:
        return {}

    def of(
        self, referral: Referral, invitation: Invitation
    ) -> tuple[IntakePolicy, Preview, Preview]:
        """Return the policy that counts for it, and the previews under that and the draft."""
        counts = self._counting(referral)
        before, after = (
            preview_of(
                policy, invitation, describe=self._known.__getitem__, overrides=_typed(referral)
            )
            for policy in (counts, self.draft)
        )
        return counts, before, after

    def _counting(self, referral: Referral) -> IntakePolicy:
        accepted = referral.acceptance
        pinned = (accepted.policy_scope, accepted.policy_version) if accepted else None
        key = pinned or (Scope(self.crm.name, referral.partner_id).text, -1)
        if key not in self._policies:
            self._policies[key] = policy_for(referral, self.policies, crm=self.crm.name)
        return self._policies[key]


def _typed(referral: Referral) -> dict[CrmObject, Fields]:
    accepted = referral.acceptance
    if accepted is None:
        return {}
    account = accepted.account.create or {}
    return {CrmObject.ACCOUNT: account, CrmObject.OPPORTUNITY: accepted.opportunity.fields}


def _made(referral: Referral) -> tuple[CrmObject, ...]:
    """The objects that are made for the referral: what is linked is not filled."""
    accepted = referral.acceptance
    if accepted is None:
        return FORMS
    links = {
        CrmObject.ACCOUNT: accepted.account.existing,
        CrmObject.OPPORTUNITY: accepted.opportunity.existing,
    }
    return tuple(what for what in FORMS if not links[what])


def _newest(
    partner_id: str, limit: int, referrals: Referrals
) -> Iterator[tuple[Referral, Invitation]]:
    whose = (partner_id,) if partner_id else None
    walk = islice(referrals.newest(statuses=tuple(Status), partner_ids=whose), limit)
    while chunk := list(islice(walk, _CHUNK)):
        told = referrals.invitations(chunk)
        yield from ((r, told[r.number]) for r in chunk if r.number in told)
