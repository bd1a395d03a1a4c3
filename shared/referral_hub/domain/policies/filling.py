"""Fill a form of the CRM by the mappings, and say of every value where it comes from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from referral_hub.domain.expressions.expression import evaluate
from referral_hub.domain.expressions.values import MOST_TEXT, ExpressionFailed, as_text
from referral_hub.domain.referrals.sources import Told
from referral_hub.domain.shapes import Frozen

from .mapping import FieldMapping, Unmapped, ValueSource

MAPPING, FIELD_SET, OVERRIDE, NOT_OFFERED = "mapping", "field_set", "override", "not_offered"


class Filled(Frozen):
    """
    One field's value.

    `origin` is mapping, field_set or override; `rule` the place in the policy that gave the value,
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
class Rule:
    """A mapping with its place in the policy."""

    place: str
    mapping: FieldMapping


def filled(name: str, rules: Iterable[Rule], told: Told) -> Filled:
    """Fill a field by the first of its mappings whose condition holds."""
    for rule in rules:
        try:
            if _holds(rule.mapping, told):
                return _by(rule, told)
        except ExpressionFailed as failed:
            where = f"{rule.place}.when"
            return Filled(name=name, rule=where, problem=f"the condition {failed}")
    return Filled(name=name)


def counting(rules: Iterable[Rule], told: Told) -> Rule | None:
    """Find the first of a field's mappings whose condition holds; none where one fails."""
    try:
        return next((rule for rule in rules if _holds(rule.mapping, told)), None)
    except ExpressionFailed:
        return None


def _holds(mapping: FieldMapping, told: Told) -> bool:
    return not mapping.when or bool(evaluate(mapping.when, told.value))


def _by(rule: Rule, told: Told) -> Filled:
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


def _text(source: ValueSource, told: Told) -> str:
    if source.expression:
        return as_text(evaluate(source.expression, told.value))
    return source.rendered(told.texts)


def _default(rule: Rule, told: str = "") -> Filled:
    value = rule.mapping.default
    where = f"{rule.place}.default" if value else rule.place
    return Filled(name=rule.mapping.target, value=value, rule=where, told=told)


def _translated(rule: Rule, where: str, text: str) -> Filled:
    """Go through the value map, then cut."""
    mapping = rule.mapping
    if text in mapping.values:
        value = mapping.values[text]
        return Filled(name=mapping.target, value=value, rule=f"{rule.place}.values", told=text)
    if mapping.values and mapping.unmapped is Unmapped.DEFAULT:
        return _default(rule, told=text)
    if mapping.values and mapping.unmapped is Unmapped.PROBLEM:
        problem = "the value map does not list what the partner told"
        place = f"{rule.place}.values"
        return Filled(name=mapping.target, rule=place, told=text, problem=problem)
    return Filled(name=mapping.target, value=_cut(text, mapping.cut), rule=where)


def _cut(text: str, most: int) -> str:
    return text[:most].rstrip() if most else text
