"""
Check a JSON document strictly against the service model that ships with botocore.

botocore itself checks required members, member names and types, and nothing else; the real
service also refuses wrong enum values, patterns, lengths and counts. Unknown members are refused
here although AWS would ignore them: in a rehearsal a misspelt member must not pass in silence.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any

import botocore.session
from botocore.model import OperationModel, ServiceModel, Shape

SERVICE = "partnercentral-selling"

# Answers that users of the service report and the model does not declare.
_SEEN = {"AssociateOpportunity": ("ConflictException",)}


class Code(StrEnum):
    """Name what is wrong with a field, in the words of `ValidationException.ErrorList[].Code`."""

    REQUIRED_FIELD_MISSING = "REQUIRED_FIELD_MISSING"
    INVALID_ENUM_VALUE = "INVALID_ENUM_VALUE"
    INVALID_STRING_FORMAT = "INVALID_STRING_FORMAT"
    INVALID_VALUE = "INVALID_VALUE"
    NOT_ENOUGH_VALUES = "NOT_ENOUGH_VALUES"
    TOO_MANY_VALUES = "TOO_MANY_VALUES"
    INVALID_RESOURCE_STATE = "INVALID_RESOURCE_STATE"
    DUPLICATE_KEY_VALUE = "DUPLICATE_KEY_VALUE"
    VALUE_OUT_OF_RANGE = "VALUE_OUT_OF_RANGE"
    ACTION_NOT_PERMITTED = "ACTION_NOT_PERMITTED"


@dataclass(frozen=True)
class Flaw:
    """Say what is wrong with one field; `path` reads like `Customer.Contacts[0].Email`."""

    path: str
    code: Code
    message: str

    def __str__(self) -> str:
        return f"{self.path or '(document)'}: {self.message} [{self.code}]"


@cache
def service_model() -> ServiceModel:
    """Load the `partnercentral-selling` model of the installed botocore, once."""
    return botocore.session.get_session().get_service_model(SERVICE)


def flaws_of_request(operation: str, body: Any) -> list[Flaw]:
    """List everything wrong with a request body; explicit nulls must be stripped before."""
    return list(flaws(_operation(operation).input_shape, body))


def flaws_of_response(operation: str, body: Any) -> list[Flaw]:
    """List everything wrong with a response body; an operation without output owes `{}`."""
    shape = answer_shape(operation)
    if shape is None:
        return (
            [] if body == {} else [Flaw("", Code.INVALID_VALUE, "this operation answers nothing")]
        )
    return list(flaws(shape, body))


def declares_error(operation: str, name: str) -> bool:
    """Tell whether the model lets an operation answer with this error, or it was seen to."""
    return any(shape.name == name for shape in _errors_of(operation))


def _errors_of(operation: str) -> list[Shape]:
    seen = [service_model().shape_for(name) for name in _SEEN.get(operation, ())]
    return [*_operation(operation).error_shapes, *seen]


def answer_shape(operation: str) -> Shape | None:
    """Return the shape of an operation's answer, or None where it answers nothing."""
    return _operation(operation).output_shape


def flaws_of_error(operation: str, name: str, body: Any) -> list[Flaw]:
    """List everything wrong with an error answer, above all that it is not declared."""
    shape = next((e for e in _errors_of(operation) if e.name == name), None)
    if shape is None:
        return [Flaw("", Code.INVALID_VALUE, f"{operation} does not declare {name}")]
    return list(flaws(shape, body))


