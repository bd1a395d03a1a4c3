"""
Do outside what a referral by code is due: carry its code to the opportunity that its lead became
(LC-5), and tell the CRM's own referral programme of each event, each once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import partial

from referral_hub.application.effects import Effects
from referral_hub.domain.cause import Cause
from referral_hub.domain.effects import Done, Outcome, Refused, programme_event
from referral_hub.domain.lifecycles.code import codes_in
from referral_hub.domain.lifecycles.outbox import carrying_to, code_field, due, event_of
from referral_hub.domain.lifecycles.sales_record import RecordKind
from referral_hub.domain.lifecycles.tracked import TrackedReferral
from referral_hub.ports import Crm, ProcessesReferralEvents, TracksSales
from referral_hub.records.races import unless_overtaken

from .desk import LifecycleDesk

_NO_PROGRAMME = Refused(
    reason="the CRM has no referral programme that could be told",
    fix="Let the lifecycle not write back.",
)


class CameOfIt(StrEnum):
    DONE = "done"
    REFUSED = "refused"
    NOTHING = "nothing"


def bring_about(*, number: str, desk: LifecycleDesk, crm: Crm, effects: Effects) -> CameOfIt:
    """
    Do what is due. A refusal is kept with the referral, and waits for a person.

    Raises:
        Unavailable, Conflict: try again.
    """
    outside = _Outside(desk, crm, effects)
    referral = desk.tracked.get(number)
    came_of_it = CameOfIt.NOTHING
    while names := due(referral):
        referral, outcome = outside.perform(referral, names[0])
        refused = CameOfIt.REFUSED in (came_of_it, _word_of(outcome))
        came_of_it = CameOfIt.REFUSED if refused else CameOfIt.DONE
    return came_of_it


def retry(*, number: str, now: datetime, desk: LifecycleDesk) -> TrackedReferral:
    """
    Have done what the CRM refused.

    Raises:
        TrackedReferralNotFound: there is none of this number.
        NothingWasRefused: nobody refused anything.
    """
    return unless_overtaken(
        number, lambda: desk.tracked.save(desk.tracked.get(number).retried(at=now))
    )


def _word_of(outcome: Done | Refused) -> CameOfIt:
    return CameOfIt.REFUSED if isinstance(outcome, Refused) else CameOfIt.DONE


@dataclass(frozen=True)
class _Outside:
    desk: LifecycleDesk
    crm: Crm
    effects: Effects

    def perform(
        self, referral: TrackedReferral, name: str
    ) -> tuple[TrackedReferral, Done | Refused]:
        save = partial(self._kept, name)
        call = partial(self._call, referral, name)
        settled, outcome = self.effects.perform(referral, name, call, save=save)
        return save(settled), outcome

    def _kept(self, name: str, worked: TrackedReferral) -> TrackedReferral:
        """
        Keep what came of it beside whatever was seen of the sale meanwhile. What was asked for anew
        since, or is settled, stays so.
        """

        def note() -> TrackedReferral:
            now = self.desk.tracked.get(worked.number)
            came_of_it, known = worked.ledger.effects[name], now.ledger.effects[name]
            if known.outcome or known.token != came_of_it.token:
                return now
            return self.desk.tracked.save(now.with_ledger(now.ledger.having(name, came_of_it)))

        return unless_overtaken(worked.number, note)

    def _call(self, referral: TrackedReferral, name: str, token: str) -> Outcome:
        lifecycle = self.desk.lifecycle_of(referral)
        events = {programme_event(event): event for event in lifecycle.events}
        if name in events:
            if not isinstance(self.crm, ProcessesReferralEvents):
                return _NO_PROGRAMME
            told = event_of(referral, lifecycle, events[name])
            return self.crm.process_referral_event(told, token=token)
        stories = (story.latest.record_id for story in referral.stories.values())
        opportunity_id = next(each for each in stories if carrying_to(each) == name)
        return self._carry(referral.code, opportunity_id, code_field(lifecycle))

    def _carry(self, code: str, opportunity_id: str, field: str) -> Outcome:
        """Read before writing: what somebody has put there meanwhile is theirs."""
        there = self._read(opportunity_id, field)
        if code in codes_in(there):
            return Done(result=opportunity_id)
        if there:
            return Refused(
                reason=f"opportunity {opportunity_id} has the code {there}, which stays",
                cause=Cause.DUPLICATE,
                fix="Let it be; or empty the field in the CRM, and retry.",
            )
        return self.crm.update_opportunity(opportunity_id, {field: code})

    def _read(self, opportunity_id: str, field: str) -> str:
        if not isinstance(self.crm, TracksSales):
            return ""
        found = self.crm.sales_record(RecordKind.OPPORTUNITY, opportunity_id, (field,))
        return found.fields.get(field, "").strip() if found else ""
