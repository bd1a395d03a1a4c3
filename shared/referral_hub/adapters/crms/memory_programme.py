"""A CRM's referral programme, in memory: what the port promises, and the journal of the CRM."""

from __future__ import annotations

from collections.abc import Collection

from referral_hub.domain.cause import Cause
from referral_hub.domain.effects import Done, Outcome, Refused
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.lifecycles.sales_record import ReferralEvent

_FIX = "Give the code to the programme, or let the lifecycle say the event's name there; retry."


class MemoryProgramme:
    """
    A programme that knows these codes and types of events; `journal` is what it took, in order.

    `closed_for` so many calls it cannot be asked; for `loses_answers` it takes the event, and the
    caller does not hear of it.
    """

    def __init__(
        self, codes: Collection[str], event_types: Collection[str] = ("Refer", "Qualify", "Closure")
    ) -> None:
        self.codes = set(codes)
        self.event_types = set(event_types)
        self.journal: list[ReferralEvent] = []
        self.closed_for = 0
        self.loses_answers = 0
        self._taken: dict[str, str] = {}
        self._referrals: dict[str, str] = {}

    def process_referral_event(self, event: ReferralEvent, *, token: str) -> Outcome:
        if self.closed_for:
            self.closed_for -= 1
            raise Unavailable("the CRM", "it is closed")
        if token in self._taken:
            return Done(result=self._taken[token])
        if problem := self._problem(event):
            return Refused(reason=problem, cause=Cause.INVALID_FIELDS, fix=_FIX)
        self.journal.append(event)
        self._taken[token] = self._referral_of(event)
        if self.loses_answers:
            self.loses_answers -= 1
            raise Unavailable("the CRM", "it did not answer")
        return Done(result=self._taken[token])

    def _problem(self, event: ReferralEvent) -> str:
        if event.code not in self.codes:
            return f"the programme does not know the code {event.code}"
        if event.event_type not in self.event_types:
            return f"the programme does not know events called {event.event_type}"
        return ""

    def _referral_of(self, event: ReferralEvent) -> str:
        """Find the referral of whom or what the event is about, or begin one."""
        about = [each for each in (event.lead_id, event.account_id, event.opportunity_id) if each]
        known = (self._referrals[each] for each in about if each in self._referrals)
        number = next(known, f"referral-{len(self.journal)}")
        self._referrals |= dict.fromkeys(about, number)
        return number
