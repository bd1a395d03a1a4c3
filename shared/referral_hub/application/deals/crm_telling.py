"""
What changes in the hub after acceptance is told to the CRM: changed fields only (X-1).

The opportunity is read first: what somebody changed there in the meantime is merged by the rules of
the policy before anything is written, and only what counts is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial

from referral_hub.application.effects import Effects
from referral_hub.domain.deals.crm_update import CRM_UPDATE
from referral_hub.domain.deals.deal import Deal
from referral_hub.domain.deals.sides import CrmSide
from referral_hub.domain.effects import Effect, Outcome, Refused
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.timeline_entry import TimelineEntry
from referral_hub.ports import Listener, Outbound
from referral_hub.records.deals import Deals
from referral_hub.records.races import unless_overtaken
from referral_hub.records.timeline import Timeline

from .crm_links import CrmLinks
from .desk import DealDesk
from .ground import AnyReferral
from .open_deal import OpenDeal


class Telling(StrEnum):
    """What came of it."""

    TOLD = "told"
    REFUSED = "refused"
    NOTHING = "nothing"


def tell(
    *,
    number: str,
    now: datetime,
    desk: DealDesk,
    crm_links: CrmLinks | None,
    timeline: Timeline,
    effects: Effects,
) -> Telling:
    """
    Bring the CRM's opportunity in line with the deal.

    Before there is an opportunity there is nothing to tell: whoever creates it asks again. A
    refusal waits for a person, as a sync problem. Other referrals with the same opportunity look
    at it afterwards.

    Raises:
        Unavailable, Conflict: try again.
    """
    teller = _Teller(desk, crm_links, timeline, effects, now)
    return unless_overtaken(number, partial(teller.tell, number))


def pass_on(*, number: str, deals: Deals, outbound: Outbound | None) -> None:
    """
    Send on its way what was said of the deal while there was no opportunity, and its partner knew
    of none; repeating it harms nothing.
    """
    if (deal := deals.find(number)) is None or outbound is None:
        return
    # Another mark than that of the change: its own message came too early, and changed nothing.
    mark = f"{deal.version}-there"
    if deal.update.untold:
        outbound.send(number, to=Listener.CRM, mark=mark)
    if deal.partner_update.untold:
        outbound.send(number, to=Listener.PARTNER, mark=mark)


@dataclass(frozen=True)
class _Teller:
    desk: DealDesk
    links: CrmLinks | None
    timeline: Timeline
    effects: Effects
    now: datetime

    def tell(self, number: str) -> Telling:
        known, referral = self.desk.deals.find(number), self.desk.referral_of(number)
        if known is None or not known.update.untold or not referral.opportunity_id:
            return Telling.NOTHING
        try:
            opened = self._merged(referral)
        except Unavailable as trouble:
            self._note(known, referral, trouble)
            raise
        wanted = opened.wanted
        if isinstance(wanted, Refused):
            return self._write(opened, {}, wanted)
        if due := opened.deal.update.due(wanted):
            return self._write(opened, due, opened.refusal_of(due))
        return self._arrived(opened)

    def _arrived(self, opened: OpenDeal) -> Telling:
        """
        Leave it at what the CRM has: nothing is to be told, what it refused before is not told
        again, and what was told got there though its answer did not.
        """
        sending = opened.deal.update.sending
        arrived = sending and sending.items() <= opened.given.items()
        told = opened.deal.update.ledger.get(CRM_UPDATE) if arrived else None
        if told:
            self._let_others_look(opened.referral)
            self._note_told(opened.referral, sending, told)
        self.desk.save(opened.referral, opened.in_line(), at=self.now)
        return Telling.TOLD if told else Telling.NOTHING

    def _merged(self, referral: AnyReferral) -> OpenDeal:
        """Lay out the deal with what the CRM has now; one that is gone is refused when written."""
        crm = self.desk.crm
        opened = self.desk.open(referral, crm.stages())
        opportunity = crm.opportunity(referral.opportunity_id)
        if opportunity is None:
            return opened
        return opened.heard(opportunity, noticed=self.now, who=crm.name)

    def _note(self, deal: Deal, referral: AnyReferral, trouble: Unavailable) -> None:
        """Make the trouble a sync problem: nothing was begun that could tell of it."""
        identity = _identity(referral, deal)
        self._save(CrmSide(deal).held_up(trouble, identity=identity, at=self.now))

    def _write(
        self, opened: OpenDeal, wanted: Mapping[str, str], refused: Refused | None = None
    ) -> Telling:
        referral, deal = opened.referral, opened.deal
        update = deal.update.telling(wanted, identity=_identity(referral, deal), at=self.now)
        begun = deal.updating(update)

        def call(_: str) -> Outcome:
            return refused or self.desk.crm.update_opportunity(referral.opportunity_id, wanted)

        saved = CrmSide(self.desk.save(referral, begun, at=self.now))
        settled, outcome = self.effects.perform(saved, CRM_UPDATE, call, save=self._save)
        if isinstance(outcome, Refused):
            if self._save(settled.left()).update.untold:
                self.tell(referral.number)
            return Telling.REFUSED
        self._let_others_look(referral)
        self._note_told(referral, wanted, saved.ledger.effects[CRM_UPDATE])
        self._save(CrmSide(opened.having(settled.deal).in_line()))
        return Telling.TOLD

    def _save(self, side: CrmSide) -> CrmSide:
        return CrmSide(self.desk.deals.save(side.number, side.deal))

    def _let_others_look(self, referral: AnyReferral) -> None:
        """Before it is noted that they were told: after a crash it is done again."""
        if self.links:
            self.links.let_others_look(referral)

    def _note_told(self, referral: AnyReferral, written: Mapping[str, str], begun: Effect) -> None:
        """Before it is saved, and by when it was begun: after a crash it is noted as the same."""
        why = ", ".join(sorted(written))
        entry = TimelineEntry(at=begun.at, who="hub", what="opportunity.updated", why=why)
        self.timeline.add(referral.number, entry)


def _identity(referral: AnyReferral, deal: Deal) -> tuple[str, ...]:
    return (*referral.identity, str(deal.version))
