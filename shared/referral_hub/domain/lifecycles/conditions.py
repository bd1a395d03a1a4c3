"""What the conditions of a lifecycle read of a record, such as `lead.status`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation

from referral_hub.domain.expressions.expression import evaluate
from referral_hub.domain.expressions.values import ExpressionFailed, Value

from .sales_record import RecordSeen


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


WORDS: Mapping[str, Callable[[RecordSeen], Value]] = {
    "code": lambda seen: seen.code,
    "status": lambda seen: seen.status,
    "source": lambda seen: seen.source,
    "won": lambda seen: seen.won,
    "converted": lambda seen: bool(seen.opportunity_id),
    "amount": lambda seen: _number(seen.amount),
    "currency": lambda seen: seen.currency,
    "close_date": lambda seen: seen.close_date,
}


def holds(condition: str, seen: RecordSeen) -> bool:
    """
    Tell whether a record meets a condition; where it has no value, it does not. What was deleted
    meets none, and the empty condition is met by all else.
    """
    if seen.gone:
        return False
    try:
        return not condition or bool(evaluate(condition, lambda path: value_in(seen, path)))
    except ExpressionFailed:
        return False


def value_in(seen: RecordSeen, path: str) -> Value:
    """
    Give what a path such as `lead.status` leads to; a fact that nobody told is empty.

    Raises:
        KeyError: it is no path of such a record.
    """
    kind, _, word = path.partition(".")
    if kind != seen.kind:
        raise KeyError(path)
    return WORDS[word](seen) if word in WORDS else seen.facts.get(word, "")
