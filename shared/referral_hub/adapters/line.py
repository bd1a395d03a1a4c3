"""
The line before a partner that takes so many calls in a second from all functions together.

A function waits for its slot where others would only be refused, and come back later and later. It
costs a read and a write unit for each call, and so is for calls that are few and dear.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from referral_hub.domain.cause import Cause
from referral_hub.domain.errors import Conflict, Unavailable
from referral_hub.records.slots import Slots

# Longer than this nobody stands in line: a function that waits is paid for.
_PATIENCE = timedelta(seconds=20)
_MILLISECOND = timedelta(milliseconds=1)


class Line:
    """`clock` tells seconds since 1970 with their fractions, `sleep` takes seconds."""

    def __init__(
        self,
        slots: Slots,
        partner_id: str,
        *,
        clock: Callable[[], float],
        sleep: Callable[[float], None],
    ) -> None:
        self._slots = slots
        self._partner_id = partner_id
        self._clock = clock
        self._sleep = sleep

    def wait(self, gap: timedelta) -> None:
        """
        Wait for the next slot; the one after it comes a gap later.

        Raises:
            Unavailable: the line is too long.
        """
        now, patience = round(self._clock() * 1000), _PATIENCE // _MILLISECOND
        try:
            wait = self._slots.take(
                self._partner_id, now=now, gap=gap // _MILLISECOND, patience=patience
            )
        except Conflict:
            wait = patience + 1
        if wait > patience:
            raise self._too_long(wait * _MILLISECOND)
        if wait:
            self._sleep(wait / 1000)

    def _too_long(self, wait: timedelta) -> Unavailable:
        told = "too much of the hub wants to call it at once"
        return Unavailable(self._partner_id, told, cause=Cause.BUSY, again_after=wait)
