"""
One deal, seen from the way to each of those who are told of it: a record with effects and problems
of its own.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Generic, Self, TypeVar

from referral_hub.domain.effects import Ledger
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.referrals.deal_fields import DealField
from referral_hub.domain.shapes import Moment

from .crm_update import CrmUpdate
from .deal import Deal
from .partner_update import PartnerUpdate
from .update import DealUpdate

Update = TypeVar("Update", bound=DealUpdate)


@dataclass(frozen=True)
class DealSide(ABC, Generic[Update]):
    """A deal with the update that one other system is told by."""

    deal: Deal

    @property
    @abstractmethod
    def update(self) -> Update: ...

    @abstractmethod
    def updating(self, update: Update) -> Self:
        """Put another update in its place."""

    @property
    def number(self) -> str:
        return self.deal.number

    @property
    def ledger(self) -> Ledger:
        return self.update.ledger

    def with_ledger(self, ledger: Ledger) -> Self:
        return self.updating(self.update.model_copy(update={"ledger": ledger}))

    @property
    def retryable(self) -> bool:
        """Whether it can be told again what it has not taken; dismissed or not."""
        return self.update.given_up

    @property
    def dismissible(self) -> bool:
        return self.update.given_up and self.update.dismissed_at is None

    @property
    def dismissed_at(self) -> Moment | None:
        return self.update.dismissed_at

    def dismissed(self, *, at: datetime) -> Self:
        """Take its problem off the list of those that somebody must see to."""
        return self.updating(self.update.dismissed(at=at))

    def held_up(self, trouble: Unavailable, *, identity: tuple[str, ...], at: datetime) -> Self:
        """Note that nobody answers there."""
        why, cause = trouble.reason, trouble.cause
        return self.updating(self.update.held_up(why, cause=cause, identity=identity, at=at))

    def left(self) -> Self:
        """Leave what was refused to a person."""
        return self.updating(self.update.left())


class CrmSide(DealSide[CrmUpdate]):
    """What the CRM is told of it; how both are merged is the deal's own."""

    @property
    def update(self) -> CrmUpdate:
        return self.deal.update

    def updating(self, update: CrmUpdate) -> Self:
        return replace(self, deal=self.deal.updating(update))


class PartnerSide(DealSide[PartnerUpdate]):
    """
    What its partner is told of it.

    What a partner is told is what it has said, from then on: it is no news when it comes back.
    """

    @property
    def update(self) -> PartnerUpdate:
        return self.deal.partner_update

    def updating(self, update: PartnerUpdate) -> Self:
        deal = self.deal.model_copy(update={"partner_update": update})
        return replace(self, deal=deal)

    @property
    def due(self) -> dict[str, str]:
        """What the partner has to be told, in the words of the hub, and has not refused."""
        return self.update.due(self.update.wanting(self.deal.values, self.deal.tells))

    def telling(self, due: dict[str, str], *, identity: tuple[str, ...], at: datetime) -> Self:
        """Intend to tell this; what is under way already stays as it is."""
        return self.updating(self.update.telling(due, identity=identity, at=at))

    def under_way(self, words: Mapping[DealField, str]) -> Self:
        """Write down what the referral itself is telling the partner."""
        return self.updating(self.update.under_way({f.value: text for f, text in words.items()}))

    def told(self) -> Self:
        """Say that the partner has what was being told."""
        words = {DealField(name): text for name, text in self.update.sending.items()}
        return replace(self, deal=self.deal.shown(words)).updating(self.update.told())

    def at_rest(self) -> Self:
        """Say that there is nothing to tell."""
        return self.updating(self.update.at_rest())

    def again(self) -> Self:
        """Tell once more what was not taken."""
        return self.updating(self.update.again())


EitherSide = CrmSide | PartnerSide


def sides(deal: Deal) -> tuple[EitherSide, ...]:
    """Lay out both: first the CRM's, then the partner's."""
    return CrmSide(deal), PartnerSide(deal)


def let_be(deal: Deal, *, at: datetime) -> Deal:
    """Take the problems of both sides off the list of those that somebody must see to."""
    for side_of in (CrmSide, PartnerSide):
        side: EitherSide = side_of(deal)
        deal = side.dismissed(at=at).deal if side.dismissible else deal
    return deal
