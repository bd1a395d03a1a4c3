"""What it costs to be told of many people at once."""

from __future__ import annotations

import sys

from referral_hub.domain.contacts.arrivals import arrivals_to_store
from tests.builders import NOON, a_contact


def test_twice_as_many_people_are_twice_the_work() -> None:
    few, many = (calls_for(count) for count in (100, 200))

    assert many < 2.2 * few


def calls_for(count: int) -> int:
    """Count the calls that telling the hub of so many people costs."""
    people = [a_contact(last_name=f"L{n}", email="") for n in range(count)]
    calls = 0

    def note(_frame: object, event: str, _arg: object) -> None:
        nonlocal calls
        calls += event == "call"

    sys.setprofile(note)
    try:
        arrivals_to_store([], people, number="R-000001", at=NOON, via="poll")
    finally:
        sys.setprofile(None)
    return calls
