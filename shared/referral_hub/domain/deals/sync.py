"""
Which fields of an opportunity go to and fro, as the policy that the referral was decided under
says.

A field that is filled from one thing that the partner told comes back to that; one that is made of
several, such as a name, has no way back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from referral_hub.domain.cause import Cause
from referral_hub.domain.crm import CrmObject, SalesStage
from referral_hub.domain.effects import Refused
from referral_hub.domain.policies.filling import Filled, counting
from referral_hub.domain.policies.mapping import FieldMapping, Sync
from referral_hub.domain.policies.policy import IntakePolicy, unfilled
from referral_hub.domain.referrals.deal_fields import DealField, FieldSync
from referral_hub.domain.referrals.sources import Told
from referral_hub.domain.referrals.terms import Terms

from .news import as_one_value

_MEND = "Correct the mappings of these fields and publish, or edit the deal; then retry."


def syncs_of(
    policy: IntakePolicy, terms: Terms, stage_field: str, stages: Iterable[SalesStage]
) -> tuple[FieldSync, ...]:
    """
    List what comes back, each field once: the stage, which the CRM has in `stage_field`, and what
    the mappings say that count for these terms.
    """
    words = {stage.name: policy.stage_of(stage).value for stage in stages}
    stage = FieldSync(field=DealField.STAGE, target=stage_field, words=words)
    found = {DealField.STAGE: stage}
    for mapping in _counting(policy, terms):
        for field in DealField:
            if mapping.comes_back and field.value == mapping.only_path:
                found.setdefault(field, _sync(field, mapping, policy))
    return tuple(found.values())


def told_to_crm(
    policy: IntakePolicy, terms: Terms, *, typed: Collection[str] = ()
) -> dict[str, str] | Refused:
    """
    Fill the fields of which the CRM is told every change; refused where a mapping fails.

    What an operator `typed` over its mapping when accepting stays as it is, unless it comes back
    and so is part of the deal.
    """
    form = going_on(policy, terms, typed=typed)
    failed = {field.name: field.problem for field in form if field.problem}
    if failed:
        return unfilled(failed).model_copy(update={"fix": _MEND})
    return {field.name: field.value for field in form if field.value}


def going_on(policy: IntakePolicy, terms: Terms, *, typed: Collection[str] = ()) -> list[Filled]:
    """Fill these fields as `told_to_crm` does, and say of each what is wrong with its mapping."""
    mappings = [m for m in _counting(policy, terms) if m.goes_on]
    names = {m.target for m in mappings if m.comes_back or m.target not in typed}
    return [f for f in policy.form(CrmObject.OPPORTUNITY, terms) if f.name in names]


def across_currencies(policy: IntakePolicy, terms: Terms) -> frozenset[str]:
    """
    Name the fields that tell the CRM an amount without its currency; none, where another field
    tells it that.
    """
    going = [m.model_copy(update={"when": ""}) for m in _counting(policy, terms) if m.goes_on]
    bare = [m for m in going if not m.reads(DealField.CURRENCY)]
    if any(m.reads(DealField.CURRENCY) and not m.reads(DealField.AMOUNT) for m in going):
        return frozenset()
    return frozenset(m.target for m in bare if m.reads(DealField.AMOUNT))


def unheard_across(syncs: Iterable[FieldSync]) -> tuple[FieldSync, ...]:
    """Leave out the amount where the CRM does not say in which currency it is."""
    known = tuple(syncs)
    if any(sync.field is DealField.CURRENCY for sync in known):
        return known
    return tuple(sync for sync in known if sync.field is not DealField.AMOUNT)


def refused_across(targets: Collection[str], *, ours: str, theirs: str) -> Refused:
    return Refused(
        reason=f"the deal is in {ours}, the amount in the CRM in {theirs},"
        " and no mapping tells the CRM the currency",
        cause=Cause.INVALID_FIELDS,
        fields=tuple(sorted(targets)),
        fix=f"Give the amount in {theirs}; or map value.currency with sync `both`, publish and"
        " retry.",
    )


def refused_unread(targets: Collection[str], *, unread: Collection[str]) -> Refused:
    """Refuse the `targets` without a word of what is there: it may be anything."""
    return Refused(
        reason=f"the hub cannot read what somebody entered in the CRM: {', '.join(sorted(unread))}",
        cause=Cause.INVALID_FIELDS,
        fields=tuple(sorted(targets)),
        fix="Correct it in the CRM: an amount such as 12500.00, a currency such as EUR, a date such"
        " as 2027-03-31. Or edit the deal, or retry: then the hub writes its own value over it.",
    )


def sharing_values(
    targets: Collection[str], *, before: IntakePolicy, after: IntakePolicy, terms: Terms
) -> frozenset[str]:
    """
    Find the fields that are filled, `after`, from the values of a deal that filled any of the
    `targets` `before`.
    """
    told = [m for m in _counting(before, terms) if m.target in targets]
    read = frozenset(f for f in DealField if any(mapping.reads(f) for mapping in told))
    values = as_one_value(read)
    mappings = _counting(after, terms)
    return frozenset(m.target for m in mappings if any(m.reads(value) for value in values))


def _counting(policy: IntakePolicy, terms: Terms) -> Iterator[FieldMapping]:
    """Walk the mappings of the opportunity that count for these terms."""
    told = Told.of(terms, ratio=policy.ratio)
    rules = policy.rules(CrmObject.OPPORTUNITY)
    for rule in rules:
        rivals = [r for r in rules if r.mapping.target == rule.mapping.target]
        if rule.mapping.sync is not Sync.ONCE and counting(rivals, told) == rule:
            yield rule.mapping


def _sync(field: DealField, mapping: FieldMapping, policy: IntakePolicy) -> FieldSync:
    words = {theirs: ours for ours, theirs in mapping.values.items()}
    return FieldSync(
        field=field,
        target=mapping.target,
        rule=mapping.conflict,
        words=words,
        ratio=policy.ratio,
    )
