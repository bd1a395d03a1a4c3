"""Share a referral with its partner, step by step, each once (OUT-5, OUT-12)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from referral_hub.application.effects import Effects
from referral_hub.domain.effects import Done, Outcome, Refused
from referral_hub.domain.outgoing.partner_referral import PartnerReferral
from referral_hub.domain.outgoing.referral import HUB_RECORD, OutgoingReferral, Step
from referral_hub.ports import TakesReferrals
from referral_hub.records.outgoing import OutgoingReferrals

Taker = Callable[[str], TakesReferrals]


class Sharing(StrEnum):
    """What came of it."""

    SHARED = "shared"
    REFUSED = "refused"
    NOTHING = "nothing"


def share(
    *, number: str, now: datetime, outgoing: OutgoingReferrals, taker: Taker, effects: Effects
) -> Sharing:
    """
    Do what is due: record the partner's side, then take the steps at the partner. A refusal is
    noted with the partner's own words, and waits for a person.

    Raises:
        Unavailable, Conflict: try again.
    """
    referral = outgoing.get(number)
    if not referral.due:
        return Sharing.NOTHING
    return _Sharer(outgoing, taker, effects, now).go_on(referral)


@dataclass(frozen=True)
class _Sharer:
    outgoing: OutgoingReferrals
    taker: Taker
    effects: Effects
    now: datetime

    def go_on(self, referral: OutgoingReferral) -> Sharing:
        came_of_it = Sharing.NOTHING
        for name in referral.due:
            referral, outcome = self._perform(referral, name)
            referral = self.outgoing.save(referral)
            if isinstance(outcome, Refused):
                return Sharing.REFUSED
            if name != HUB_RECORD:
                came_of_it = Sharing.SHARED
        return came_of_it

    def _perform(
        self, referral: OutgoingReferral, name: str
    ) -> tuple[OutgoingReferral, Done | Refused]:
        def call(token: str) -> Outcome:
            if name == HUB_RECORD:
                return self._record(referral)
            return self.taker(referral.partner_id).take(Step(name), referral, token=token)

        return self.effects.perform(referral, name, call, save=self.outgoing.save)

    def _record(self, referral: OutgoingReferral) -> Outcome:
        """Whoever finds the record has made it before."""
        number, partner_id = referral.number, referral.partner_id
        if self.outgoing.partners_side(number) is None:
            side = PartnerReferral(number=number, partner_id=partner_id, created_at=self.now)
            self.outgoing.save_partners_side(side)
        return Done()
