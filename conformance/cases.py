"""A case is a sentence that must be true of the other side, and the calls that find out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

Side = TypeVar("Side")
Check = Callable[[Side], None]


class Verdict(StrEnum):
    PASSED = "passed"
    FAILED = "FAILED"
    SKIPPED = "skipped"


class Failed(Exception):
    """The sentence is not true; says what came instead."""


class Skipped(Exception):
    """It cannot be found out with what was given; says what is missing."""


@dataclass(frozen=True)
class Result:
    """What came of a case; `why` is empty where it passed."""

    case: str
    verdict: Verdict
    why: str = ""


@dataclass
class Suite(Generic[Side]):
    """The cases for one kind of other side, in the order in which they run."""

    title: str
    cases: dict[str, Check[Side]] = field(default_factory=dict)

    def case(self, sentence: str) -> Callable[[Check[Side]], Check[Side]]:
        def add(check: Check[Side]) -> Check[Side]:
            self.cases[sentence] = check
            return check

        return add

    def run(self, side: Side) -> Iterator[Result]:
        """Try each case, and tell of each as soon as it is known."""
        for sentence, check in self.cases.items():
            yield _tried(sentence, check, side)


def must(holds: object, otherwise: str) -> None:
    """
    Raises:
        Failed: it does not hold.
    """
    if not holds:
        raise Failed(otherwise)


def _tried(sentence: str, check: Check[Side], side: Side) -> Result:
    try:
        check(side)
    except Skipped as skipped:
        return Result(sentence, Verdict.SKIPPED, str(skipped))
    except Failed as failed:
        return Result(sentence, Verdict.FAILED, str(failed))
    return Result(sentence, Verdict.PASSED)
