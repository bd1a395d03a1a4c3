"""Whether a lifecycle is right: everything that is wrong with it at once, by its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from referral_hub.domain.expressions.expression import evaluate, faults_in
from referral_hub.domain.expressions.values import ExpressionFailed

from .conditions import WORDS, value_in
from .lifecycle import FieldNames, Lifecycle
from .sales_record import RecordKind, RecordSeen

_ANY_DAY = datetime(2027, 3, 1, tzinfo=UTC)


def misfits_of(lifecycle: Lifecycle) -> dict[str, str]:
    """Name all that is wrong with a lifecycle, by its place; of a condition, where in it."""
    return {place: why for place, why in _troubles(lifecycle) if why}


def _troubles(lifecycle: Lifecycle) -> Iterator[tuple[str, str]]:
    for kind, condition in lifecycle.enters.items():
        yield f"enters.{kind}", _fault_of(condition, kind, lifecycle)
        yield f"fields.{kind}.code", _unnamed("code", kind, lifecycle)
    if not lifecycle.enters:
        yield "enters", "names no kind of record with which a referral may begin"
    for i, stage in enumerate(lifecycle.stages):
        yield f"stages.{i}.when", _fault_of(stage.when, stage.on, lifecycle)
        untold = lifecycle.writes_back and not stage.told_as
        yield f"stages.{i}.told_as", "is needed with writes_back" if untold else ""
    earning = lifecycle.earning.on
    yield f"fields.{earning}.amount", _unnamed("amount", earning, lifecycle)


def _unnamed(word: str, kind: RecordKind, lifecycle: Lifecycle) -> str:
    named = getattr(_names(kind, lifecycle), word)
    return "" if named else f"must name the field that has the {word}"


def _names(kind: RecordKind, lifecycle: Lifecycle) -> FieldNames:
    return lifecycle.fields.get(kind, FieldNames())


def _fault_of(condition: str, kind: RecordKind, lifecycle: Lifecycle) -> str:
    """Say what is wrong whatever the record; the empty condition is met by all."""
    if not condition:
        return ""
    facts = _names(kind, lifecycle).facts
    known = {f"{kind}.{word}" for word in (*WORDS, *facts)}
    if faults := faults_in(condition, known=known.__contains__):
        return "; ".join(faults)
    try:
        evaluate(condition, lambda path: value_in(_example(kind, facts), path))
    except ExpressionFailed as failed:
        return str(failed) if failed.typed or failed.by_zero else ""
    return ""


def _example(kind: RecordKind, facts: Iterable[str]) -> RecordSeen:
    return RecordSeen(
        kind=kind,
        record_id="example",
        at=_ANY_DAY,
        seen_at=_ANY_DAY,
        amount="1",
        close_date=_ANY_DAY.date(),
        facts=dict.fromkeys(facts, "1"),
    )
