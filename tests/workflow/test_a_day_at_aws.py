"""
A day on which more is accepted than AWS has room for, at a twentieth of its size.

Time is virtual: whoever waits lets it pass. What does not fit goes on by itself the day after.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping

import pytest

from functions.schedule import poll_partner_feeds
from functions.sqs import partner_hint
from referral_hub.adapters.memory import MemoryHintQueue, MemoryTable
from referral_hub.adapters.partners.aws.connector import PartnerCentral as Connector
from referral_hub.adapters.partners.aws.pace import LIMITS, Pace
from referral_hub.adapters.partners.platform.connector import PlatformConnector
from referral_hub.adapters.quota import SharedQuota
from referral_hub.application import closing
from referral_hub.domain.cause import Cause
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.partner import Partner, PartnerKind
from referral_hub.domain.problem import ProblemState, problem_of
from referral_hub.domain.referral import Progress
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

DAY = LIMITS.model_copy(update={"reads_per_day": 5_000, "writes_per_day": 500})
ACCEPTED = 300
ROOM = 475 // 2
_HALF_AN_HOUR, _TURNS = 1800, 48


class Day:
    """The hub, AWS, and an operator who accepts whatever comes in."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.aws = PartnerCentral(clock=self.clock, seed=7)
        self.share(ACCEPTED)
        self.clock.advance(hours=25)
        self.aws.behave(
            aws_quotas=True, reads_per_day=DAY.reads_per_day, writes_per_day=DAY.writes_per_day
        )
        self.queue = MemoryHintQueue()
        self.hub = self._hub()
        self.hub.partners.add(Partner(partner_id="aws", name="AWS", kind=PartnerKind.AWS))

    def _hub(self) -> Hub:
        table = MemoryTable()
        quota = SharedQuota(Quotas(table), "aws", DAY, self.clock)
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

    def share(self, count: int) -> None:
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
            self.follow_hints()
            self.work()
            self.follow_hints()
            spent = (self.clock() - begun).total_seconds()
            self.clock.advance(seconds=max(0, _HALF_AN_HOUR - spent))

    def work(self) -> None:
        """Decide on some that came in, and do what the workflow does with all that are decided."""
        room = -(-ACCEPTED // _TURNS)
        for referral in list(self.hub.referrals.newest()):
            if referral.progress is Progress.AWAITING_DECISION and room:
                room -= 1
                accept(self.hub, referral.number)
                self.run(referral.number)
            elif referral.progress is Progress.CARRYING_OUT:
                self.run(referral.number)

    def run(self, number: str) -> None:
        try:
            carry_out(self.hub, number)
            wait(self.hub, number)
        except Unavailable:
            end(self.hub, closing.record_failure, number)

    def follow_hints(self) -> None:
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


@pytest.fixture
def day() -> Day:
    return Day()


def test_what_the_quota_has_no_room_for_is_finished_by_itself_the_day_after(day: Day) -> None:
    day.passes()
    first, waiting = day.told(), day.causes()

    day.passes()
    quota = day.aws.quota

    assert ROOM - 10 <= first <= ROOM
    assert set(waiting) == {Cause.QUOTA}
    assert day.told() == day.aws.effects["invitation.accepted"] == ACCEPTED
    assert day.causes() == {}
    # AWS never had to refuse anything, in any second or in any day.
    assert (quota["reads"]["refused"], quota["writes"]["refused"]) == (0, 0)
    assert quota["reads"]["most_per_second"] <= DAY.reads_per_second
