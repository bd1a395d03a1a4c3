"""Try a policy on an opportunity before it is published. Nothing is written anywhere (N-4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from referral_hub.application.policies.configuration import misfits
from referral_hub.application.queries import CrmRecordNotFound
from referral_hub.domain.forms import FormField
from referral_hub.domain.outgoing.prefill import prefill
from referral_hub.domain.policies.filling import Filled
from referral_hub.domain.policies.policy import IntakePolicy
from referral_hub.domain.policies.trial import FieldChange
from referral_hub.domain.shapes import Frozen
from referral_hub.ports import Crm
from referral_hub.records.policies import Policies

from .prefilling import record_of


class OutgoingTrial(Frozen):
    """
    What would be shared of an opportunity under a draft, what differs from the policy that counts,
    and where the draft does not fit the CRM or the form.
    """

    fields: tuple[Filled, ...]
    changes: tuple[FieldChange, ...] = ()
    misfits: Mapping[str, str] = {}


def try_on_opportunity(
    *,
    draft: IntakePolicy,
    opportunity_id: str,
    policies: Policies,
    crm: Crm,
    form: Iterable[FormField],
) -> OutgoingTrial:
    """
    Show what would be shared of the opportunity with the draft's partner, or with all.

    Raises:
        CrmRecordNotFound: the CRM has no such opportunity.
        Unavailable: the CRM could not be asked.
    """
    form = tuple(form)
    # First, for it asks the CRM anew.
    wrong = misfits(draft, crm, form)
    opportunity = crm.opportunity(opportunity_id)
    if opportunity is None:
        raise CrmRecordNotFound(f"the CRM has no opportunity {opportunity_id}")
    counts = policies.current(draft.scope)
    before, after = (
        prefill(policy, record_of(opportunity, policy, crm), form=form, edits={})
        for policy in (counts, draft)
    )
    return OutgoingTrial(fields=after, changes=_changes(before, after), misfits=wrong)


def _changes(before: Iterable[Filled], after: Iterable[Filled]) -> tuple[FieldChange, ...]:
    pairs = zip(before, after, strict=True)
    return tuple(
        FieldChange(
            field=f"outgoing.{was.name}",
            before=was.value,
            after=becomes.value,
            problem_before=was.problem,
            problem_after=becomes.problem,
        )
        for was, becomes in pairs
        if (was.value, was.problem) != (becomes.value, becomes.problem)
    )
