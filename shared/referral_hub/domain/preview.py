"""What accepting would write into the CRM, shown before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from .crm import CrmField, CrmObject
from .invitation import Invitation
from .policy import IntakePolicy
from .shapes import Frozen


class PreviewField(Frozen):
    """One field of the form: its value, and whether the mapping or the field set put it there."""

    name: str
    label: str
    type: str
    required: bool
    value: str = ""
    origin: str
    problem: str = ""


class Preview(Frozen):
    policy_version: int
    account: tuple[PreviewField, ...]
    opportunity: tuple[PreviewField, ...]


def preview_of(
    policy: IntakePolicy,
    invitation: Invitation,
    *,
    describe: Callable[[CrmObject], Iterable[CrmField]],
) -> Preview:
    """Prefill both forms from the policy's mappings and templates."""

    def form(what: CrmObject) -> tuple[PreviewField, ...]:
        known = {field.name: field for field in describe(what)}
        values = policy.fill(what, invitation, {})
        return tuple(
            _field(name, known.get(name), values.get(name, ""), policy.origin(what, name))
            for name in policy.offered(what)
        )

    return Preview(
        policy_version=policy.version,
        account=form(CrmObject.ACCOUNT),
        opportunity=form(CrmObject.OPPORTUNITY),
    )


def _field(name: str, known: CrmField | None, value: str, origin: str) -> PreviewField:
    described = known or CrmField(name=name, label=name)
    problem = described.problem(value) if known else "is no field of the CRM"
    return PreviewField(
        name=name,
        label=described.label,
        type=described.type,
        required=described.required,
        value=value,
        origin=origin,
        problem=problem,
    )
