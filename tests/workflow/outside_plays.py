"""
A sale of Salesforce's that becomes a referral by code, whose code nobody carries along, in an org
with a referral programme: what the hub does there, and where it dies meanwhile.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from referral_hub.adapters.crms.salesforce.connection import connect
from referral_hub.adapters.memory import MemoryTable
from referral_hub.application.effects import Effects
from referral_hub.application.lifecycles.following import follow
from referral_hub.application.lifecycles.outside import bring_about, retry
from referral_hub.domain.errors import TryAgain
from referral_hub.domain.lifecycles.outbox import due
from referral_hub.domain.lifecycles.sales_record import RecordKind
from referral_hub.domain.lifecycles.tracked import TrackedReferral
from referral_hub.hub import Hub
from referral_hub.ports import Write
from referral_hub.records.attempts import Attempts
from tests.adapters.crms.salesforce.org import SECRET, Stage, staged
from tests.adapters.crms.salesforce.salespeople import SalesOfTheOrg
from tests.adapters.crms.salesforce.test_referral_programme import ProgrammeOfTheOrg
from tests.builders import a_hub
from tests.lifecycle_records import CODE, a_code, with_codes
from tests.workflow.sale_plays import Crash

LEAD, OPPORTUNITY = RecordKind.LEAD, RecordKind.OPPORTUNITY
_FIELD = "Referral_Code__c"


class CrashAt:
    """Kill the process at one moment of one effect, the first time only."""

    def __init__(self, effect: str = "", moment: str = "") -> None:
        self._strikes_at = (effect, moment)
        self.happened = False

    def before(self, effect: str) -> None:
        self._strike(effect, "before")

    def after(self, effect: str) -> None:
        self._strike(effect, "after")

    def _strike(self, effect: str, moment: str) -> None:
        # Which opportunity a code is carried to, nobody knows before the play.
        is_it = bool(self._strikes_at[0]) and effect.startswith(self._strikes_at[0])
        if is_it and moment == self._strikes_at[1] and not self.happened:
            self.happened = True
            raise Crash(f"{moment} {effect}")


class CrashingTable(MemoryTable):
    """Counts writes from when the play begins, and dies before or after the nth of them."""

    def __init__(self, nth: int = 0, moment: str = "") -> None:
        super().__init__()
        self.playing = False
        self.writes = 0
        self._strikes_at = (nth, moment)

    def put_all(self, writes: Sequence[Write]) -> None:
        self.writes += self.playing
        self._strike("before")
        super().put_all(writes)
        self._strike("after")

    def _strike(self, moment: str) -> None:
        if (self.writes, moment) == self._strikes_at:
            self._strikes_at = (0, "")
            raise Crash(f"{moment} write {self.writes}")


class Play:
    """What people do in the org, and the hub, which is called again when it died."""

    def __init__(self, stage: Stage, table: CrashingTable, faults: CrashAt) -> None:
        self.stage, self.people, self.table = stage, SalesOfTheOrg(stage), table
        self.programme = ProgrammeOfTheOrg(stage)
        self.programme.learn(CODE)
        self.people.map_no_codes()
        attempts = Attempts(table, "crm:salesforce")
        self.crm = connect(stage.server.url, lambda: SECRET, stage.clock, attempts=attempts).crm
        effects = Effects(stage.clock, faults)
        self.hub: Hub = a_hub(table=table, clock=stage.clock, crm=self.crm, effects=effects)
        with_codes(self.hub, a_code())
        lifecycles = self.hub.lifecycle_desk.lifecycles
        known = lifecycles.get("lead-to-close")
        update = {"version": 1, "currency": "EUR", "writes_back": True}
        lifecycles.publish(known.model_copy(update=update))
        table.playing = True

    def play(self) -> None:
        lead = self.people.add(
            LEAD, {"Status": "New", "LeadSource": "Partner Referral", _FIELD: CODE}
        )
        self.hear(LEAD, lead)
        self.opportunity_id = self.people.convert(lead).opportunity_id
        self.hear(LEAD, lead)
        self.hear(OPPORTUNITY, self.opportunity_id)
        self.stage.clock.advance(minutes=5)
        self.people.change(OPPORTUNITY, self.opportunity_id, {"Amount": "12500.00"})
        self.people.win(self.opportunity_id)
        self.hear(OPPORTUNITY, self.opportunity_id)

    def hear(self, kind: RecordKind, record_id: str) -> None:
        """Hear of a record and do what is due, again and again until nothing is."""
        for _ in range(5):
            self.stage.clock.advance(minutes=1)
            with suppress(Crash, TryAgain):
                watch = self.hub.sales_watch
                seen = watch and watch.read(kind, record_id)
                assert seen
                follow(seen=seen, now=self.hub.clock(), desk=self.hub.lifecycle_desk)
                self._do_what_is_due()
                return
        raise AssertionError("it never ends")

    def _do_what_is_due(self) -> None:
        number, desk = self.referral.number, self.hub.lifecycle_desk
        bring_about(number=number, desk=desk, crm=self.crm, effects=self.hub.effects)
        if self.referral.problem:
            # Somebody has looked into the org: nothing was taken that nobody knows of.
            retry(number=number, now=self.hub.clock(), desk=desk)
            bring_about(number=number, desk=desk, crm=self.crm, effects=self.hub.effects)

    @property
    def referral(self) -> TrackedReferral:
        (only,) = self.hub.lifecycle_desk.tracked.newest()
        return only

    @property
    def outcome(self) -> dict[str, Any]:
        """What is in the org in the end, and what is left to be done."""
        calls = self.stage.org.calls
        written = [c for c in calls if c.method == "PATCH" and _FIELD in str(c.body)]
        return {
            "code": self.stage.record(self.opportunity_id)[_FIELD],
            "carried": len(written),
            "told": [(name, code) for name, code in self.programme.journal()],
            "due": due(self.referral),
        }


@contextmanager
def played(table: CrashingTable, faults: CrashAt) -> Iterator[Play]:
    with staged() as stage:
        play = Play(stage, table, faults)
        play.play()
        yield play
