"""
Which fields of an opportunity come back, as the policy that the referral was decided under says.

A field that is filled from one thing that the partner told comes back to that; one that is made of
several, such as a name, has no way back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .crm import CrmObject, SalesStage
from .deal_fields import DealField, FieldSync
from .invitation import Invitation
from .mapping import FieldMapping
from .mapping_filling import counting
from .mapping_sources import Told
from .policy import IntakePolicy


def syncs_of(
    policy: IntakePolicy, invitation: Invitation, stage_field: str, stages: Iterable[SalesStage]
) -> tuple[FieldSync, ...]:
    """
    List what comes back, each field once: the stage, which the CRM has in `stage_field`, and what
    the mappings say that count for this invitation.
    """
    words = {stage.name: policy.stage_of(stage).value for stage in stages}
    stage = FieldSync(field=DealField.STAGE, target=stage_field, words=words)
    found = {DealField.STAGE: stage}
    for mapping in _counting(policy, invitation):
        for field in DealField:
            if field.value == mapping.only_path:
                found.setdefault(field, _sync(field, mapping, policy))
    return tuple(found.values())


def _counting(policy: IntakePolicy, invitation: Invitation) -> Iterator[FieldMapping]:
    told = Told.of(invitation, ratio=policy.ratio)
    rules = policy.rules(CrmObject.OPPORTUNITY)
    for rule in rules:
        if rule.mapping.comes_back:
            rivals = [r for r in rules if r.mapping.target == rule.mapping.target]
            if counting(rivals, told) == rule:
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
