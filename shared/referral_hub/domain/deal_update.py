"""
How far the CRM knows of a deal, and the update that tells it the rest.

An update is written down before it is made: so our own words, when they come back, are never taken
for somebody else's.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Self

from .cause import Cause
from .crm import Fields
from .effects import EMPTY, Effect, EffectState, Ledger, effect_token
from .shapes import Frozen, Moment

UPDATE = "opportunity_update"
# A message is brought for a day: whoever has been tried so long has a few tries left at most.
TRIED_IN_VAIN = timedelta(hours=20)


class Untold(StrEnum):
    """Whether the CRM has yet to be told something: `fresh` until somebody begins to."""

    NOTHING = ""
    FRESH = "fresh"
    BEGUN = "begun"


class Refusal(Frozen):
    """What the CRM did not take for a field, and why, unless a person let that be."""

    text: str
    why: Effect | None


class CrmUpdate(Frozen):
    """
    How far the CRM knows of one deal, in one of these states.

    ========  =========  ===============  =========================================================
    untold    ledger     sending          what that means
    ========  =========  ===============  =========================================================
    nothing   -, done    -                in line: the CRM has it, or keeps what it has instead
    fresh     -, done    -                something was said, and a message is on its way
    fresh     -          what is made     the opportunity is being created, and read afterwards
    begun     intended   what is written  an update is under way, and nobody knows how it ended
    begun     intended   as before        the CRM is out of reach; after `TRIED_IN_VAIN` given up
    begun     refused    -                some fields are refused, the others are still to be told
    nothing   refused    -                refused: a person retries, dismisses it, or says it anew
    ========  =========  ===============  =========================================================

    Whatever is said anew makes it fresh, from any of these.

    `sent` is what the mappings gave for each field of the CRM when both were last in line,
    `sending` what the creation or an update under way writes, and `refused` what the CRM did not
    take. `currency` is the one that the amounts in the CRM are in, unless it is told another.

    `policy_version` is set where a retry pinned another policy than that of the acceptance.
    """

    sent: Mapping[str, str] = {}
    sending: Mapping[str, str] = {}
    refused: Mapping[str, Refusal] = {}
    untold: Untold = Untold.NOTHING
    currency: str = ""
    ledger: Ledger = EMPTY
    dismissed_at: Moment | None = None
    policy_version: int | None = None
    policy_scope: str = ""

    def fresh(self) -> Self:
        """Say that there is something new to tell."""
        return self.model_copy(update={"untold": Untold.FRESH})

    def without(self, names: Collection[str]) -> Self:
        """Forget what was sent of these fields, and what was refused: they are said anew."""
        if not names:
            return self
        sent = {name: text for name, text in self.sent.items() if name not in names}
        refused = {name: why for name, why in self.refused.items() if name not in names}
        return self.model_copy(update={"sent": sent, "refused": refused})

    def wanting(self, filled: Fields, told: Collection[str]) -> dict[str, str]:
        """
        List what is to be told of what the mappings give now: what they did not give before, and
        that of which nobody knows whether it arrived.
        """
        return {
            name: text
            for name, text in filled.items()
            if text and name not in told and (text != self.sent.get(name) or name in self.sending)
        }

    def due(self, wanted: Fields) -> dict[str, str]:
        """Leave out what the CRM refused, and nobody asked for again since."""
        return {name: text for name, text in wanted.items() if not self._is_refused(name, text)}

    def _is_refused(self, name: str, text: str) -> bool:
        return name in self.refused and self.refused[name].text == text

    def creating(self, filled: Fields, synced: Collection[str], *, currency: str) -> Self:
        """
        Note what the creation of the opportunity writes, where it comes back or is another value
        than was shared; what was noted at the first try may be there already, and stays.

        Whoever reads the opportunity afterwards brings both in line.
        """
        own = {n: text for n, text in filled.items() if n in synced or text != self.sent.get(n)}
        own_currency = self.currency if self.sending else currency
        noted = self.model_copy(
            update={"sending": {**own, **self.sending}, "currency": own_currency}
        )
        return noted.fresh() if noted.sending else noted

    def past(self, names: Collection[str]) -> Self:
        """
        Forget what the creation wrote where the CRM has something else by now: the same word,
        later, is somebody's own. An update that is under way may still arrive late.
        """
        gone = frozenset() if self._under_way else self.sending.keys() & set(names)
        if not gone:
            return self
        sending = {name: text for name, text in self.sending.items() if name not in gone}
        return self.without(gone).model_copy(update={"sending": sending})

    def taken_over(self, before: Fields, now: Fields) -> Self:
        """
        Say that what the mappings made of a linked opportunity that nobody had read, and what they
        make of it `now`, is all the same to it: it keeps what it has.
        """
        same = {n: text for n, text in now.items() if self.sent.get(n, "") == before.get(n, "")}
        return self.model_copy(update={"sent": {**self.sent, **same}})

    def telling(self, wanted: Fields, *, identity: tuple[str, ...], at: datetime) -> Self:
        """
        Intend to write this into the CRM; what is under way already stays as it is.

        `identity` tells this update from all others, in whatever hub.
        """
        if self.sending == wanted and self._entry and self.untold is Untold.BEGUN:
            return self
        begun = self._begun(identity, at)
        return begun.model_copy(update={"sending": dict(wanted)})

    def held_up(
        self, problem: str, *, cause: Cause, identity: tuple[str, ...], at: datetime
    ) -> Self:
        """Note that the CRM cannot be asked; what it is to be told is known when it answers."""
        begun = (
            self if self._under_way and self.untold is Untold.BEGUN else self._begun(identity, at)
        )
        noted = begun.ledger.note_problem(UPDATE, problem, at=at, cause=cause)
        return begun.model_copy(update={"ledger": noted})

    def _begun(self, identity: tuple[str, ...], at: datetime) -> Self:
        """Begin an update of its own; that the CRM is out of reach is still the same problem."""
        token = effect_token(*identity, UPDATE)
        ledger = EMPTY.intend(UPDATE, token=token, at=at)
        if self._under_way:
            ledger = Ledger(effects={UPDATE: self._under_way.model_copy(update={"token": token})})
        begun = {"untold": Untold.BEGUN, "ledger": ledger, "dismissed_at": None}
        return self.model_copy(update=begun)

    def in_line(self, filled: Fields, *, currency: str) -> Self:
        """
        Say that the CRM has all of this, or is to keep what it has instead; what it refused is a
        problem as before.
        """
        refused = {n: r for n, r in self.refused.items() if self._is_refused(n, filled.get(n, ""))}
        taken = {name: text for name, text in filled.items() if name not in refused}
        update = {"sent": {**self.sent, **taken}, "refused": refused, "untold": Untold.NOTHING}
        update |= {"sending": {}, "currency": self.currency or currency}
        return self.model_copy(update={**update, "ledger": self._at_rest(refused)})

    def _at_rest(self, refused: Mapping[str, Refusal]) -> Ledger:
        """What is left of an update that has come to its end."""
        reasons = [refusal.why for refusal in refused.values() if refusal.why]
        if reasons:
            return Ledger(effects={UPDATE: reasons[-1]})
        done = self._entry is not None and self._entry.state is EffectState.DONE
        return self.ledger if done else EMPTY

    def left(self) -> Self:
        """
        Leave it to a person: what was refused is not tried again by itself. Where the CRM named the
        fields, the others are still to be told.
        """
        entry = self._entry
        named = self.sending.keys() & (entry.fields if entry else ()) or self.sending.keys()
        refused = {n: Refusal(text=self.sending[n], why=entry) for n in named}
        others = Untold.BEGUN if len(named) < len(self.sending) else Untold.NOTHING
        known = {**self.refused, **refused}
        return self.model_copy(update={"refused": known, "sending": {}, "untold": others})

    def again(self, version: int, scope: str, *, as_it_is: Fields) -> Self:
        """
        Tell it once more, under this policy.

        `as_it_is` is what its mappings give where nothing has changed since: another mapping alone
        overwrites nothing in the CRM.
        """
        pinned = {"policy_version": version, "policy_scope": scope, "dismissed_at": None}
        sent = {**self.sent, **as_it_is}
        begun = {"untold": Untold.FRESH, "ledger": EMPTY, "sent": sent, "refused": {}}
        return self.model_copy(update={**pinned, **begun})

    @property
    def given_up(self) -> bool:
        """Whether nobody but a person goes on: the CRM refused, or was tried in vain all day."""
        if self._refused:
            return self.untold is Untold.NOTHING
        tried = self._under_way
        return tried is not None and tried.at - (tried.since or tried.at) >= TRIED_IN_VAIN

    def dismissed(self, *, at: datetime) -> Self:
        """Let the problem be, until the CRM is told something else."""
        if self.dismissed_at:
            return self
        let_be = {n: Refusal(text=refusal.text, why=None) for n, refusal in self.refused.items()}
        return self.model_copy(update={"dismissed_at": at, "refused": let_be})

    @property
    def _entry(self) -> Effect | None:
        return self.ledger.get(UPDATE)

    @property
    def _under_way(self) -> Effect | None:
        return self._entry if self._entry and self._entry.outcome is None else None

    @property
    def _refused(self) -> bool:
        return self._entry is not None and self._entry.state is EffectState.REFUSED
