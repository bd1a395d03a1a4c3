"""What is read once and kept for minutes: descriptions, labels, secrets."""

from __future__ import annotations

from itertools import count

import pytest

from referral_hub.adapters.kept import MINUTES, Kept
from tests.builders import Clock


def test_an_answer_is_asked_for_once_and_anew_when_it_is_minutes_old() -> None:
    clock = Clock()
    kept = Kept(count(1).__next__, clock)

    first, again = kept(), kept()
    clock.advance(seconds=MINUTES.total_seconds())

    assert (first, again, kept.is_known) == (1, 1, False)
    assert kept() == 2


def test_what_is_forgotten_or_wanted_fresh_is_asked_for_again() -> None:
    kept = Kept(count(1).__next__, Clock())
    kept()

    fresh = kept.fresh()
    kept.forget()

    assert (fresh, kept()) == (2, 3)


def test_a_failure_is_not_kept() -> None:
    answers = iter((1, OSError("away"), 3))

    def read() -> int:
        told = next(answers)
        if isinstance(told, OSError):
            raise told
        return told

    kept = Kept(read, Clock())
    kept()

    with pytest.raises(OSError, match="away"):
        kept.fresh()

    assert (kept(), kept.fresh()) == (1, 3)
