"""
Effects happen once: the one place through which the hub changes anything outside itself.

For each effect it derives a stable token, writes the intent down before the call, makes the call
under that token, and notes the outcome. After a crash or a lost answer the effect is still only
intended, so the call is made again under the same token, and the port promises that this finds what
the first call did. An outcome is written with the next intent, or by the caller's own save: a crash
in between is the same as a lost answer, and saves a write per effect.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, Self, TypeVar

from referral_hub.domain.effects import Ledger, Outcome, Pending, effect_token
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
    def number(self) -> str: ...

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
        about: str = "",
    ) -> tuple[R, Outcome]:
        """
        Bring the effect about, unless the record's ledger says that it is settled.

        Returns the record with the outcome noted but not yet saved, and the outcome. `about` tells
        two effects of one name apart, such as the roles of two contacts.

        Raises:
            Unavailable: the other system did not answer; the reason is saved on the record.
            Conflict: somebody else works on the same record.
        """
        known = record.ledger.get(name)
        if known is not None and known.outcome is not None:
            return record, known.outcome
        token = known.token if known else effect_token(record.number, name, about)
        record = save(record.with_ledger(record.ledger.intend(name, token=token, at=self.clock())))
        outcome = self._call(record, name, lambda: call(token), save)
        if isinstance(outcome, Pending):
            return record, outcome
        settled = record.ledger.settle(name, outcome, at=self.clock())
        return record.with_ledger(settled), outcome

    def _call(
        self, record: R, name: str, call: Callable[[], Outcome], save: Callable[[R], R]
    ) -> Outcome:
        self.faults.before(name)
        try:
            outcome = call()
        except Unavailable as trouble:
            noted = record.ledger.trouble(name, trouble.reason, at=self.clock())
            save(record.with_ledger(noted))
            raise
        self.faults.after(name)
        return outcome
