"""Entries that no reader can make a referral of, each in a way of its own."""

import json
from collections.abc import Callable, Mapping
from typing import Any

# More than any reader that calls itself goes down.
_DEEP = 20_000


def _with(entry: Mapping[str, Any], **changes: Any) -> str:
    return json.dumps({**entry, **changes})


def _without(entry: Mapping[str, Any], name: str) -> str:
    return json.dumps({key: value for key, value in entry.items() if key != name})


def _in_deal(entry: Mapping[str, Any], **changes: Any) -> str:
    return _with(entry, deal={**entry["deal"], **changes})


POISONS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "nan": lambda entry: _in_deal(entry, amount=float("nan")),
    "infinity": lambda entry: _in_deal(entry, amount=float("-inf")),
    "huge_number": lambda entry: json.dumps(entry).replace("12500.5", "1" + "0" * 400),
    "huge_string": lambda entry: _with(entry, name="long " * 100_000),
    "lone_surrogate": lambda entry: _with(entry, name="half \ud83d of a pair"),
    "control_character": lambda entry: _with(entry, name="bell \x07"),
    "unknown_state": lambda entry: _with(entry, state="teleported"),
    "missing_id": lambda entry: _without(entry, "ref"),
    "missing_title": lambda entry: _without(entry, "name"),
    "missing_time": lambda entry: _without(entry, "updated"),
    "future_version": lambda entry: _with(entry, schema="9"),
    "wrong_type": lambda entry: _with(entry, company=["Fenwick"]),
    "bad_country": lambda entry: _with(entry, company={**entry["company"], "country": "Norway"}),
    "bad_amount": lambda entry: _in_deal(entry, amount="a lot"),
    "bad_date": lambda entry: _in_deal(entry, closes="next summer"),
    "no_date": lambda entry: _in_deal(entry, closes="0001-01-01"),
    "far_future": lambda entry: _with(entry, updated="9999-01-01T00:00:00Z"),
    "repeated_name": lambda entry: json.dumps(entry)[:-1] + ', "state": "withdrawn"}',
    "deep": lambda entry: _with(entry, notes=0).replace('"notes": 0', _deep()),
    "no_object": lambda entry: json.dumps(entry["ref"]),
    "null": lambda _: "null",
}


def _deep() -> str:
    return '"notes": ' + "[" * _DEEP + "]" * _DEEP
