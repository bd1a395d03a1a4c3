"""
Rules as a CRM evaluates them by itself, before somebody's save: the part of them that can be said
without expressions (OUT-7).
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from referral_hub.domain.forms import FormField
from referral_hub.domain.policies.policy import IntakePolicy
from referral_hub.domain.shapes import Frozen

from .rules import ReferralRule

OPERATORS: dict[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.In: "in",
    ast.NotIn: "not in",
}
_ONLY = (
    "a rule that forbids saves in this CRM takes only conditions put together with `and`, each a"
    " field compared with constants, a field that must be filled, or `not` such a field"
)


class Condition(Frozen):
    """One field of an opportunity or its account: `filled`, `blank`, or compared with values."""

    path: str
    operator: str
    values: tuple[str, ...] = ()


class SaveRule(Frozen):
    """All conditions must hold; then each of `required`, by path, must be filled."""

    rule_id: str
    version: int
    name: str
    active: bool
    conditions: tuple[Condition, ...] = ()
    required: tuple[str, ...] = ()
    permitted: tuple[str, ...] = ()


class _TooMuch(ValueError):
    """The CRM could not evaluate this by itself."""


def save_rule_of(rule: ReferralRule, policy: IntakePolicy, form: Iterable[FormField]) -> SaveRule:
    """
    Say a rule so that the CRM can evaluate it; one that is off, or forbids nothing, is off there.
    What of it cannot be said so is named by `unsayable`.
    """
    off = SaveRule(rule_id=rule.rule_id, version=rule.version, name=rule.name, active=False)
    if not (rule.active and rule.ready_for_submit) or unsayable(rule, policy, form):
        return off
    update = {
        "active": True,
        "conditions": tuple(_conditions(_parsed(rule.criteria))),
        "required": tuple(_required(rule, policy, form).values()),
        "permitted": rule.permitted,
    }
    return off.model_copy(update=update)


def unsayable(
    rule: ReferralRule, policy: IntakePolicy, form: Iterable[FormField]
) -> dict[str, str]:
    """Name what a CRM could not evaluate by itself, by its place in the rule."""
    unclear = [name for name, path in _required(rule, policy, form).items() if not path]
    told = f"{', '.join(unclear)}: required, and must be filled from one field of the CRM each"
    wrong = {"ready_for_submit": told} if unclear else {}
    try:
        list(_conditions(_parsed(rule.criteria)))
    except _TooMuch:
        wrong["criteria"] = _ONLY
    return wrong


def _required(
    rule: ReferralRule, policy: IntakePolicy, form: Iterable[FormField]
) -> dict[str, str]:
    """Name the fields that the partner asks for, with the path that must be filled for each."""
    asked = [field.name for field in form if field.required and not rule.fields.get(field.name)]
    mappings = {mapping.target: mapping for mapping in reversed(policy.outgoing_mapping)}
    sure = {name for name in asked if name in mappings and mappings[name].default}
    paths = {n: mappings[n].only_path if n in mappings else "" for n in asked if n not in sure}
    return {n: "" if path.startswith("contact.") else path for n, path in paths.items()}


def _parsed(criteria: str) -> ast.expr:
    return ast.parse(criteria, mode="eval").body


def _conditions(node: ast.expr) -> Iterator[Condition]:
    match node:
        case ast.BoolOp(op=ast.And(), values=parts):
            for part in parts:
                yield from _conditions(part)
        case ast.UnaryOp(op=ast.Not(), operand=ast.Attribute() as field):
            yield Condition(path=ast.unparse(field), operator="blank")
        case ast.Attribute():
            yield Condition(path=ast.unparse(node), operator="filled")
        case ast.Compare(left=ast.Attribute() as field, ops=[operator], comparators=[value]):
            told = tuple(_constants(value, several=isinstance(operator, ast.In | ast.NotIn)))
            sign = OPERATORS.get(type(operator), "")
            if not sign:
                raise _TooMuch
            yield Condition(path=ast.unparse(field), operator=sign, values=told)
        case _:
            raise _TooMuch


def _constants(node: ast.expr, *, several: bool) -> Iterator[str]:
    match node:
        case ast.List(elts=parts) if several:
            for part in parts:
                yield from _constants(part, several=False)
        case ast.Constant(value=str(text)) if not several:
            yield text
        case ast.Constant(value=int() | float()) if not several:
            yield str(node.value).lower()
        case ast.Call(func=ast.Name(id="day"), args=[ast.Constant(value=str(text))]) if not several:
            yield text
        case _:
            raise _TooMuch
