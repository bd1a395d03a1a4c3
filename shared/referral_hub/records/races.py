"""Two who save one record at once: the second looks again at what the first has left."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from referral_hub.domain.errors import Conflict

_RACES = 5

Result = TypeVar("Result")


def unless_overtaken(what: str, work: Callable[[], Result]) -> Result:
    """
    Do it again when somebody else was faster; `what` it is about says the refusal.

    Raises:
        Conflict: all of this moves too fast: later.
    """
    for _ in range(_RACES):
        try:
            return work()
        except Conflict:
            continue
    raise Conflict(f"{what} changes too fast")
