"""
What the hub changed outside itself, or meant to: one entry per effect, kept with the record it
belongs to.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from hashlib import sha256
from typing import Self

from .shapes import Frozen, Moment


class EffectState(StrEnum):
    INTENDED = "intended"
    DONE = "done"
    REFUSED = "refused"


class Done(Frozen):
    """The other system did it; `result` is the id it gave, empty when it gave none."""

    result: str = ""


class Refused(Frozen):
    """The other system will not do it; `reason` is plain language."""

    reason: str


class Pending(Frozen):
    """The other system has begun; ask again."""

    reason: str = ""


Outcome = Done | Refused | Pending


class Effect(Frozen):
    """One change outside: what it is called there, how far it came, what came back."""

    token: str
    # Done is the default because most entries end so, and defaults are not stored.
    state: EffectState = EffectState.DONE
    at: Moment
    failures: int = 0
    result: str = ""
    problem: str = ""

    @property
    def outcome(self) -> Done | Refused | None:
        match self.state:
            case EffectState.DONE:
                return Done(result=self.result)
            case EffectState.REFUSED:
                return Refused(reason=self.problem)
            case EffectState.INTENDED:
                return None


class Ledger(Frozen):
    """The effects of one record by name, in the order in which they were intended."""

    effects: Mapping[str, Effect] = {}

    def get(self, name: str) -> Effect | None:
        return self.effects.get(name)

    def result(self, name: str) -> str:
        entry = self.get(name)
        return entry.result if entry and entry.state is EffectState.DONE else ""

    def intend(self, name: str, *, token: str, at: Moment) -> Self:
        """Write down that the effect is to be brought about; a known effect stays as it is."""
        return self if name in self.effects else self._with(name, _intended(token, at))

    def settle(self, name: str, outcome: Done | Refused, *, at: Moment) -> Self:
        if isinstance(outcome, Done):
            update = {"state": EffectState.DONE, "result": outcome.result, "problem": ""}
        else:
            update = {"state": EffectState.REFUSED, "problem": outcome.reason}
        return self._with(name, self.effects[name].model_copy(update=update | {"at": at}))

    def note_problem(self, name: str, problem: str, *, at: Moment) -> Self:
        """Note why an attempt did not succeed; the effect stays intended."""
        known = self.effects[name]
        update = {"problem": problem, "at": at, "failures": known.failures + 1}
        return self._with(name, known.model_copy(update=update))

    def asked_again(self, *, at: Moment) -> Self:
        """Intend anew what was refused, under a new token: the old one stands for the refusal."""
        again = {
            name: _intended(effect_token(effect.token), at)
            for name, effect in self.effects.items()
            if effect.state is EffectState.REFUSED
        }
        return self.model_copy(update={"effects": {**self.effects, **again}})

    def _with(self, name: str, effect: Effect) -> Self:
        return self.model_copy(update={"effects": {**self.effects, name: effect}})


def _intended(token: str, at: Moment) -> Effect:
    return Effect(token=token, state=EffectState.INTENDED, at=at)


# Constructed, not validated: its validator is built when a ledger is read, not at import.
EMPTY = Ledger.model_construct(effects={})


def effect_token(*parts: str) -> str:
    """
    Derive what the other system recognises a repeated call by: 32 hex characters.

    AWS documents client tokens of up to 64 alphanumeric characters; Salesforce and HubSpot
    external ids have room for more.
    """
    return sha256("\x1f".join(parts).encode()).hexdigest()[:32]
