"""The deal as far as its partner is told of it: a record with effects and problems of its own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self

from .deal import Deal
from .deal_fields import DealField
from .effects import Ledger
from .errors import Unavailable
from .partner_update import PartnerUpdate
from .shapes import Moment


@dataclass(frozen=True)
class PartnerSide:
    """
    One deal, seen from the way to its partner.

    What a partner is told is what it has said, from then on: it is no news when it comes back.
    """

    deal: Deal

    @property
    def number(self) -> str:
        return self.deal.number

    @property
    def partner_id(self) -> str:
        return self.deal.partner_id

    @property
    def update(self) -> PartnerUpdate:
        return self.deal.partner_update

    @property
    def wanted(self) -> dict[str, str]:
        """What the partner has to be told, in the words of the hub."""
        return self.update.wanting(self.deal.values, self.deal.tells)

    @property
    def due(self) -> dict[str, str]:
        """What of it the partner has not refused."""
        return self.update.due(self.wanted)

    def telling(self, due: dict[str, str], *, identity: tuple[str, ...], at: datetime) -> Self:
        """Intend to tell this; what is under way already stays as it is."""
        return self.updating(self.update.telling(due, identity=identity, at=at))

    def held_up(self, trouble: Unavailable, *, identity: tuple[str, ...], at: datetime) -> Self:
        """Note that the partner does not answer."""
        why, cause = trouble.reason, trouble.cause
        return self.updating(self.update.held_up(why, cause=cause, identity=identity, at=at))

    def told(self) -> Self:
        """Say that the partner has what was being told."""
        words = {DealField(name): text for name, text in self.update.sending.items()}
        return replace(self, deal=self.deal.shown(words)).updating(self.update.told())

    def at_rest(self) -> Self:
        """Say that there is nothing to tell."""
        return self.updating(self.update.at_rest())

    def left(self) -> Self:
        """Leave what was refused to a person."""
        return self.updating(self.update.left())

    def again(self) -> Self:
        """Tell once more what was not taken."""
        return self.updating(self.update.again())

    def updating(self, update: PartnerUpdate) -> Self:
        deal = self.deal.model_copy(update={"partner_update": update})
        return replace(self, deal=deal)

    @property
    def ledger(self) -> Ledger:
        return self.update.ledger

    def with_ledger(self, ledger: Ledger) -> Self:
        return self.updating(self.update.model_copy(update={"ledger": ledger}))

    @property
    def retryable(self) -> bool:
        """Whether the partner can be told again what it has not taken; dismissed or not."""
        return self.update.given_up

    @property
    def dismissible(self) -> bool:
        return self.update.given_up and self.update.dismissed_at is None

    @property
    def dismissed_at(self) -> Moment | None:
        return self.update.dismissed_at

    def dismissed(self, *, at: datetime) -> Self:
        return self.updating(self.update.dismissed(at=at))


def sides(deal: Deal) -> tuple[Deal | PartnerSide, ...]:
    """Part what is told to the CRM, which the deal itself keeps, from what its partner is told."""
    return deal, PartnerSide(deal)


def let_be(deal: Deal, *, at: datetime) -> Deal:
    """Take the problems of both sides off the list of those that somebody must see to."""
    left = deal.dismissed(at=at) if deal.dismissible else deal
    side = PartnerSide(left)
    return side.dismissed(at=at).deal if side.dismissible else left
