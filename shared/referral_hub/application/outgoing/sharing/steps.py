"""Share a referral with its partner, step by step, each once (OUT-5, OUT-12)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial

from referral_hub.application.deals.crm_links import CrmLinks
from referral_hub.application.effects import Effects
from referral_hub.domain.effects import Done, Outcome, Refused
from referral_hub.domain.errors import Conflict
from referral_hub.domain.outgoing.partner_referral import PartnerReferral
from referral_hub.domain.outgoing.referral import HUB_RECORD, OutgoingReferral, Step
from referral_hub.ports import TakesReferrals
from referral_hub.records.partner_links import PartnerLinks

from .two_way import TwoWayDesk

Taker = Callable[[str], TakesReferrals]

# The steps by which the partner gets to know what the fields say.
_TELLING = (Step.CREATE, Step.CORRECT)
# The steps whose results are ids by which the partner may speak of it.
_NAMING = (Step.CREATE, Step.SUBMIT)


class Sharing(StrEnum):
    """What came of it."""

    SHARED = "shared"
    HELD = "held"
    REFUSED = "refused"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Links:
    """
    Where is remembered whose the partner's record is and, where the CRM tells of changes, whose
    the opportunity is.
    """

    partner: PartnerLinks
    crm: CrmLinks | None = None

    def remember(self, referral: OutgoingReferral, *, now: datetime) -> None:
        """Do it anew as often as you like."""
        for their_id in filter(None, map(referral.ledger.result, _NAMING)):
            self.partner.link(referral.partner_id, their_id, referral.number, now=now)
        if self.crm and referral.partner_referral_id:
            self.crm.link(referral)


def share(
    *,
    number: str,
    now: datetime,
    desk: TwoWayDesk,
    taker: Taker,
    effects: Effects,
    links: Links,
) -> Sharing:
    """
    Do what is due: record the partner's side, then take the steps at the partner. A refusal is
    noted with the partner's own words, and waits for a person.

    Before a correction the partner's record is read: what its people changed there is merged first.
    While that is locked nothing is told; once it is not, all that was edited is told at once.

    Raises:
        Unavailable, Conflict: try again.
    """
    sharer = _Sharer(desk, taker, effects, links, now)
    referral = desk.outgoing.get(number)
    if not referral.due:
        return Sharing.NOTHING
    if Step.CORRECT not in referral.due:
        return sharer.go_on(referral)
    desk.look(number, taker(referral.partner_id), at=now)
    side = desk.outgoing.partners_side(number)
    looked = desk.outgoing.get(number)
    if looked.is_over:
        # It wants nothing more of it, and nothing is due any more.
        desk.outgoing.save(looked.with_ledger(looked.ledger.without(Step.CORRECT)))
        return Sharing.NOTHING
    return Sharing.HELD if side and side.is_locked else sharer.go_on(looked)


@dataclass(frozen=True)
class _Sharer:
    desk: TwoWayDesk
    taker: Taker
    effects: Effects
    links: Links
    now: datetime

    def go_on(self, referral: OutgoingReferral) -> Sharing:
        came_of_it = Sharing.NOTHING
        for name in referral.due:
            tells = name in _TELLING and self._takes(referral, name)
            if tells:
                self.desk.telling(referral)
            referral, outcome = self._perform(referral, name)
            self.links.remember(referral, now=self.now)
            referral = self._kept(name, referral)
            if isinstance(outcome, Refused):
                return Sharing.REFUSED
            if tells:
                self.desk.told(referral.number)
            if name != HUB_RECORD:
                came_of_it = Sharing.SHARED
        return came_of_it

    def _perform(
        self, referral: OutgoingReferral, name: str
    ) -> tuple[OutgoingReferral, Done | Refused]:
        def call(token: str) -> Outcome:
            if name == HUB_RECORD:
                return self._record(referral)
            if not self._takes(referral, name):
                return Done()
            return self.taker(referral.partner_id).take(Step(name), referral, token=token)

        return self.effects.perform(referral, name, call, save=partial(self._kept, name))

    def _kept(self, name: str, worked: OutgoingReferral) -> OutgoingReferral:
        """
        Save what came of a step. Where somebody has edited meanwhile, it is kept beside the edit: a
        partner that knows no tokens would be asked for the same once more.

        Raises:
            Conflict: somebody has; begin anew with what there is now.
        """
        try:
            return self.desk.outgoing.save(worked)
        except Conflict:
            self.desk.outgoing.change(worked.number, partial(self._noted, name, worked))
            raise

    def _noted(
        self, name: str, worked: OutgoingReferral, now: OutgoingReferral
    ) -> OutgoingReferral:
        """What was asked for anew meanwhile, or settled, stays so."""
        came_of_it, known = worked.ledger.effects[name], now.ledger.get(name)
        if known is None or known.outcome or known.token != came_of_it.token:
            return now
        return self.desk.outgoing.save(now.with_ledger(now.ledger.having(name, came_of_it)))

    def _takes(self, referral: OutgoingReferral, name: str) -> bool:
        """What was shared with a partner that takes no changes stays with it as it was."""
        return name != Step.CORRECT or self.taker(referral.partner_id).corrects

    def _record(self, referral: OutgoingReferral) -> Outcome:
        """Whoever finds the record has made it before."""
        number, partner_id = referral.number, referral.partner_id
        if self.desk.outgoing.partners_side(number) is None:
            side = PartnerReferral(number=number, partner_id=partner_id, created_at=self.now)
            self.desk.outgoing.save_partners_side(side)
        return Done()
