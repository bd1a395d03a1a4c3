"""
A referral on its way to AWS, whatever breaks: the shipped use cases, before the stand-in, in
virtual time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any

from referral_hub.adapters.memory import MemoryOutbound
from referral_hub.adapters.partners.aws.central import Central
from referral_hub.adapters.partners.aws.outgoing.taking import TakesOpportunities
from referral_hub.adapters.partners.platform.connector import PlatformConnector
from referral_hub.application.effects import Effects
from referral_hub.domain.errors import TryAgain
from referral_hub.domain.outgoing.referral import HUB_RECORD, OutgoingReferral
from referral_hub.domain.outgoing.referral import Step as Effect
from referral_hub.ports import PartnerConnection
from sandbox.partner_central import PartnerCentral
from tests.adapters.partners.aws.taking import FIELDS, OTHER_SOLUTION, SOLUTION
from tests.application.outgoing.sharing_stage import create, edit, is_shared, share
from tests.application.stage import Crash
from tests.builders import Clock, a_hub
from tests.connected import Connected
from tests.workflow.aws_account import Client

FAULTS = (
    "throttle",
    "internal_error",
    "drop_before_commit",
    "internal_error_after_commit",
    "drop_after_commit",
)
STEPS = (HUB_RECORD, Effect.CREATE, Effect.ASSOCIATE, Effect.SUBMIT)
PLACES = tuple(f"{when} {step}" for step in STEPS for when in ("before", "after"))
STUMBLES = ("InternalError", "RequestThrottled", "ServiceQuotaExceeded", "EngagementConflict")
_OFFERED = (SOLUTION, OTHER_SOLUTION)
_TURNS = 40
# A reviewer looks in now and then: what was edited meanwhile waits for it.
_REVIEWED_EVERY = 8


@dataclass(frozen=True)
class Schedule:
    """
    What breaks: calls by their number, the hub at some effects, AWS's submissions; and in which
    turns a person edits. Delays are in seconds.
    """

    breaks: tuple[tuple[int, str], ...] = ()
    crashes: tuple[str, ...] = ()
    edits: tuple[int, ...] = ()
    stumbles: tuple[str, ...] = ()
    hidden: float = 0
    slow: float = 0
    twice: str = "conflict"


def generated(amount: int, *, seed: int, calls: int = 16, turns: int = 6) -> Iterator[Schedule]:
    """Draw schedules; a clean run takes eight calls, and one that breaks takes more."""
    lot = Random(seed)  # noqa: S311 - a schedule is no secret
    for _ in range(amount):
        struck = sorted(lot.sample(range(1, calls + 1), lot.choice((0, 1, 1, 2, 3, 5))))
        yield Schedule(
            breaks=tuple((number, lot.choice(FAULTS)) for number in struck),
            crashes=tuple(lot.sample(PLACES, lot.choice((0, 0, 1, 2, 3)))),
            edits=tuple(sorted(lot.sample(range(turns), lot.choice((0, 0, 1, 2))))),
            stumbles=tuple(lot.choice(STUMBLES) for _ in range(lot.choice((0, 0, 0, 1, 2)))),
            hidden=lot.choice((0, 0, 5, 200)),
            slow=lot.choice((0, 0, 3, 200)),
            twice=lot.choice(("conflict", "duplicate")),
        )


@dataclass
class Crashes:
    """Crashes at each of these places, the first time that it is reached."""

    left: list[str]

    def before(self, effect: str) -> None:
        self._reach(f"before {effect}")

    def after(self, effect: str) -> None:
        self._reach(f"after {effect}")

    def _reach(self, place: str) -> None:
        if place in self.left:
            self.left.remove(place)
            raise Crash(place)


@dataclass
class Play:
    """One referral, from its creation until AWS has all of it."""

    schedule: Schedule
    clock: Clock = field(default_factory=Clock)
    calls: int = 0
    title: str = FIELDS["title"]

    def __post_init__(self) -> None:
        self.aws = PartnerCentral(clock=self.clock, seed=5)
        self.aws.behave(
            visibility_delay_seconds=self.schedule.hidden,
            submission_delay_seconds=self.schedule.slow,
            associated_twice=self.schedule.twice,
        )
        self.stumbles = list(self.schedule.stumbles)
        central = Central(lambda: _Broken(self), "Sandbox")
        takes = TakesOpportunities(central, sleep=lambda s: self.clock.advance(seconds=s) and None)
        connection = PartnerConnection(PlatformConnector(), takes=takes)
        self.hub = a_hub(
            clock=self.clock,
            outbound=MemoryOutbound(),
            connections=Connected(lambda _: connection),
            effects=Effects(self.clock, Crashes(list(self.schedule.crashes))),
        )
        self.client = Client(self.aws)
        self.number = create(self.hub, FIELDS, solutions=_OFFERED, ready=True).number

    @property
    def referral(self) -> OutgoingReferral:
        return self.hub.outgoing.get(self.number)

    def play(self) -> list[str]:
        """Go on until nothing is due; list what is not as it must be."""
        for turn in range(_TURNS):
            if turn in self.schedule.edits:
                self.title = f"Tide gauges {turn}"
                edit(self.hub, self.number, {"title": self.title})
            self._share()
            if turn % _REVIEWED_EVERY == _REVIEWED_EVERY - 1:
                self._review()
            if turn > max(self.schedule.edits, default=0) and not self.referral.due:
                break
        return [*self._wrongs()]

    def _share(self) -> None:
        try:
            share(self.hub, self.number)
        except (TryAgain, Crash):
            self.clock.advance(minutes=1)

    def _review(self) -> None:
        effects = self.aws.effects
        if effects.get("opportunity.submitted") and not effects.get("opportunity.reviewed"):
            self.aws.review(self.referral.partner_referral_id or self._only(), "Approved")

    def _only(self) -> str:
        rows = self.aws.call("ListOpportunities", {"Catalog": "Sandbox"})["OpportunitySummaries"]
        return str(rows[0]["Id"])

    def _wrongs(self) -> Iterator[str]:
        effects, referral = self.aws.effects, self.referral
        for name in ("opportunity.created", "opportunity.submitted"):
            if effects.get(name) != 1:
                yield f"{name} {effects.get(name, 0)} times"
        if effects.get("opportunity.associated") != len(_OFFERED):
            yield f"associated {effects.get('opportunity.associated', 0)} times"
        if not is_shared(referral):
            yield f"left over: {referral.due}, {referral.ledger.stuck}"
        else:
            yield from self._differences(referral)
        yield from self.aws.violations

    def _differences(self, referral: OutgoingReferral) -> Iterator[str]:
        asked = {"Catalog": "Sandbox", "Identifier": referral.partner_referral_id}
        shown = self.aws.call("GetOpportunity", asked)
        if shown["Project"]["Title"] != self.title:
            yield f"AWS has {shown['Project']['Title']} instead of {self.title}"
        if tuple(shown["RelatedEntityIdentifiers"]["Solutions"]) != _OFFERED:
            yield "AWS has other solutions"


class _Broken:
    """AWS's client, of which some calls meet a fault."""

    def __init__(self, play: Play) -> None:
        self._play = play
        self.meta = play.client.meta

    def __getattr__(self, operation: str) -> Any:
        play = self._play
        play.calls += 1
        fault = dict(play.schedule.breaks).get(play.calls)
        name = operation.title().replace("_", "")
        if fault:
            play.aws.behave(**{fault: {"operation": name, "times": 1}})
        if name.startswith("Start") and play.stumbles:
            play.aws.behave(fail_submission={"reason_code": play.stumbles.pop()})
        return getattr(play.client, operation)
