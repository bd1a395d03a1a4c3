"""
What the host changes of a deal is told to its partner: the fields that the policy names, and no
others (X-1).

The partner's record is read first: what its people changed there in the meantime is merged by the
rules of the policy before anything is written, and only what counts is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from referral_hub.application.effects import Effects
from referral_hub.domain.cause import Cause
from referral_hub.domain.deals.partner_update import PARTNER_UPDATE
from referral_hub.domain.deals.sides import PartnerSide
from referral_hub.domain.effects import Outcome, Refused
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.referrals.deal_fields import DealField
from referral_hub.domain.referrals.referral import Referral
from referral_hub.domain.timeline_entry import TimelineEntry
from referral_hub.ports import HearsDeals
from referral_hub.records.races import unless_overtaken
from referral_hub.records.timeline import Timeline

from .crm_telling import Telling
from .desk import DealDesk

Hearing = Callable[[str], HearsDeals | None]


def tell(
    *,
    number: str,
    now: datetime,
    desk: DealDesk,
    hearing: Hearing,
    timeline: Timeline,
    effects: Effects,
) -> Telling:
    """
    Bring the partner's record in line with the deal.

    Before the partner knows of the opportunity there is nothing to tell: whoever tells it of that
    asks again. A refusal waits for a person, as a sync problem; the fields that are not refused are
    told without the others.

    Raises:
        Unavailable, Conflict: try again.
    """
    teller = _Teller(desk, hearing, timeline, effects, now)
    return unless_overtaken(number, partial(teller.tell, number))


@dataclass(frozen=True)
class _Teller:
    desk: DealDesk
    hearing: Hearing
    timeline: Timeline
    effects: Effects
    now: datetime

    def tell(self, number: str) -> Telling:
        known, referral = self.desk.deals.find(number), self.desk.referrals.get(number)
        knows_it = referral.ledger.is_done("partner_crm_id")
        if known is None or not known.partner_update.untold or not knows_it:
            return Telling.NOTHING
        side = self._side(referral)
        try:
            partner = self.hearing(referral.partner_id)
            if partner and side.due:
                side = self._merged(referral, partner)
        except Unavailable as trouble:
            self._save(side.held_up(trouble, identity=_identity(referral, side), at=self.now))
            raise
        if partner and (due := side.due):
            return self._tell(referral, side, due, partner)
        # Whoever cannot be told of deals is told nothing, whatever a policy of all partners says.
        self._save(side.at_rest())
        return Telling.NOTHING

    def _side(self, referral: Referral) -> PartnerSide:
        return PartnerSide(self.desk.open(referral).deal)

    def _merged(self, referral: Referral, partner: HearsDeals) -> PartnerSide:
        """Lay out the deal with what the partner says now."""
        said, partner_id = partner.read_deal(referral), referral.partner_id
        self.desk.retell(referral.number, said, partner_id=partner_id, at=self.now)
        return self._side(referral)

    def _tell(
        self, referral: Referral, side: PartnerSide, due: dict[str, str], partner: HearsDeals
    ) -> Telling:
        telling = side.telling(due, identity=_identity(referral, side), at=self.now)
        begun, call = self._save(telling), partial(_call, referral, due, partner)
        settled, outcome = self.effects.perform(begun, PARTNER_UPDATE, call, save=self._save)
        if isinstance(outcome, Refused):
            if self._save(settled.left()).update.untold:
                self.tell(referral.number)
            return Telling.REFUSED
        # Noted first, by when it was begun: after a crash in between it is noted as the same.
        begun_at = begun.ledger.effects[PARTNER_UPDATE].at
        why = ", ".join(sorted(due))
        entry = TimelineEntry(at=begun_at, who="hub", what="partner.told_deal", why=why)
        self.timeline.add(referral.number, entry)
        self._save(settled.told())
        return Telling.TOLD

    def _save(self, side: PartnerSide) -> PartnerSide:
        return PartnerSide(self.desk.deals.save(side.number, side.deal))


def _call(referral: Referral, due: Mapping[str, str], partner: HearsDeals, token: str) -> Outcome:
    words = {DealField(name): text for name, text in due.items()}
    if unheard := words.keys() - partner.hears:
        return _refused(referral, unheard)
    return partner.tell_deal(referral, words, token=token)


def _identity(referral: Referral, side: PartnerSide) -> tuple[str, ...]:
    return (*referral.identity, str(side.deal.version))


def _refused(referral: Referral, unheard: set[DealField]) -> Refused:
    names = tuple(sorted(unheard))
    return Refused(
        reason=f"{referral.partner_id} cannot be told {', '.join(names)}",
        cause=Cause.INVALID_FIELDS,
        fields=names,
        fix="Take these fields out of tells_partner in the policy of this partner, publish, and"
        " retry.",
    )
