"""
Answers that a careless reader chokes on: what AWS may send one day and no model forbids in time.

Poison is put into an answer after the answer was checked against the service model.
"""

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from functools import partial
from typing import Any

from botocore.model import Shape

from sandbox.partner_central.model_check import answer_shape

# Texts without a pattern that are no text to read; only an explicit path strikes them.
_SPARED = ("Arn", "NextToken")
_OWN_ID = ("Id", "RelatedOpportunityId", "TaskId")


class Kind(StrEnum):
    """Name what a poison does to the members it strikes."""

    UNKNOWN_MEMBER = "unknown_member"
    UNKNOWN_ENUM = "unknown_enum"
    UNKNOWN_UNION = "unknown_union"
    HUGE_STRING = "huge_string"
    NANOSECONDS = "nanoseconds"
    WRONG_TYPE = "wrong_type"
    MISSING = "missing"
    VALUE = "value"


# These three would strike everything if nobody said where.
_NEEDS_PATH = (Kind.MISSING, Kind.VALUE, Kind.WRONG_TYPE)


@dataclass(frozen=True)
class Poison:
    """
    Spoil answers.

    `path` is the end of a member's path, `LifeCycle.Stage` or `Contacts[].Email`; None strikes all
    that the kind can strike. `about` is an id: only the record that bears it is spoilt. `times`
    counts answers; None goes on for ever. `value` is what `value` puts there, whatever it is.
    """

    kind: Kind
    operation: str | None = None
    path: str | None = None
    about: str | None = None
    value: Any = None
    length: int = 100_000
    times: int | None = None

    def used(self) -> "Poison | None":
        if self.times is None:
            return self
        return replace(self, times=self.times - 1) if self.times > 1 else None

    def is_meant_for(self, operation: str) -> bool:
        return self.operation in (None, operation)

    def strikes(self, path: str) -> bool:
        if self.path is None:
            return not path.endswith(_SPARED)
        return path == self.path or path.endswith(f".{self.path}")


def read_poison(value: Any) -> tuple[Poison, ...]:
    """
    Read a list of `{"kind": ..., "operation": ..., "path": ..., ...}`; `[]` ends all poison.

    Raises:
        ValueError: no such kind or member, or a path is missing.
        TypeError: not a list of objects.
    """
    if not isinstance(value, list) or not all(isinstance(item, Mapping) for item in value):
        raise TypeError("a list of objects")
    return tuple(map(_read, value))


def _read(wish: Mapping[str, Any]) -> Poison:
    known = {item.name for item in fields(Poison)}
    if "kind" not in wish or set(wish) - known:
        raise ValueError(f"an object with kind and any of {sorted(known)}")
    poison = Poison(**{**wish, "kind": Kind(wish["kind"])})
    if poison.kind in _NEEDS_PATH and not poison.path:
        raise ValueError(f"{poison.kind} needs a path")
    if not all(isinstance(number, int) for number in (poison.length, poison.times or 0)):
        raise TypeError("length and times are whole numbers")
    return poison


def poisoned(
    poisons: tuple[Poison, ...], operation: str, answer: dict[str, Any]
) -> tuple[dict[str, Any], tuple[Poison, ...]]:
    """Spoil one answer; return it and the poison that is left."""
    left: list[Poison | None] = []
    for poison in poisons:
        spoilt = _spoilt(poison, operation, answer) if poison.is_meant_for(operation) else answer
        left.append(poison if spoilt == answer else poison.used())
        answer = spoilt
    return answer, tuple(poison for poison in left if poison)


def _spoilt(poison: Poison, operation: str, answer: dict[str, Any]) -> dict[str, Any]:
    shape = answer_shape(operation)
    if shape is None:
        return answer
    spoilt: dict[str, Any] = _walk(
        poison, shape, deepcopy(answer), "", is_near=poison.about is None
    )
    return spoilt


