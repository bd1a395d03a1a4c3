"""
Which fields of an opportunity come back, as the policy that the referral was decided under says.

A field that is filled from one thing that the partner told comes back to that; one that is made of
several, such as a name, has no way back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from .crm import CrmObject, SalesStage
from .deal_fields import DealField, FieldSync
from .policy import IntakePolicy


def syncs_of(
    policy: IntakePolicy, stage_field: str, stages: Iterable[SalesStage]
) -> tuple[FieldSync, ...]:
    """
    List what comes back, each field once: the stage, which the CRM has in `stage_field`, and what
    the mappings say.
    """
    words = {stage.name: policy.stage_of(stage).value for stage in stages}
    stage = FieldSync(field=DealField.STAGE, target=stage_field, words=words)
    found = {DealField.STAGE: stage}
    for sync in _mapped(policy):
        found.setdefault(sync.field, sync)
    return tuple(found.values())


def _mapped(policy: IntakePolicy) -> Iterator[FieldSync]:
    known = {field.value: field for field in DealField}
    for mapping in policy.mapping(CrmObject.OPPORTUNITY):
        field = known.get(mapping.only_path)
        if field and mapping.comes_back:
            words = {theirs: ours for ours, theirs in mapping.values.items()}
            yield FieldSync(
                field=field,
                target=mapping.target,
                rule=mapping.conflict,
                words=words,
                ratio=policy.ratio,
            )
