"""
Many referrals shared with AWS at once, in virtual time, by one function that keeps its pace, before
an AWS that counts and refuses.
"""

from __future__ import annotations

from datetime import datetime

from referral_hub.adapters.line import Line
from referral_hub.adapters.memory import MemoryOutbound, MemoryTable
from referral_hub.adapters.partners.aws.central import Central
from referral_hub.adapters.partners.aws.outgoing.taking import TakesOpportunities
from referral_hub.adapters.partners.aws.pace import LIMITS, Pace, PaceInLine
from referral_hub.adapters.partners.platform.connector import PlatformConnector
from referral_hub.adapters.quota import SharedQuota
from referral_hub.domain.errors import TryAgain
from referral_hub.ports import PartnerConnection
from referral_hub.records.quotas import Quotas
from referral_hub.records.slots import Slots
from sandbox.partner_central import PartnerCentral
from tests.adapters.partners.aws.taking import FIELDS, SOLUTION
from tests.application.outgoing.sharing_stage import create, share
from tests.builders import Clock, a_hub
from tests.connected import Connected
from tests.workflow.aws_account import Client

_PAUSE = 5


class Batch:
    """`amount` referrals that are ready; `slow` is how many seconds AWS takes for a submission."""

    def __init__(self, amount: int, *, slow: float = 0) -> None:
        self.clock = Clock()
        self.aws = PartnerCentral(clock=self.clock, seed=3)
        self.aws.behave(aws_quotas=True, tasks_end_at_once=not slow, submission_delay_seconds=slow)
        table, client = MemoryTable(), Client(self.aws)
        central = Central(
            lambda: client,
            "Sandbox",
            quota=SharedQuota(Quotas(table), "harbour", LIMITS, self.clock),
            pace=PaceInLine(
                Pace(sleep=self._sleep, clock=self._seconds),
                Line(Slots(table), "harbour", clock=self._seconds, sleep=self._sleep),
            ),
        )
        takes = TakesOpportunities(central, sleep=self._sleep)
        connection = PartnerConnection(PlatformConnector(), takes=takes)
        self.hub = a_hub(
            table=table,
            clock=self.clock,
            outbound=MemoryOutbound(),
            connections=Connected(lambda _: connection),
        )
        self.waiting = [
            create(self.hub, FIELDS, solutions=(SOLUTION,), ready=True).number
            for _ in range(amount)
        ]
        self.begun: datetime = self.clock()

    def _seconds(self) -> float:
        return self.clock().timestamp()

    def _sleep(self, seconds: float) -> None:
        self.clock.advance(seconds=seconds)

    def goes_out(self) -> float:
        """Share them all, those that must wait behind the others; return the seconds it took."""
        while self.waiting:
            number = self.waiting.pop(0)
            try:
                share(self.hub, number)
            except TryAgain:
                self.waiting.append(number)
                if len(self.waiting) == 1:
                    self._sleep(_PAUSE)
        return (self.clock() - self.begun).total_seconds()

    def with_aws(self) -> int:
        """How many opportunities AWS has, each created and submitted once."""
        effects = self.aws.effects
        created, submitted = effects["opportunity.created"], effects["opportunity.submitted"]
        assert created == submitted, "each is created and submitted once"
        return created
