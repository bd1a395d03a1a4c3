"""
An update that tells another system of a deal, and how far it came.

It is written down before it is made: so our own words, when they come back, are never taken for
somebody else's.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import ClassVar, Self

from referral_hub.domain.cause import Cause
from referral_hub.domain.effects import EMPTY, Effect, EffectState, Ledger, effect_token
from referral_hub.domain.shapes import Frozen, Moment

# A message is brought for a day: whoever has been tried so long has a few tries left at most.
TRIED_IN_VAIN = timedelta(hours=20)


class Untold(StrEnum):
    """Whether the other system has yet to be told: `fresh` until somebody begins to."""

    NOTHING = ""
    FRESH = "fresh"
    BEGUN = "begun"


class Refusal(Frozen):
    """What was not taken for a field, and why, unless a person let that be."""

    text: str
    why: Effect | None


class DealUpdate(Frozen):
    """
    What one other system is told of one deal, in one of these states.

    ========  =========  ===============  =========================================================
    untold    ledger     sending          what that means
    ========  =========  ===============  =========================================================
    nothing   -, done    -                in line: it is there, or what is there instead stays
    fresh     -, done    -                something was said, and a message is on its way
    begun     intended   what is written  an update is under way, and nobody knows how it ended
    begun     intended   as before        out of reach; after `TRIED_IN_VAIN` given up
    begun     refused    -                some fields are refused, the others are still to be told
    nothing   refused    -                refused: a person retries, dismisses it, or says it anew
    ========  =========  ===============  =========================================================

    Whatever is said anew makes it fresh, from any of these.

    `sending` is what an update under way writes, and `refused` what was not taken.
    """

    effect: ClassVar[str]

    sending: Mapping[str, str] = {}
    refused: Mapping[str, Refusal] = {}
    untold: Untold = Untold.NOTHING
    ledger: Ledger = EMPTY
    dismissed_at: Moment | None = None

    def fresh(self) -> Self:
        """Say that there is something new to tell."""
        return self.model_copy(update={"untold": Untold.FRESH})

    def due(self, wanted: Mapping[str, str]) -> dict[str, str]:
        """Leave out what was refused, and nobody asked for again since."""
        return {name: text for name, text in wanted.items() if not self._is_refused(name, text)}

    def _is_refused(self, name: str, text: str) -> bool:
        return name in self.refused and self.refused[name].text == text

    def telling(
        self, wanted: Mapping[str, str], *, identity: tuple[str, ...], at: datetime
    ) -> Self:
        """
        Intend to write this there; what is under way already stays as it is.

        `identity` tells this update from all others, in whatever hub.
        """
        if self.sending == wanted and self._entry and self.untold is Untold.BEGUN:
            return self
        begun = self._begun(identity, at)
        return begun.model_copy(update={"sending": dict(wanted)})

    def held_up(
        self, problem: str, *, cause: Cause, identity: tuple[str, ...], at: datetime
    ) -> Self:
        """Note that nobody answers there; what is to be told is known when somebody does."""
        begun = (
            self if self._under_way and self.untold is Untold.BEGUN else self._begun(identity, at)
        )
        noted = begun.ledger.note_problem(self.effect, problem, at=at, cause=cause)
        return begun.model_copy(update={"ledger": noted})

    def _begun(self, identity: tuple[str, ...], at: datetime) -> Self:
        """Begin an update of its own; that nobody answers there is still the same problem."""
        token = effect_token(*identity, self.effect)
        ledger = EMPTY.intend(self.effect, token=token, at=at)
        if self._under_way:
            renewed = self._under_way.model_copy(update={"token": token})
            ledger = Ledger(effects={self.effect: renewed})
        begun = {"untold": Untold.BEGUN, "ledger": ledger, "dismissed_at": None}
        return self.model_copy(update=begun)

    def _at_rest(self, refused: Mapping[str, Refusal]) -> Ledger:
        """What is left of an update that has come to its end."""
        reasons = [refusal.why for refusal in refused.values() if refusal.why]
        if reasons:
            return Ledger(effects={self.effect: reasons[-1]})
        done = self._entry is not None and self._entry.state is EffectState.DONE
        return self.ledger if done else EMPTY

    def left(self) -> Self:
        """
        Leave it to a person: what was refused is not tried again by itself. Where the fields were
        named, the others are still to be told.
        """
        entry = self._entry
        named = self.sending.keys() & (entry.fields if entry else ()) or self.sending.keys()
        refused = {n: Refusal(text=self.sending[n], why=entry) for n in named}
        others = Untold.BEGUN if len(named) < len(self.sending) else Untold.NOTHING
        known = {**self.refused, **refused}
        return self.model_copy(update={"refused": known, "sending": {}, "untold": others})

    @property
    def given_up(self) -> bool:
        """Whether nobody but a person goes on: it was refused, or tried in vain all day."""
        if self._refused:
            return self.untold is Untold.NOTHING
        tried = self._under_way
        return tried is not None and tried.at - (tried.since or tried.at) >= TRIED_IN_VAIN

    def dismissed(self, *, at: datetime) -> Self:
        """Let the problem be, until something else is told."""
        if self.dismissed_at:
            return self
        let_be = {n: Refusal(text=refusal.text, why=None) for n, refusal in self.refused.items()}
        return self.model_copy(update={"dismissed_at": at, "refused": let_be})

    @property
    def let_be(self) -> tuple[str, ...]:
        """The fields that have something else there, which a person lets be."""
        return tuple(name for name, refusal in self.refused.items() if refusal.why is None)

    @property
    def _entry(self) -> Effect | None:
        return self.ledger.get(self.effect)

    @property
    def _under_way(self) -> Effect | None:
        return self._entry if self._entry and self._entry.outcome is None else None

    @property
    def _refused(self) -> bool:
        return self._entry is not None and self._entry.state is EffectState.REFUSED