def _walk(poison: Poison, shape: Shape, value: Any, path: str, *, is_near: bool) -> Any:
    if isinstance(value, list):
        walk = partial(_walk, poison, shape.member, path=f"{path}[]", is_near=is_near)
        return [walk(item) for item in value]
    if isinstance(value, dict) and shape.type_name == "structure":
        return _structure(poison, shape, value, path, is_near=is_near or _is_about(poison, value))
    return _LEAVES[poison.kind](poison, shape, value) if is_near and poison.strikes(path) else value


def _is_about(poison: Poison, value: dict[str, Any]) -> bool:
    return poison.about in [value.get(name) for name in _OWN_ID]


def _structure(
    poison: Poison, shape: Shape, value: dict[str, Any], path: str, *, is_near: bool
) -> Any:
    walked = {
        name: _walk(poison, shape.members[name], item, _below(path, name), is_near=is_near)
        if name in shape.members
        else item
        for name, item in value.items()
    }
    if not is_near:
        return walked
    act = _STRUCTURES.get(poison.kind)
    return act(poison, shape, walked, path) if act else walked


def _below(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _strange_member(poison: Poison, shape: Shape, value: dict[str, Any], path: str) -> Any:
    # A union with two members is no answer to any client; `unknown_union` is about those.
    if shape.is_tagged_union or not poison.strikes(path):
        return value
    return {**value, "SandboxNovelty": {"Score": 7, "Notes": ["new since yesterday"]}}


def _strange_union(poison: Poison, shape: Shape, value: dict[str, Any], path: str) -> Any:
    if not shape.is_tagged_union or not poison.strikes(path):
        return value
    return {"SandboxNovelty": {"Score": 7}}


def _put(poison: Poison, _shape: Shape, value: dict[str, Any], path: str) -> Any:
    parent, _, name = str(poison.path).rpartition(".")
    if parent:
        is_meant = path == parent or path.endswith(f".{parent}")
    else:
        is_meant = name in value or not path
    return {**value, name: poison.value} if is_meant else value


def _without(poison: Poison, _shape: Shape, value: dict[str, Any], path: str) -> Any:
    return {name: item for name, item in value.items() if not poison.strikes(_below(path, name))}


_STRUCTURES: dict[Kind, Callable[[Poison, Shape, dict[str, Any], str], Any]] = {
    Kind.UNKNOWN_MEMBER: _strange_member,
    Kind.UNKNOWN_UNION: _strange_union,
    Kind.VALUE: _put,
    Kind.MISSING: _without,
}


def _as_it_is(_poison: Poison, _shape: Shape, value: Any) -> Any:
    return value


def _strange_enum(_poison: Poison, shape: Shape, value: Any) -> Any:
    return "Sandbox Novelty" if shape.metadata.get("enum") else value


def _huge(poison: Poison, shape: Shape, value: Any) -> Any:
    is_text = shape.type_name == "string" and (poison.path or _is_free_text(shape))
    return "x" * poison.length if is_text else value


def _is_free_text(shape: Shape) -> bool:
    rules = shape.metadata
    return not rules.get("enum") and rules.get("pattern", "(?s)").startswith("(?s)")


def _to_nanoseconds(_poison: Poison, shape: Shape, value: Any) -> Any:
    if shape.type_name != "timestamp":
        return value
    whole, _, fraction = value.removesuffix("Z").partition(".")
    return f"{whole}.{fraction[:8]:0<8}1Z"


def _other_type(_poison: Poison, _shape: Shape, value: Any) -> Any:
    return 42 if isinstance(value, str) else str(value)


_LEAVES: dict[Kind, Callable[[Poison, Shape, Any], Any]] = {
    **dict.fromkeys(Kind, _as_it_is),
    Kind.UNKNOWN_ENUM: _strange_enum,
    Kind.HUGE_STRING: _huge,
    Kind.NANOSECONDS: _to_nanoseconds,
    Kind.WRONG_TYPE: _other_type,
}
