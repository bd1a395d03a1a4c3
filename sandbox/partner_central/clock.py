"""The sandbox's own time: that of the machine or of a test, until somebody sets it."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from sandbox.partner_central.timestamps import from_wire, to_wire
from sandbox.switches import BadBehaviourError, flag

Clock = Callable[[], datetime]
_WISHES = {"now", "advance_seconds", "stands_still"}


class SandboxClock:
    """
    Tell the time of `source`, moved ahead or stopped by whoever sets it.

    It never goes back: what was due has happened.
    """

    def __init__(self, source: Clock) -> None:
        self._source = source
        self._ahead = timedelta()
        self._stopped_at: datetime | None = None

    def __call__(self) -> datetime:
        return self._stopped_at or self._source() + self._ahead

    def set(self, wishes: Mapping[str, Any]) -> dict[str, Any]:
        """
        Move to `now` (an ISO 8601 instant with its zone) or by `advance_seconds`, and stop or go
        on with `stands_still`; return the clock that results.

        Raises:
            BadBehaviourError: another wish, no such time, or a time that is gone.
        """
        if unknown := set(wishes) - _WISHES:
            raise BadBehaviourError(f"unknown: {sorted(unknown)}; try {sorted(_WISHES)}")
        wanted = self._wanted(wishes)
        stands_still = _flag(wishes.get("stands_still", self._stopped_at is not None))
        self._ahead = wanted - self._source()
        self._stopped_at = wanted if stands_still else None
        return self.as_json()

    def _wanted(self, wishes: Mapping[str, Any]) -> datetime:
        now = self()
        try:
            wanted = from_wire(wishes["now"]) if "now" in wishes else now
            wanted += timedelta(seconds=wishes.get("advance_seconds", 0))
            if wanted < now:
                raise BadBehaviourError(f"{to_wire(wanted)} is gone: it is {to_wire(now)}")
        except (TypeError, ValueError, OverflowError) as error:
            raise BadBehaviourError(f"clock: {error}") from error
        return wanted

    def as_json(self) -> dict[str, Any]:
        return {"now": to_wire(self()), "stands_still": self._stopped_at is not None}


def _flag(value: Any) -> bool:
    try:
        return flag(value)
    except TypeError as error:
        raise BadBehaviourError(f"stands_still: {error}") from error
