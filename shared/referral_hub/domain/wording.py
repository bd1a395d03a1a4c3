"""
What is wrong with what came from outside, in plain words: one place for API, files and feeds.

The words name what a value must be, which is how to mend it, and repeat nothing of the value.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from .patterns import PATTERNS_SAY

Place = tuple[int | str, ...]

# pydantic's types of errors (docs.pydantic.dev, "Validation Errors"), filled with their context.
_WORDS: Mapping[str, str] = {
    "bool_parsing": "must be true or false",
    "bool_type": "must be true or false",
    "enum": "must be {expected}",
    "extra_forbidden": "is not known here",
    "greater_than": "must be more than {gt}",
    "greater_than_equal": "must be at least {ge}",
    "less_than": "must be less than {lt}",
    "less_than_equal": "must be at most {le}",
    "literal_error": "must be {expected}",
    "missing": "is required",
    "none_required": "must be null",
    "string_sub_type": "must be text",
    "string_type": "must be text",
    "string_unicode": "must be UTF-8",
    "timezone_aware": "must say its time zone, as Z does in 2027-03-15T12:00:00Z",
    "value_error": "{error}",
}
_CHARACTERS, _ENTRIES = ("character", "characters"), ("entry", "entries")
_LENGTHS: Mapping[str, tuple[str, str]] = {
    "string_too_short": _CHARACTERS,
    "string_too_long": _CHARACTERS,
    "too_short": _ENTRIES,
    "too_long": _ENTRIES,
}
# Of the others the beginning tells what was expected.
_EXPECTED: Mapping[str, str] = {
    "date_": "must be a day such as 2027-09-30",
    "datetime_": "must be a moment such as 2027-03-15T12:00:00Z",
    "decimal_": "must be a number",
    "dict_": "must be an object",
    "finite_number": "must be a number",
    "float_": "must be a number",
    "frozen_set_": "must be a list",
    "int_": "must be a whole number",
    "is_instance_of": "must be of another kind",
    "list_": "must be a list",
    "mapping_": "must be an object",
    "model_": "must be an object",
    "set_": "must be a list",
    "tuple_": "must be a list",
}


def flaws_in(error: ValidationError) -> dict[Place, str]:
    """Name each place that is wrong, with what it must be."""
    found = error.errors(include_url=False, include_input=False)
    within = {each["loc"][:depth] for each in found for depth in range(len(each["loc"]))}
    flaws: dict[Place, str] = {}
    for each in found:
        # What is wrong with an entry is one flaw: that it does not count as an entry is no other.
        if not (each["type"] == "too_short" and each["loc"] in within):
            flaws.setdefault(each["loc"], _words(each["type"], each.get("ctx", {}), each["msg"]))
    return flaws


def _words(kind: str, said: Mapping[str, Any], message: str) -> str:
    if kind in _LENGTHS:
        return _length(kind, said)
    if kind == "string_pattern_mismatch":
        return PATTERNS_SAY.get(said["pattern"], f"must match {said['pattern']}")
    if kind in _WORDS:
        return _WORDS[kind].format(**said)
    expected = (words for begins, words in _EXPECTED.items() if kind.startswith(begins))
    return next(expected, message)


def _length(kind: str, said: Mapping[str, Any]) -> str:
    one, several = _LENGTHS[kind]
    least = "min_length" in said
    number = said["min_length" if least else "max_length"]
    if least and number == 1 and one == "character":
        return "must not be empty"
    return f"must have at {'least' if least else 'most'} {number} {one if number == 1 else several}"
