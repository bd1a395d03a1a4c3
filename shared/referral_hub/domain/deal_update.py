"""
How far the CRM knows of a deal, and the update that tells it the rest.

An update is written down before it is made: so our own words, when they come back, are never taken
for somebody else's.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Self

from .crm import Fields
from .effects import EMPTY, EffectState, Ledger, effect_token
from .shapes import Frozen, Moment

UPDATE = "opportunity_update"


class Untold(StrEnum):
    """Whether the CRM has yet to be told something: `fresh` until somebody begins to."""

    NOTHING = ""
    FRESH = "fresh"
    BEGUN = "begun"


class CrmUpdate(Frozen):
    """
    `sent` is what the mappings gave for each field of the CRM when both were last in line, and
    `sending` what an update under way writes, or what was refused.

    `policy_version` is set where a retry pinned another policy than that of the acceptance.
    """

    sent: Mapping[str, str] = {}
    sending: Mapping[str, str] = {}
    untold: Untold = Untold.NOTHING
    ledger: Ledger = EMPTY
    dismissed_at: Moment | None = None
    policy_version: int | None = None
    policy_scope: str = ""

    def fresh(self) -> Self:
        """Say that there is something new to tell."""
        return self.model_copy(update={"untold": Untold.FRESH})

    def without(self, taken: Collection[str]) -> Self:
        """
        Forget what was sent of fields in which the CRM's value was taken: it has it already.
        """
        kept = {name: text for name, text in self.sent.items() if name not in taken}
        return self.model_copy(update={"sent": kept}) if taken else self

    def wanting(self, filled: Fields, agreed: Collection[str]) -> dict[str, str]:
        """List what is to be told of what the mappings give now: what they did not give before."""
        return {
            name: text
            for name, text in filled.items()
            if text and name not in agreed and text != self.sent.get(name)
        }

    def telling(self, wanted: Fields, *, identity: tuple[str, ...], at: datetime) -> Self:
        """
        Intend to write this into the CRM; what is under way already stays as it is.

        `identity` tells this update from all others, in whatever hub.
        """
        if self.sending == wanted and self.ledger.get(UPDATE) and self.untold is Untold.BEGUN:
            return self
        intended = EMPTY.intend(UPDATE, token=effect_token(*identity, UPDATE), at=at)
        begun = {"sending": dict(wanted), "untold": Untold.BEGUN, "ledger": intended}
        return self.model_copy(update={**begun, "dismissed_at": None})

    def is_refused(self, wanted: Fields) -> bool:
        """Tell whether the CRM refused just this, and nobody asked for it again since."""
        return self._refused and self.sending == wanted

    def in_line(self, filled: Fields) -> Self:
        """Say that the CRM has all of this, or is to keep what it has instead."""
        update = {"sent": {**self.sent, **filled}, "sending": {}, "untold": Untold.NOTHING}
        settled = self.model_copy(update=update)
        entry = settled.ledger.get(UPDATE)
        done = entry is not None and entry.state is EffectState.DONE
        return settled if done else settled.model_copy(update={"ledger": EMPTY})

    def left(self) -> Self:
        """Leave it to a person: what was refused is not tried again by itself."""
        return self.model_copy(update={"untold": Untold.NOTHING})

    def again(self, version: int, scope: str) -> Self:
        """Tell it once more, under this policy."""
        pinned = {"policy_version": version, "policy_scope": scope, "dismissed_at": None}
        return self.model_copy(update={**pinned, "untold": Untold.FRESH, "ledger": EMPTY})

    @property
    def _refused(self) -> bool:
        entry = self.ledger.get(UPDATE)
        return entry is not None and entry.state is EffectState.REFUSED
