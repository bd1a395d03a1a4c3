"""Prefill what is shared with a partner from what the CRM has; what a person types wins (OUT-3)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from referral_hub.domain.forms import FormField
from referral_hub.domain.policies.crm_record import CrmRecord
from referral_hub.domain.policies.filling import OVERRIDE, UNMAPPED, Filled, Rule, filled
from referral_hub.domain.policies.mapping import OutgoingMapping
from referral_hub.domain.policies.policy import IntakePolicy
from referral_hub.domain.shapes import Frozen


class Prefilled(Frozen):
    """
    Every field of the partner's form in its order, with where its value comes from; and what was
    typed beyond the form, last. `opportunity_id` is the CRM's own spelling of the id, `account_id`
    that of the opportunity; empty when it has none.
    """

    fields: tuple[Filled, ...]
    opportunity_id: str = ""
    account_id: str = ""
    policy_version: int = 0
    policy_scope: str = ""
    ready_for_submit: bool = False

    @property
    def values(self) -> dict[str, str]:
        return {field.name: field.value for field in self.fields if field.value.strip()}

    @property
    def problems(self) -> dict[str, str]:
        """Name the fields whose mappings fail, each with why."""
        return {field.name: field.problem for field in self.fields if field.problem}


def prefill(
    policy: IntakePolicy,
    record: CrmRecord | None,
    *,
    form: Iterable[FormField],
    edits: Mapping[str, str],
) -> tuple[Filled, ...]:
    """
    Fill a partner's form. Without a record, only the edits fill anything. A blank edit leaves the
    field empty, whatever the mapping says; a mapping of a field that the form lacks fills none.
    """
    offered = {field.name: field for field in form if field.writable}
    typed = {name: Filled(name=name, value=edits[name], origin=OVERRIDE) for name in edits}
    mapped = {
        name: _filled(policy, record, field) for name, field in offered.items() if name not in typed
    }
    return tuple((mapped | typed)[name] for name in dict.fromkeys([*offered, *typed]))


def _filled(policy: IntakePolicy, record: CrmRecord | None, field: FormField) -> Filled:
    rules = [_within(field, r) for r in policy.outgoing_rules if r.mapping.target == field.name]
    if not rules or record is None:
        return Filled(name=field.name, origin=UNMAPPED)
    return filled(field.name, rules, record)


def _within(field: FormField, rule: Rule[OutgoingMapping]) -> Rule[OutgoingMapping]:
    """What may be cut is cut to what this partner takes."""
    cut = min(rule.mapping.cut, field.max_length)
    return Rule(rule.place, rule.mapping.model_copy(update={"cut": cut}))
