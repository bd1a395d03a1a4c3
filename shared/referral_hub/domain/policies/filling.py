"""Fill a form by the mappings, and say of every value where it comes from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from referral_hub.domain.expressions.expression import evaluate
from referral_hub.domain.expressions.values import MOST_TEXT, ExpressionFailed, Value, as_text
from referral_hub.domain.shapes import Frozen

from .mapping import Filling, Unmapped, ValueSource

MAPPING, FIELD_SET, OVERRIDE, NOT_OFFERED = "mapping", "field_set", "override", "not_offered"
UNMAPPED = "unmapped"

M_co = TypeVar("M_co", bound=Filling, covariant=True)


class Record(Protocol):
    """What mappings read: `texts` for templates, values with their types for expressions."""

    @property
    def texts(self) -> Mapping[str, str]: ...

    def value(self, path: str) -> Value:
        """
        Raises:
            KeyError: there is no such path.
        """


class Filled(Frozen):
    """
    One field's value.

    `origin` is mapping, field_set or override, or unmapped for a field of a partner's form that
    nothing fills; `rule` the place in the policy that gave the value,
    such as `opportunity_mapping.2.fallbacks.0.expression`; `told` what was there before the value
    map changed it; `problem` why the mapping gave no value, without quoting what was told: it goes
    where the partner's words do not, such as the answer on a card in the CRM.
    """

    name: str
    value: str = ""
    origin: str = MAPPING
    rule: str = ""
    told: str = ""
    problem: str = ""


@dataclass(frozen=True)
class Rule(Generic[M_co]):
    """A mapping with its place in the policy."""

    place: str
    mapping: M_co


def filled(name: str, rules: Iterable[Rule[Filling]], told: Record) -> Filled:
    """Fill a field by the first of its mappings whose condition holds."""
    for rule in rules:
        try:
            if _holds(rule.mapping, told):
                return _by(rule, told)
        except ExpressionFailed as failed:
            where = f"{rule.place}.when"
            return Filled(name=name, rule=where, problem=f"the condition {failed}")
    return Filled(name=name)


def counting(rules: Iterable[Rule[M_co]], told: Record) -> Rule[M_co] | None:
    """Find the first of a field's mappings whose condition holds; none where one fails."""
    try:
        return next((rule for rule in rules if _holds(rule.mapping, told)), None)
    except ExpressionFailed:
        return None


def _holds(mapping: Filling, told: Record) -> bool:
    return not mapping.when or bool(evaluate(mapping.when, told.value))


def _by(rule: Rule[Filling], told: Record) -> Filled:
    mapping = rule.mapping
    for kind, source in mapping.sources:
        where = f"{rule.place}.{kind}"
        try:
            text = _text(source, told)
        except ExpressionFailed as failed:
            return Filled(name=mapping.target, rule=where, problem=f"the expression {failed}")
        if len(text) > MOST_TEXT:
            problem = f"the template makes more than {MOST_TEXT} characters"
            return Filled(name=mapping.target, rule=where, problem=problem)
        if text:
            return _translated(rule, where, text)
    return _default(rule)


def _text(source: ValueSource, told: Record) -> str:
    if source.expression:
        return as_text(evaluate(source.expression, told.value))
    return source.rendered(told.texts)


def _default(rule: Rule[Filling], told: str = "") -> Filled:
    value = rule.mapping.default
    where = f"{rule.place}.default" if value else rule.place
    return Filled(name=rule.mapping.target, value=value, rule=where, told=told)


def _translated(rule: Rule[Filling], where: str, text: str) -> Filled:
    """Go through the value map, then cut."""
    mapping = rule.mapping
    if text in mapping.values:
        value = mapping.values[text]
        return Filled(name=mapping.target, value=value, rule=f"{rule.place}.values", told=text)
    if mapping.values and mapping.unmapped is Unmapped.DEFAULT:
        return _default(rule, told=text)
    if mapping.values and mapping.unmapped is Unmapped.PROBLEM:
        problem = "the value map does not list what was told"
        place = f"{rule.place}.values"
        return Filled(name=mapping.target, rule=place, told=text, problem=problem)
    return Filled(name=mapping.target, value=_cut(text, mapping.cut), rule=where)


def _cut(text: str, most: int) -> str:
    return text[:most].rstrip() if most else text
