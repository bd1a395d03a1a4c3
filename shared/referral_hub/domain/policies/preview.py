"""What accepting would write into the CRM, shown before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from referral_hub.domain.crm import CrmObject
from referral_hub.domain.forms import Fields, FormField
from referral_hub.domain.referrals.invitation import Invitation
from referral_hub.domain.referrals.terms import Terms
from referral_hub.domain.shapes import Frozen

from .filling import NOT_OFFERED, Filled
from .policy import IntakePolicy

Describe = Callable[[CrmObject], Iterable[FormField]]
FORMS = (CrmObject.ACCOUNT, CrmObject.OPPORTUNITY)


class PreviewField(Filled):
    """
    One field of the form, with where its value comes from, and why the CRM would refuse it.

    Its origin is `not_offered` when the CRM requires it and nobody can fill it.
    """

    label: str
    type: str
    required: bool


class Preview(Frozen):
    policy_version: int
    policy_scope: str = ""
    account: tuple[PreviewField, ...]
    opportunity: tuple[PreviewField, ...]

    @property
    def has_problems(self) -> bool:
        return any(field.problem for field in (*self.account, *self.opportunity))

    @property
    def forms(self) -> Mapping[CrmObject, tuple[PreviewField, ...]]:
        return {CrmObject.ACCOUNT: self.account, CrmObject.OPPORTUNITY: self.opportunity}


def preview_of(
    policy: IntakePolicy,
    invitation: Invitation,
    *,
    describe: Describe,
    overrides: Mapping[CrmObject, Fields] | None = None,
) -> Preview:
    """Prefill both forms from the policy's mappings, with every problem that the CRM would see."""
    typed = overrides or {}
    account, opportunity = (
        form_of(policy, what, invitation, described=describe(what), overrides=typed.get(what, {}))
        for what in FORMS
    )
    return Preview(
        policy_version=policy.version,
        policy_scope=policy.scope.text,
        account=account,
        opportunity=opportunity,
    )


def form_of(
    policy: IntakePolicy,
    what: CrmObject,
    terms: Terms,
    *,
    described: Iterable[FormField],
    overrides: Fields,
) -> tuple[PreviewField, ...]:
    """Fill one form; what the CRM requires is there even when it is not offered."""
    known = {field.name: field for field in described}
    fields = policy.form(what, terms, overrides)
    offered = {field.name for field in fields}
    left_out = tuple(
        Filled(name=name, origin=NOT_OFFERED)
        for name, field in known.items()
        if field.required and field.writable and name not in offered
    )
    return tuple(_field(field, known.get(field.name)) for field in (*fields, *left_out))


def problems_in(what: CrmObject, form: Iterable[PreviewField]) -> dict[str, str]:
    """Name what is wrong with a form, by object and field."""
    return {f"{what}.{field.name}": field.problem for field in form if field.problem}


def _field(filled: Filled, known: FormField | None) -> PreviewField:
    described = known or FormField(name=filled.name, label=filled.name)
    refused = described.problem(filled.value) if known else "is no field of the CRM"
    if filled.origin == NOT_OFFERED:
        refused = "is required, and neither mapped nor in the field set"
    told = filled.model_dump() | {"problem": filled.problem or refused}
    return PreviewField(
        **told, label=described.label, type=described.type, required=described.required
    )
