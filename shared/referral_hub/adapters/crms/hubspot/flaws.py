"""
Which properties HubSpot finds fault with.

It says so in three places: under `errors`, in the context, or as JSON inside the message. Source:
HubSpot developer docs, "Error handling".
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from .paths import TOKEN

_IN_MESSAGE = re.compile(r"\[\{.*\}\]", re.DOTALL)
_NOT_UNIQUE = re.compile(r"non-unique \S+ property (\w+)")
_NOT_THERE = re.compile(r'Property "?(\w+)"? does not exist')
_LACKED = "is required and has no value"


class Flaw(NamedTuple):
    name: str
    code: str
    message: str


def flaws_in(told: Mapping[str, Any]) -> list[Flaw]:
    """List what is wrong, by property; empty when HubSpot names none."""
    message = str(told.get("message", ""))
    found = [*_listed(told), *_lacking(told)] or _in_message(message) or _in_words(message)
    return list({(flaw.name, flaw.code): flaw for flaw in found}.values())


def _listed(told: Mapping[str, Any]) -> Iterable[Flaw]:
    for entry in told.get("errors") or ():
        context = entry.get("context") or {}
        names = context.get("propertyName") or context.get("properties") or ()
        for name in names:
            yield Flaw(str(name), str(entry.get("code") or ""), str(entry.get("message") or ""))


def _lacking(told: Mapping[str, Any]) -> Iterable[Flaw]:
    context = told.get("context") or {}
    for name in context.get("properties") or ():
        yield Flaw(str(name), "REQUIRED_FIELD", _LACKED)


def _in_message(message: str) -> list[Flaw]:
    inside = _IN_MESSAGE.search(message)
    try:
        entries = json.loads(inside[0]) if inside else []
    except ValueError:
        return []
    return [
        Flaw(str(entry["name"]), str(entry.get("error", "")), str(entry.get("message", "")))
        for entry in entries
        if "name" in entry
    ]


def _in_words(message: str) -> list[Flaw]:
    if name := _NOT_THERE.search(message):
        return [Flaw(name[1], "PROPERTY_DOESNT_EXIST", "is no property of this object")]
    if name := _NOT_UNIQUE.search(message):
        needed = "must exist with unique values" if name[1] == TOKEN else "is not unique"
        return [Flaw(name[1], "PROPERTY_DOESNT_EXIST", needed)]
    return []