def without_nulls(value: Any) -> Any:
    """Copy a document without members that are null: AWS's own samples send null for absent."""
    if isinstance(value, Mapping):
        return {key: without_nulls(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [without_nulls(item) for item in value]
    return value


def flaws(shape: Shape, value: Any, path: str = "") -> Iterator[Flaw]:
    """Walk a value along its shape and yield every flaw, not only the first."""
    yield from _CHECKS[shape.type_name](shape, value, path)


def _operation(name: str) -> OperationModel:
    return service_model().operation_model(name)


def _structure(shape: Shape, value: Any, path: str) -> Iterator[Flaw]:
    if not isinstance(value, dict):
        yield _wrong_type("an object", value, path)
        return
    yield from _union(shape, value, path)
    for name in shape.required_members:
        if name not in value:
            yield Flaw(_below(path, name), Code.REQUIRED_FIELD_MISSING, "is required")
    for name, item in value.items():
        yield from _member(shape, name, item, _below(path, name))


def _union(shape: Shape, value: dict[str, Any], path: str) -> Iterator[Flaw]:
    if shape.is_tagged_union and len(value) != 1:
        yield Flaw(path, Code.INVALID_VALUE, f"exactly one member must be set, got {len(value)}")


def _member(shape: Shape, name: str, item: Any, path: str) -> Iterator[Flaw]:
    if name not in shape.members:
        yield Flaw(path, Code.INVALID_VALUE, f"{shape.name} has no such member")
    else:
        yield from flaws(shape.members[name], item, path)


def _list(shape: Shape, value: Any, path: str) -> Iterator[Flaw]:
    if not isinstance(value, list):
        yield _wrong_type("a list", value, path)
        return
    yield from _count(shape, len(value), path)
    for index, item in enumerate(value):
        yield from flaws(shape.member, item, f"{path}[{index}]")


def _map(shape: Shape, value: Any, path: str) -> Iterator[Flaw]:
    if not isinstance(value, dict):
        yield _wrong_type("an object", value, path)
        return
    yield from _count(shape, len(value), path)
    for key, item in value.items():
        yield from flaws(shape.key, key, f"{path}<{key}>")
        yield from flaws(shape.value, item, _below(path, key))


def _count(shape: Shape, count: int, path: str) -> Iterator[Flaw]:
    least, most = shape.metadata.get("min"), shape.metadata.get("max")
    if least is not None and count < least:
        yield Flaw(path, Code.NOT_ENOUGH_VALUES, f"has {count} values, at least {least} needed")
    if most is not None and count > most:
        yield Flaw(path, Code.TOO_MANY_VALUES, f"has {count} values, at most {most} allowed")


def _string(shape: Shape, value: Any, path: str) -> Iterator[Flaw]:
    if not isinstance(value, str):
        yield _wrong_type("a string", value, path)
        return
    rules = shape.metadata
    if rules.get("enum") and value not in rules["enum"]:
        yield Flaw(
            path, Code.INVALID_ENUM_VALUE, f"{value!r} is not one of {sorted(rules['enum'])}"
        )
    yield from _range(shape, len(value), "length", path)
    if "pattern" in rules and not _compiled(rules["pattern"]).fullmatch(value):
        yield Flaw(path, Code.INVALID_STRING_FORMAT, f"must match {rules['pattern']}")


def _range(shape: Shape, number: float, what: str, path: str) -> Iterator[Flaw]:
    least, most = shape.metadata.get("min"), shape.metadata.get("max")
    if (least is not None and number < least) or (most is not None and number > most):
        yield Flaw(path, Code.VALUE_OUT_OF_RANGE, f"{what} {number} is not in {least}..{most}")


def _integer(shape: Shape, value: Any, path: str) -> Iterator[Flaw]:
    # bool is an int to Python, never to JSON.
    if isinstance(value, bool) or not isinstance(value, int):
        yield _wrong_type("an integer", value, path)
    else:
        yield from _range(shape, value, "value", path)


def _boolean(_shape: Shape, value: Any, path: str) -> Iterator[Flaw]:
    if not isinstance(value, bool):
        yield _wrong_type("true or false", value, path)


_TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z", re.ASCII)


def _timestamp(_shape: Shape, value: Any, path: str) -> Iterator[Flaw]:
    if not isinstance(value, str):
        yield _wrong_type("a date-time string", value, path)
    elif not (_TIMESTAMP.fullmatch(value) and _is_a_day(value)):
        yield Flaw(path, Code.INVALID_STRING_FORMAT, f"{value!r} is not an ISO 8601 instant in UTC")


def _is_a_day(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def _wrong_type(wanted: str, value: Any, path: str) -> Flaw:
    return Flaw(path, Code.INVALID_VALUE, f"must be {wanted}, got {type(value).__name__}")


def _below(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


# Python's re has no Unicode categories; they stand only inside character classes in this model.
# The last one matches what the model's own spelling matches, in linear instead of exponential time.
_SPELLINGS = {
    r"\p{L}": r"\w",
    r"\p{N}": r"\d",
    r"\p{Z}": r" \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000",
    "([.][a-zA-Z0-9(-|/|=|?)??]+?)+?": "[.][a-zA-Z0-9(-|/|=|?)??]+",
}


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    spelled = pattern
    for theirs, ours in _SPELLINGS.items():
        spelled = spelled.replace(theirs, ours)
    # The service's \d and \w are ASCII unless the pattern asks for Unicode categories.
    return re.compile(spelled, 0 if r"\p{" in pattern else re.ASCII)


_CHECKS: dict[str, Callable[[Shape, Any, str], Iterator[Flaw]]] = {
    "structure": _structure,
    "list": _list,
    "map": _map,
    "string": _string,
    "integer": _integer,
    "long": _integer,
    "boolean": _boolean,
    "timestamp": _timestamp,
}
