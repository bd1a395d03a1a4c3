"""
Effects happen once: the one place through which the hub changes anything outside itself.

The write that decides on an effect also records the intent, with a token derived from what the
effect is about. Here the call is made under that token, and its outcome noted. After a crash or a
lost answer the effect is still only intended, so the same call is made again under the same token,
and the port promises that this finds what the first call did. The outcome travels with the caller's
next save: a crash before that is the same as a lost answer, and a step pays for one write, not for
two per effect.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, Self, TypeVar

from referral_hub.domain.effects import Done, Ledger, Outcome, Pending, Refused
from referral_hub.domain.errors import Unavailable


class Faults(Protocol):
    """
    The seam at which tests crash the hub, lose answers and delay them. In production nothing
    happens here.
    """

    def before(self, effect: str) -> None: ...

    def after(self, effect: str) -> None: ...


class NoFaults:
    def before(self, effect: str) -> None:
        """Let the call go ahead."""

    def after(self, effect: str) -> None:
        """Let the answer arrive."""


class Carrier(Protocol):
    """A record that keeps a ledger of its effects."""

    @property
    def ledger(self) -> Ledger: ...

    def with_ledger(self, ledger: Ledger) -> Self: ...


R = TypeVar("R", bound=Carrier)


@dataclass(frozen=True)
class Effects:
    clock: Callable[[], datetime]
    faults: Faults = field(default_factory=NoFaults)

    def perform(
        self,
        record: R,
        name: str,
        call: Callable[[str], Outcome],
        *,
        save: Callable[[R], R],
    ) -> tuple[R, Done | Refused]:
        """
        Bring an intended effect about, unless the record's ledger says that it is settled.

        Returns the record with the outcome noted but not yet saved, and the outcome.

        Raises:
            KeyError: nobody intended this effect.
            Unavailable: the other system did not answer, or has not finished; the reason is saved.
            Conflict: somebody else works on the same record.
        """
        effect = record.ledger.effects[name]
        if effect.outcome is not None:
            return record, effect.outcome
        self.faults.before(name)
        try:
            outcome = _finished(call(effect.token))
        except Unavailable as trouble:
            noted = record.ledger.note_problem(
                name, trouble.reason, at=self.clock(), cause=trouble.cause
            )
            save(record.with_ledger(noted))
            raise
        self.faults.after(name)
        settled = record.ledger.settle(name, outcome, at=self.clock())
        return record.with_ledger(settled), outcome


def _finished(outcome: Outcome) -> Done | Refused:
    if isinstance(outcome, Pending):
        raise Unavailable("partner", outcome.reason or "has not finished yet")
    return outcome
