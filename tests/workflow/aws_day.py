"""
A day at AWS, in virtual time: whoever waits lets it pass, and AWS counts what it is asked.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from itertools import islice

from functions.schedule import poll_partner_feeds
from functions.sqs import partner_hint
from referral_hub.adapters.memory import MemoryHintQueue, MemoryTable
from referral_hub.adapters.partners.aws.connector import PartnerCentral as Connector
from referral_hub.adapters.partners.aws.pace import Pace
from referral_hub.adapters.partners.platform.connector import PlatformConnector
from referral_hub.adapters.quota import SharedQuota
from referral_hub.application import closing
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.partners.partner import Partner, PartnerKind
from referral_hub.domain.partners.quota import QuotaLimits
from referral_hub.domain.problem import ProblemState, problem_of
from referral_hub.domain.referrals.axes import Progress, Status
from referral_hub.hub import Hub
from referral_hub.ports import PartnerConnection
from referral_hub.records.quotas import Quotas
from sandbox.partner_central import PartnerCentral
from sandbox.partner_central.model_check import without_nulls
from tests.application.stage import accept, carry_out, end, wait
from tests.builders import Clock, a_hub
from tests.connected import Connected
from tests.sandbox.rehearsal import EVENTS
from tests.workflow.aws_account import Client

_HALF_AN_HOUR, _TURNS = 1800, 48


class Day:
    """
    The hub, AWS, and operators who accept whatever comes in: `accepted` referrals, spread over a
    day on which AWS gives this quota.
    """

    def __init__(self, accepted: int, limits: QuotaLimits) -> None:
        self.accepted, self.limits = accepted, limits
        self.undone: dict[str, None] = {}
        self.clock = Clock()
        self.aws = PartnerCentral(clock=self.clock, seed=7)
        self._share(accepted)
        self.clock.advance(hours=25)
        self.aws.behave(
            aws_quotas=True,
            reads_per_day=limits.reads_per_day,
            writes_per_day=limits.writes_per_day,
        )
        self.queue = MemoryHintQueue()
        self.hub = self._hub()
        self.hub.partners.add(Partner(partner_id="aws", name="AWS", kind=PartnerKind.AWS))

    def _hub(self) -> Hub:
        table = MemoryTable()
        quota = SharedQuota(Quotas(table), "aws", self.limits, self.clock)
        client = Client(self.aws)
        connector = Connector(
            lambda: client,
            catalog="Sandbox",
            partner_id="aws",
            sleep=self.sleep,
            quota=quota,
            pace=Pace(sleep=self.sleep, clock=lambda: self.clock().timestamp()),
        )
        aws = PartnerConnection(connector, connector, quota=quota)
        harbour = PartnerConnection(PlatformConnector())
        connections = Connected(lambda partner: aws if partner.partner_id == "aws" else harbour)
        return a_hub(clock=self.clock, table=table, queue=self.queue, connections=connections)

    def sleep(self, seconds: float) -> None:
        self.clock.advance(seconds=seconds)

    def _share(self, count: int) -> None:
        sample = without_nulls(
            json.loads((EVENTS / "create_opportunity_request.json").read_text("utf-8"))
        )
        for nth in range(count):
            self.aws.call("CreateOpportunity", {**sample, "ClientToken": f"token-{nth}"})
            self.clock.advance(seconds=1)

    def passes(self) -> None:
        """Let a day pass: a poll every half hour, and decisions spread over the day."""
        for _ in range(_TURNS):
            begun = self.clock()
            poll_partner_feeds.handle({}, hub=self.hub)
            self._follow_hints()
            self._work()
            self._follow_hints()
            spent = (self.clock() - begun).total_seconds()
            self.clock.advance(seconds=max(0, _HALF_AN_HOUR - spent))

    def _work(self) -> None:
        """Decide on some that came in, and do what the workflow does with all that are decided."""
        for number in list(self.undone):
            if self.hub.referrals.get(number).progress is Progress.CARRYING_OUT:
                self._run(number)
        room = -(-self.accepted // _TURNS)
        waiting = self.hub.referrals.newest(statuses=[Status.PENDING_ACCEPTANCE])
        for referral in list(islice(waiting, room)):
            accept(self.hub, referral.number)
            self._run(referral.number)

    def _run(self, number: str) -> None:
        try:
            carry_out(self.hub, number)
            wait(self.hub, number)
            self.undone.pop(number, None)
        except Unavailable:
            self.undone[number] = None
            end(self.hub, closing.record_failure, number)

    def _follow_hints(self) -> None:
        while self.queue.hints:
            bodies = [self.queue.hints.pop(0) for _ in range(min(10, len(self.queue.hints)))]
            records = [{"messageId": str(n), "body": json.dumps(b)} for n, b in enumerate(bodies)]
            answer = partner_hint.handle({"Records": records}, hub=self.hub)
            assert answer == {"batchItemFailures": []}

    def told(self) -> int:
        """The referrals that AWS knows to be accepted, with the CRM's id."""
        return self.aws.effects.get("opportunity.updated", 0)

    def causes(self) -> Mapping[str, int]:
        found = self.hub.problems.newest(ProblemState.OPEN)
        problems = (problem_of(record, crm="built-in") for _, record in found)
        return Counter(problem.cause for problem in problems if problem)
