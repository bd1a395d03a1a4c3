"""A hub whose CRM has a referral programme, and what it is due to do there."""

from __future__ import annotations

from typing import Any

from referral_hub.adapters.crms.builtin import BuiltInCrm
from referral_hub.adapters.crms.memory_programme import MemoryProgramme
from referral_hub.adapters.memory import MemoryTable
from referral_hub.application.effects import Effects, Faults, NoFaults
from referral_hub.application.lifecycles.following import Followed, follow
from referral_hub.application.lifecycles.outside import CameOfIt, bring_about, retry
from referral_hub.domain.effects import Outcome
from referral_hub.domain.lifecycles.sales_record import RecordSeen, ReferralEvent
from referral_hub.domain.lifecycles.tracked import TrackedReferral
from tests.builders import Clock, a_hub
from tests.lifecycle_records import CODE, a_code, a_qualified_lead, an_opportunity, with_codes


class CrmWithProgramme(BuiltInCrm):
    """The built-in CRM, if it had a referral programme of its own."""

    def __init__(self, table: MemoryTable, clock: Clock) -> None:
        super().__init__(table, clock)
        self.programme = MemoryProgramme([CODE])

    def process_referral_event(self, event: ReferralEvent, *, token: str) -> Outcome:
        return self.programme.process_referral_event(event, token=token)


class Outside:
    """A hub, and an opportunity of a lead, in whose conversion nobody carried the code along."""

    def __init__(
        self,
        *,
        crm: type[BuiltInCrm] = CrmWithProgramme,
        writes_back: bool = True,
        table: MemoryTable | None = None,
        faults: Faults | None = None,
    ) -> None:
        self.clock, self.table = Clock(), table or MemoryTable()
        self.crm = crm(self.table, self.clock)
        effects = Effects(self.clock, faults or NoFaults())
        self.hub = with_codes(
            a_hub(table=self.table, clock=self.clock, crm=self.crm, effects=effects), a_code()
        )
        self._publish(writes_back=writes_back)
        account_id = self.crm.create_account({"name": "Fenwick"}, token="acc").result
        made = self.crm.create_opportunity(account_id, {"name": "Lamps"}, token="opp")
        self.opportunity_id = made.result

    def _publish(self, *, writes_back: bool) -> None:
        """Let the lifecycle of leads tell the programme, or not."""
        lifecycles = self.hub.lifecycle_desk.lifecycles
        known = lifecycles.get("lead-to-close")
        update = {"version": known.version + 1, "writes_back": writes_back}
        lifecycles.publish(known.model_copy(update=update))

    # What the hub hears, and does

    def hear(self, *seen: RecordSeen) -> Followed:
        said = [follow(seen=each, now=self.clock(), desk=self.hub.lifecycle_desk) for each in seen]
        return said[-1]

    def qualified(self, minutes: float = 1, **said: Any) -> RecordSeen:
        return a_qualified_lead(minutes, **{"opportunity_id": self.opportunity_id} | said)

    def opportunity(self, minutes: float = 2, **said: Any) -> RecordSeen:
        """The opportunity as the hub sees it: without a code."""
        told = {"record_id": self.opportunity_id, "code": ""}
        return an_opportunity(minutes, **told | said)

    def win(self, minutes: float = 3, **said: Any) -> RecordSeen:
        return self.opportunity(minutes, **{"won": True, "status": "won"} | said)

    def go_on(self, number: str = "T-000001") -> CameOfIt:
        desk, effects = self.hub.lifecycle_desk, self.hub.effects
        return bring_about(number=number, desk=desk, crm=self.crm, effects=effects)

    def retry(self) -> TrackedReferral:
        return retry(number="T-000001", now=self.clock(), desk=self.hub.lifecycle_desk)

    # What can be seen

    @property
    def referral(self) -> TrackedReferral:
        return self.hub.lifecycle_desk.tracked.get("T-000001")

    @property
    def mark(self) -> str:
        """What the relay sees: which asking is to be followed, empty if nothing is to be done."""
        item = self.hub.lifecycle_desk.tracked.write_of(self.referral).item
        assert item.get("due", "no") == ("yes" if "unsent" in item else "no")
        return str(item.get("unsent", ""))

    @property
    def code(self) -> str:
        """The code that the opportunity has in the CRM."""
        found = self.crm.opportunity(self.opportunity_id)
        assert found
        return found.fields.get("referral_code", "")

    @property
    def programme(self) -> MemoryProgramme:
        assert isinstance(self.crm, CrmWithProgramme)
        return self.crm.programme

    @property
    def told(self) -> list[str]:
        return [event.event_type for event in self.programme.journal]
