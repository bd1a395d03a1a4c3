"""
How often one accepted referral with one contact calls Partner Central, by the stand-in's journal.

AWS counts reads and writes apart, and lets a partner's account make so many in any 24 hours. All
events are delivered, and the contact appears a quarter of an hour after acceptance. Polls are
counted by themselves: they take the same however many referrals there are.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from unittest import mock

from bench import anchors
from bench.report import Cell, Target, table
from functions.schedule import poll_partner_feeds
from functions.sqs import partner_hint
from referral_hub.adapters.memory import MemoryHintQueue
from referral_hub.adapters.partners.aws.pace import LIMITS
from referral_hub.domain.partners.quota import CallKind
from referral_hub.hub import Hub
from tests.adapters.partners.aws.stage import Stage, a_hub_with_aws, staged
from tests.application import stage as rehearsal

READS, WRITES = CallKind.READS, CallKind.WRITES
_POLLS_A_DAY = 288
# The stand-in looks at no signature.
_CREDENTIALS = {"AWS_ACCESS_KEY_ID": "bench", "AWS_SECRET_ACCESS_KEY": "bench"}


@dataclass(frozen=True)
class Counted:
    """What was called at AWS, in order."""

    what: str
    calls: tuple[str, ...]

    def of(self, kind: CallKind) -> int:
        reads = sum(call.startswith(("Get", "List")) for call in self.calls)
        return reads if kind is READS else len(self.calls) - reads


def measure() -> list[Target]:
    """Walk, print, and return the targets."""
    with mock.patch.dict(os.environ, _CREDENTIALS):
        opportunity, lead, poll = walk("opportunity"), walk("lead"), a_poll()
    counted = (opportunity, lead, poll)
    rows: list[list[Cell]] = [[each.what, each.of(READS), each.of(WRITES)] for each in counted]
    table("Calls to Partner Central", ("", "reads", "writes"), rows)
    for each in counted:
        print(f"\n  {each.what}:", *each.calls, sep="\n    ")
    room = LIMITS.per_day(WRITES) // max(1, opportunity.of(WRITES))
    polled = poll.of(READS) * _POLLS_A_DAY
    print(f"\n  Room for {room} accepted referrals a day; polls take {polled} reads of it.")
    return [
        Target("reads of AWS per referral", opportunity.of(READS), anchors.AWS_READS),
        Target("writes to AWS per referral", opportunity.of(WRITES), anchors.AWS_WRITES),
    ]


def walk(what: str) -> Counted:
    """Take one invitation, to an opportunity or to a lead, through the hub."""
    with staged() as stage:
        queue = MemoryHintQueue()
        hub = a_hub_with_aws(stage, queue=queue)
        if what == "lead":
            stage.shares_lead()
        else:
            stage.shares()
        return Counted(what, _calls(stage, lambda: _whole_job(hub, stage, queue)))


def a_poll() -> Counted:
    """Poll once where nothing is new."""
    with staged() as stage:
        hub = a_hub_with_aws(stage)
        poll_partner_feeds.handle({}, hub=hub)
        return Counted("poll", _calls(stage, lambda: poll_partner_feeds.handle({}, hub=hub)))


def _whole_job(hub: Hub, stage: Stage, queue: MemoryHintQueue) -> None:
    told = _Events(hub, stage, queue)
    told.deliver()
    (referral,) = hub.referrals.newest()
    rehearsal.accept(hub, referral.number)
    rehearsal.carry_out(hub, referral.number)
    # The next step begins later than AWS's events of this one, or they are read for nothing.
    stage.clock.advance(seconds=1)
    rehearsal.wait(hub, referral.number)
    told.deliver()
    stage.clock.advance(minutes=15)
    accepted = hub.referrals.get(referral.number)
    if accepted.offer != "lead":
        stage.reveals(accepted)
    told.deliver()
    assert hub.contacts.of(referral.number), "the contact never came"


class _Events:
    """Delivers what AWS tells and what the hub asks itself to look at, in order."""

    def __init__(self, hub: Hub, stage: Stage, queue: MemoryHintQueue) -> None:
        self._hub, self._stage, self._queue = hub, stage, queue
        self._told = 0

    def deliver(self) -> None:
        events = self._stage.aws.events
        while self._told < len(events) or self._queue.hints:
            if self._told < len(events):
                body, self._told = events[self._told], self._told + 1
            else:
                body = self._queue.hints.pop(0)
            record = {"messageId": "bench", "body": json.dumps(body)}
            answer = partner_hint.handle({"Records": [record]}, hub=self._hub)
            assert answer == {"batchItemFailures": []}


def _calls(stage: Stage, act: Callable[[], object]) -> tuple[str, ...]:
    before = len(stage.aws.calls)
    act()
    return tuple(call.operation for call in stage.aws.calls[before:])
