"""
One crash schedule of the main job, played on the use cases one step at a time, as the state
machine takes them.

It says which calls to the CRM break and how, where a process dies, which answer of a step gets
lost, what the partner says twice and when.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from referral_hub.adapters.memory import MemoryWorkflow
from referral_hub.application.effects import Effects
from referral_hub.domain.errors import TryAgain
from referral_hub.domain.referrals.axes import Progress
from referral_hub.domain.referrals.decision import AccountChoice, OpportunityChoice
from referral_hub.domain.referrals.referral import Referral
from tests.application import stage
from tests.application.stage import Crash, CrashOnce
from tests.application.test_any_order import Execution
from tests.builders import NOON, Clock, a_contact, a_hub, chosen
from tests.workflow.crms import Books, Entry, Place

# The ASL's MaxAttempts, and the first try.
_TRIES = 13
# Between one step and the next; HubSpot's search lags longer than a few of them.
_SECONDS = 2
PERSON = a_contact()
IN_OTHER_LETTERS = a_contact(last_name="HOLT", email="Maren.Holt@Fenwick.example")

# What the CRM has when the referral comes, and what it has in the end of account, opportunity,
# contact and role.
BEFORE: Mapping[str, Counter[str]] = {
    "nothing": Counter(account=1, opportunity=1, contact=1, role=1),
    "account": Counter(account=1, opportunity=1, contact=1, role=1),
    "opportunity": Counter(account=1, opportunity=1, contact=1, role=1),
    "person": Counter(account=1, opportunity=1, contact=1),
}


@dataclass(frozen=True)
class Schedule:
    """`breaks` are faults by the place of the call, `crash` is before or after an effect."""

    before: str = "account"
    breaks: tuple[tuple[int, str], ...] = ()
    crash: str = ""
    lost_step: int = 0
    referral_twice: bool = False
    contact_twice: bool = False
    contact_early: bool = True
    lag_seconds: int = 0


@dataclass(frozen=True)
class Verdict:
    """What became of a schedule; `unmet` are breaks that no call has met."""

    schedule: Schedule
    progress: Progress
    duplicates: int
    lost: int
    astray: bool
    retries: int
    unmet: int

    @property
    def right(self) -> bool:
        whole = self.progress is Progress.DONE and not self.astray
        return whole and not (self.duplicates or self.lost) and self.retries <= 1


@dataclass
class Watched:
    """Crashes where the schedule says, and notes which effects there are."""

    crash: CrashOnce
    effects: dict[str, None] = field(default_factory=dict)

    def before(self, effect: str) -> None:
        self.effects[effect] = None
        self.crash.before(effect)

    def after(self, effect: str) -> None:
        self.crash.after(effect)


class Play:
    """One schedule, played to its end."""

    def __init__(self, place: Place, schedule: Schedule) -> None:
        self.place, self.schedule = place, schedule
        self.clock: Clock = place.clock
        self.clock.now = NOON
        place.begin_anew(lag_seconds=schedule.lag_seconds)
        self.choices = _choices(place, schedule.before)
        self.faults = Watched(CrashOnce(schedule.crash))
        self.workflow = MemoryWorkflow()
        self.hub = a_hub(
            clock=self.clock,
            crm=place.connect(),
            workflow=self.workflow,
            effects=Effects(self.clock, self.faults),
        )
        self.executions: dict[str, Execution] = {}
        self.tries: Counter[tuple[str, str]] = Counter()
        self.steps = self.retries = 0
        place.break_calls(dict(schedule.breaks))

    def play(self) -> Verdict:
        number = stage.filed(self.hub).number
        self._partner_repeats_itself()
        if self.schedule.contact_early:
            self._partner_tells(number)
        self._operator_accepts(number)
        self._settle()
        self._partner_repeats_itself()
        if not self.schedule.contact_early:
            self._partner_tells(number)
            self._settle()
        if self.schedule.contact_twice:
            stage.tell(self.hub, number, PERSON, IN_OTHER_LETTERS)
            self._settle()
        if self._referral(number).progress is Progress.FAILED:
            self._operator_retries(number)
        return self._verdict(number)

    # What people do

    def _partner_repeats_itself(self) -> None:
        if self.schedule.referral_twice:
            stage.filed(self.hub)

    def _partner_tells(self, number: str) -> None:
        for person in (PERSON, IN_OTHER_LETTERS) if self.schedule.contact_twice else (PERSON,):
            for arrival in stage.tell(self.hub, number, person):
                stage.announce(self.hub, number, arrival.key)

    def _operator_accepts(self, number: str) -> None:
        """Send the decision until it is answered, as whoever gets 503 does."""
        self._until_answered(lambda: stage.accept(self.hub, number, **self.choices))
        self.workflow.start(self._referral(number).execution_name, number)

    def _operator_retries(self, number: str) -> None:
        self.retries += 1
        again = stage.retry(self.hub, number)
        self.workflow.start(again.execution_name, number)
        self._settle()

    def _until_answered(self, act: Callable[[], Any]) -> None:
        for _ in range(_TRIES):
            self.clock.advance(seconds=_SECONDS)
            try:
                act()
            except TryAgain:
                continue
            return

    # What happens by itself

    def _settle(self) -> None:
        while live := self._live():
            for execution in live:
                self._step(execution)

    def _live(self) -> list[Execution]:
        for name, number in self.workflow.started.items():
            self.executions.setdefault(name, Execution(self.hub, name, number))
        return [each for each in self.executions.values() if not each.stands_still]

    def _step(self, execution: Execution) -> None:
        self.clock.advance(seconds=_SECONDS)
        self.steps += 1
        is_lost = self.steps == self.schedule.lost_step
        try:
            (execution.lose_an_answer if is_lost else execution.go_on)()
        except TryAgain:
            self._try_again(execution)
        except Crash:
            self._begin_process()

    def _try_again(self, execution: Execution) -> None:
        state = (execution.name, execution.state)
        self.tries[state] += 1
        if self.tries[state] >= _TRIES:
            execution.give_up()

    def _begin_process(self) -> None:
        """Nothing is left of the process but what is in the table: nothing is cached, nor known."""
        self.hub = replace(self.hub, chosen_crm=chosen(self.place.connect()))
        for execution in self.executions.values():
            execution.hub = self.hub

    # What is left

    def _referral(self, number: str) -> Referral:
        return self.hub.referrals.get(number)

    def _verdict(self, number: str) -> Verdict:
        found, wanted = self.place.books(), BEFORE[self.schedule.before]
        counted = Counter(entry.what for entry in found.elements())
        return Verdict(
            schedule=self.schedule,
            progress=self._referral(number).progress,
            duplicates=(counted - wanted).total(),
            lost=(wanted - counted).total(),
            astray=found != self._told(number),
            retries=self.retries,
            unmet=len(self.place.unbroken),
        )

    def _told(self, number: str) -> Books:
        """The books as the hub believes them to be."""
        referral = self._referral(number)
        account_id, opportunity_id = referral.account_id, referral.opportunity_id
        arrivals = self.hub.contacts.of(number)
        return Counter(
            {
                Entry("account", account_id),
                Entry("opportunity", opportunity_id, account_id),
                *(Entry("contact", arrival.contact_id, account_id) for arrival in arrivals),
                *(Entry("role", a.contact_id, opportunity_id) for a in arrivals if _has_role(a)),
            }
        )


def _has_role(arrival: Any) -> bool:
    return bool(arrival.ledger.get("role"))


def _choices(place: Place, before: str) -> dict[str, Any]:
    """Let the CRM have what the schedule says, and the operator choose of it."""
    if before == "nothing":
        return {"account": AccountChoice(create={})}
    account_id = place.has_account("Fenwick Lighthouses")
    chosen: dict[str, Any] = {"account": AccountChoice(existing=account_id)}
    if before == "opportunity":
        existing = place.has_opportunity(account_id)
        chosen["opportunity"] = OpportunityChoice(existing=existing)
    if before == "person":
        place.has_contact(account_id, PERSON.last_name, PERSON.email)
    return chosen
