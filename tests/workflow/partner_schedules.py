"""Schedules of what a partner and the host say of one deal, each where it works, drawn by lot."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import NamedTuple

from referral_hub.domain.deals.deal import Deal
from referral_hub.domain.effects import Done, Outcome
from referral_hub.domain.errors import Conflict, Unavailable
from referral_hub.domain.referrals.deal_fields import ConflictRule, DealField
from referral_hub.domain.referrals.referral import Referral
from referral_hub.hub import Hub
from tests.application.deal_stage import retell
from tests.application.partner_stage import Listening, a_listened_hub, a_told_deal, edit, tell

FIELDS = (DealField.AMOUNT, DealField.TARGET_CLOSE_DATE)
_FAULTS = ("nobody answers", "the answer gets lost")
_ACTS = ("partner", "host", "host", "poll", "poll", "tell", "tell", *_FAULTS)
# More rounds than this is no rest.
_ROUNDS = 5


class Step(NamedTuple):
    act: str
    field: DealField
    text: str


class Schedule(NamedTuple):
    rule: ConflictRule
    steps: tuple[Step, ...]


def generated(amount: int, *, seed: int, most: int = 14) -> Iterator[Schedule]:
    """Draw schedules; no two words are the same."""
    lot = Random(seed)  # noqa: S311 - a schedule is no secret
    for _ in range(amount):
        acts = [lot.choice(_ACTS) for _ in range(lot.randint(2, most))]
        steps = (_step(lot, n, act) for n, act in enumerate(acts))
        yield Schedule(lot.choice(list(ConflictRule)), tuple(steps))


def _step(lot: Random, number: int, act: str) -> Step:
    if lot.random() < 0.5:
        return Step(act, DealField.AMOUNT, str(20_000 + number))
    return Step(act, DealField.TARGET_CLOSE_DATE, str(date(2028, 1, 1) + timedelta(days=number)))


@dataclass
class Platform(Listening):
    """A partner's own record, which its people edit and the hub writes."""

    record: dict[DealField, str] = field(default_factory=dict)
    fault: str = ""
    written: int = 0

    def read_deal(self, referral: Referral) -> Mapping[DealField, str]:  # noqa: ARG002
        return _whole(self.record)

    def tell_deal(
        self, referral: Referral, told: Mapping[DealField, str], *, token: str
    ) -> Outcome:
        fault, self.fault = self.fault, ""
        if fault == "nobody answers":
            raise Unavailable("harbour", fault)
        if any(self.record.get(each) != text for each, text in told.items()):
            self.written += 1
            self.record |= told
        if fault:
            raise Unavailable("harbour", fault)
        return Done(result=f"{referral.number} {token}")


def _whole(told: Mapping[DealField, str]) -> dict[str, str]:
    """An amount goes with its currency."""
    return {**told, **({"value.currency": "EUR"} if DealField.AMOUNT in told else {})}


class Play:
    """One schedule, played in a hub whose only partner has a record of its own."""

    def __init__(self, schedule: Schedule) -> None:
        self.schedule, self.platform = schedule, Platform()
        self.hub: Hub = a_listened_hub(self.platform)
        self.number = a_told_deal(self.hub, *FIELDS, rule=schedule.rule)
        self.platform.record = {each: self._deal.text(each) for each in FIELDS}
        self.said: list[Step] = []

    def play(self) -> list[str]:
        for step in self.schedule.steps:
            self.hub.clock.advance(seconds=7)  # type: ignore[attr-defined]
            self._take(step)
        return [*self._unrest(), *(wrong for each in FIELDS for wrong in self._wrongs(each))]

    @property
    def _deal(self) -> Deal:
        known = self.hub.deals.find(self.number)
        return known or self.hub.desk.open(self.hub.referrals.get(self.number)).deal

    def _take(self, step: Step) -> None:
        match step.act:
            case "partner":
                self.said.append(step)
                self.platform.record[step.field] = step.text
            case "host":
                self.said.append(step)
                edit(self.hub, self.number, **_whole({step.field: step.text}))
            case "poll":
                self._poll()
            case "tell":
                self._tell()
            case fault:
                self.platform.fault = fault
                self._tell()

    def _poll(self) -> None:
        retell(self.hub, self.number, **_whole(self.platform.record))

    def _tell(self) -> None:
        try:
            tell(self.hub, self.number)
        except (Unavailable, Conflict):
            """It comes again."""

    def _unrest(self) -> Iterator[str]:
        self.platform.fault = ""
        for _ in range(_ROUNDS):
            self._tell()
            self._poll()
        before = (self._deal, self.platform.written)
        self._poll()
        self._tell()
        if (self._deal, self.platform.written) != before:
            yield "it never comes to rest"
        told = [step for step in self.schedule.steps if step.act in ("host", *_FAULTS)]
        if self.platform.written > len(told):
            yield "the partner is told more than the host said"

    def _wrongs(self, told: DealField) -> Iterator[str]:
        said = [step for step in self.said if step.field is told]
        ours, theirs = self._deal.text(told), self.platform.record[told]
        if not said:
            return
        last = said[-1]
        words = {step.text for step in said}
        if ours not in words:
            yield f"{told}: {ours} is nobody's word"
        # Under other rules a word of the partner that is heard later may count.
        rules = (ConflictRule.CRM_WINS, ConflictRule.KEEP)
        if last.act == "host" and self.schedule.rule in rules and {ours, theirs} != {last.text}:
            yield f"{told}: the host said {last.text} last, and {ours}, {theirs} is there"
        if last.act == "partner" and theirs != last.text and not self._kept(told, last.text):
            yield f"{told}: {last.text} of the partner is lost without a trace"
        if ours != theirs and not self._kept(told, theirs):
            yield f"{told}: {ours} here and {theirs} there, and nobody is told why"
        yield from self._misheard(told)

    def _kept(self, told: DealField, text: str) -> bool:
        return any(c.field is told and c.kept and c.told == text for c in self._deal.changes)

    def _misheard(self, told: DealField) -> Iterator[str]:
        """What the hub told the partner, and took for the partner's own word."""
        partners = {step.text for step in self.said if step.act == "partner"}
        for change in self._deal.changes:
            partners_own = change.field is told and change.who == "partner:harbour"
            if partners_own and change.told not in partners:
                yield f"{told}: {change.told} is taken for the partner's word"
