"""
What the hub changed outside itself, or meant to: one entry per effect, kept with the record it
belongs to.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from hashlib import sha256
from typing import Self

from .cause import Cause
from .shapes import Frozen, Moment


class EffectState(StrEnum):
    INTENDED = "intended"
    DONE = "done"
    REFUSED = "refused"


class Done(Frozen):
    """
    The other system did it; `result` is the id it gave, empty when it gave none.

    `also` names other effects that were brought about in the same step. `adopted_on` are the keys
    that told a record which this effect did not make: it was taken instead of creating one. What an
    earlier call under the same token made is no such record. `owner` is who has it there, where the
    other system says so.
    """

    result: str = ""
    also: tuple[str, ...] = ()
    adopted_on: tuple[str, ...] = ()
    owner: str = ""


class Refused(Frozen):
    """
    The other system will not do it; `reason` is plain language.

    `fields` are the fields it is about, and `fix` says what a person can do about it. Without a fix
    nobody here can.
    """

    reason: str
    cause: Cause = Cause.REFUSED
    fields: tuple[str, ...] = ()
    fix: str = ""


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
    # When the problem that it has now was first met, unless that is `at`.
    since: Moment | None = None
    failures: int = 0
    result: str = ""
    adopted_on: tuple[str, ...] = ()
    owner: str = ""
    problem: str = ""
    cause: Cause | None = None
    fields: tuple[str, ...] = ()
    fix: str = ""

    @property
    def outcome(self) -> Done | Refused | None:
        match self.state:
            case EffectState.DONE:
                return Done(result=self.result, adopted_on=self.adopted_on, owner=self.owner)
            case EffectState.REFUSED:
                cause = self.cause or Cause.REFUSED
                return Refused(reason=self.problem, cause=cause, fields=self.fields, fix=self.fix)
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

    def is_done(self, name: str) -> bool:
        entry = self.get(name)
        return entry is not None and entry.state is EffectState.DONE

    @property
    def stuck(self) -> tuple[str, Effect] | None:
        """The effect that could not be done so far, with its name; those after it wait for it."""
        unsettled = (e for e in self.effects.items() if e[1].state is not EffectState.DONE)
        return next((entry for entry in unsettled if entry[1].problem), None)

    def intend(self, name: str, *, token: str, at: Moment) -> Self:
        """Write down that the effect is to be brought about; a known effect stays as it is."""
        return self if name in self.effects else self.having(name, _intended(token, at))

    def settle(self, name: str, outcome: Done | Refused, *, at: Moment) -> Self:
        if isinstance(outcome, Refused):
            return self._change(name, _refusal(outcome), at)
        done = {"state": EffectState.DONE, **outcome.model_dump(exclude={"also"})}
        settled = self._change(name, {**_NO_TROUBLE, **done}, at)
        for other in outcome.also:
            settled = settled.settle(other, Done(result=outcome.result), at=at)
        return settled

    def note_problem(
        self, name: str, problem: str, *, at: Moment, cause: Cause = Cause.UNREACHABLE
    ) -> Self:
        """Note why an attempt did not succeed; the effect stays intended."""
        effect = self.effects[name]
        met = {"since": effect.since or at, "failures": effect.failures + 1}
        return self._change(name, {"problem": problem, "cause": cause, **met}, at)

    def asked_again(self, *, at: Moment) -> Self:
        """
        Intend anew what was refused.

        A partner, or a programme, is asked under a new token, because the old one stands for the
        refusal. A CRM knows its records by the token: half of what was refused may be there under
        it.
        """
        again = {
            name: _intended(effect_token(effect.token) if _is_told(name) else effect.token, at)
            for name, effect in self.effects.items()
            if effect.state is EffectState.REFUSED
        }
        return self.model_copy(update={"effects": {**self.effects, **again}})

    def without(self, name: str) -> Self:
        """Forget an effect that is settled, so that it can be intended anew."""
        kept = {other: effect for other, effect in self.effects.items() if other != name}
        return self.model_copy(update={"effects": kept})

    def undone(self, names: Iterable[str]) -> Self:
        """Forget those of these effects that are not done: something else is wanted instead."""
        gone = {name for name in names if not self.is_done(name)}
        kept = {name: effect for name, effect in self.effects.items() if name not in gone}
        return self.model_copy(update={"effects": kept})

    def _change(self, name: str, update: Mapping[str, object], at: Moment) -> Self:
        return self.having(name, self.effects[name].model_copy(update={**update, "at": at}))

    def having(self, name: str, effect: Effect) -> Self:
        return self.model_copy(update={"effects": {**self.effects, name: effect}})


_NO_TROUBLE: Mapping[str, object] = {
    "problem": "",
    "cause": None,
    "fields": (),
    "fix": "",
    "since": None,
}


def _refusal(refused: Refused) -> dict[str, object]:
    told = refused.model_dump(exclude={"reason"})
    return {"state": EffectState.REFUSED, "problem": refused.reason, "since": None} | told


_OF_PROGRAMME = "programme_"


def is_notice(name: str) -> bool:
    """Tell an effect on the partner from one on the CRM."""
    return name.startswith("partner_")


def programme_event(event: str) -> str:
    """Name the effect that tells the CRM's own referral programme of an event."""
    return f"{_OF_PROGRAMME}{event}"


def is_of_programme(name: str) -> bool:
    """Tell an effect on the CRM's own referral programme from all others."""
    return name.startswith(_OF_PROGRAMME)


def _is_told(name: str) -> bool:
    """Tell an effect that leaves no record under its token."""
    return is_notice(name) or is_of_programme(name)


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
