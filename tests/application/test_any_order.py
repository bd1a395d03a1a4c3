"""
Whatever happens in whatever order, every person told ends up in the CRM once (N-2).

A machine plays partner, operator, stream, outages and the executions of the workflow, one step of
one of them at a time; in the end everything is let go on, and the books are checked.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule

from referral_hub.adapters.memory import MemoryTable, MemoryWorkflow
from referral_hub.application import closing, contact_carrying
from referral_hub.application.effects import Effects
from referral_hub.domain.contacts.contact import ContactInfo
from referral_hub.domain.effects import Refused
from referral_hub.domain.errors import TryAgain
from referral_hub.domain.referrals.axes import Progress
from referral_hub.hub import Hub
from tests.application.stage import (
    Crash,
    Lantern,
    MoodyCrm,
    a_hub_with,
    accepted,
    announce,
    carry_out,
    end,
    people,
    records,
    retry,
    roles,
    tell,
    wait,
)
from tests.builders import Clock, a_contact, ask

PERSONS = st.builds(
    a_contact,
    last_name=st.sampled_from(["Holt", "Berg"]),
    email=st.sampled_from(["office@fenwick.example", "holt@fenwick.example"]),
)


@dataclass
class Doom:
    """Ends the process before or after one of the next effects, once."""

    moment: str = ""
    effects: int = 0

    def before(self, effect: str) -> None:
        self.effects -= 1
        self._strike("before", effect)

    def after(self, effect: str) -> None:
        self._strike("after", effect)

    def _strike(self, moment: str, effect: str) -> None:
        if self.moment == moment and self.effects <= 0:
            self.moment = ""
            raise Crash(effect)


@dataclass
class Execution:
    """One execution of the state machine, which goes on one step at a time."""

    hub: Hub
    name: str
    number: str
    state: str = "carry_out"
    keys: list[str] = field(default_factory=list)
    left_behind: list[str] = field(default_factory=list)

    @property
    def stands_still(self) -> bool:
        return self.state == "ended" or (self.state == "waiting" and not self._resumed())

    def go_on(self) -> None:
        getattr(self, f"_{self.state}")()

    def time_out(self) -> None:
        if self.state == "waiting" and not self._resumed():
            self.hub.workflow.stale.add(self.name)
            self.state = "overdue"

    def lose_an_answer(self) -> None:
        """Do what the state asks for, and be left where it was: it is asked for again."""
        replace(self, keys=[*self.keys], left_behind=[*self.left_behind]).go_on()

    def give_up(self) -> None:
        """Let the retries of the state run out."""
        if self.state == "carry_out":
            self._failing()
        elif self.state in ("match", "create"):
            self.left_behind.append(self.keys.pop(0))
            self._carry_now(self.keys)

    def _carry_out(self) -> None:
        step = carry_out(self.hub, self.number)
        self.state = {"wait": "await", "finish": "ended", "fail": "failing"}.get(step.next, "")
        if step.next == "carry":
            self._carry_now(step.contacts)

    def _failing(self) -> None:
        self._end(closing.record_failure)
        self.state = "ended"

    def _end(self, use_case: Any, **said: Any) -> Any:
        answer, _ = end(self.hub, use_case, self.number, execution=self.name, **said)
        return answer

    def _await(self) -> None:
        wait(self.hub, self.number, token=self.name)
        self.state = "waiting"

    def _waiting(self) -> None:
        for keys in self._resumed():
            self._carry_now(keys)

    def _overdue(self) -> None:
        self._carry_now(self._end(closing.record_overdue))

    def _match(self) -> None:
        key = self.keys[0]
        _, following = ask(self.hub, contact_carrying.match, number=self.number, contact_key=key)
        if following == contact_carrying.CREATE:
            self.state = "create"
        else:
            self._carry_now(self.keys[1:])

    def _create(self) -> None:
        key = self.keys[0]
        arrival = ask(self.hub, contact_carrying.create, number=self.number, contact_key=key)
        self.left_behind += [] if arrival.carried else [key]
        self._carry_now(self.keys[1:])

    def _close(self) -> None:
        self._end(closing.close, left_behind=self.left_behind)
        self.state = "ended"

    def _ended(self) -> None:
        """Nothing is left to do."""

    def _carry_now(self, keys: object) -> None:
        self.keys = list(keys)
        self.state = "match" if self.keys else "close"

    def _resumed(self) -> list[tuple[str, ...]]:
        return [keys for token, keys in self.hub.workflow.resumed if token == self.name]


class AnyOrder(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        clock, table = Clock(), MemoryTable()
        self.crm = MoodyCrm(table, clock)
        self.lantern = Lantern()
        self.faults = Doom()
        self.workflow = MemoryWorkflow()
        self.hub = a_hub_with(
            self.lantern,
            clock=clock,
            table=table,
            crm=self.crm,
            workflow=self.workflow,
            effects=Effects(clock, self.faults),
        )
        referral = accepted(self.hub)
        self.number = referral.number
        self.workflow.start(referral.execution_name, self.number)
        self.executions: dict[str, Execution] = {}
        self.unannounced: list[str] = []
        self.told: dict[str, ContactInfo] = {}

    def live(self) -> list[Execution]:
        for name, number in self.workflow.started.items():
            self.executions.setdefault(name, Execution(self.hub, name, number))
        return [execution for execution in self.executions.values() if not execution.stands_still]

    def step(self, go_on: Callable[[], None]) -> None:
        self.hub.clock.advance(seconds=1)
        try:
            go_on()
        except TryAgain:
            assert self.crm.closed
        except Crash:
            assert not self.faults.moment

    @rule(person=PERSONS)
    def the_partner_tells_of_a_person(self, person: ContactInfo) -> None:
        self.told[person.key] = person
        self.unannounced += [arrival.key for arrival in tell(self.hub, self.number, person)]

    @precondition(lambda self: self.unannounced)
    @rule()
    def the_stream_delivers(self) -> None:
        announce(self.hub, self.number, self.unannounced.pop(0))

    @precondition(lambda self: self.live())
    @rule(which=st.integers(0, 9), steps=st.integers(1, 4))
    def an_execution_goes_on(self, which: int, steps: int) -> None:
        live = self.live()
        execution = live[which % len(live)]
        for _ in range(steps):
            self.step(execution.go_on)

    @precondition(lambda self: self.live())
    @rule(which=st.integers(0, 9))
    def an_answer_gets_lost(self, which: int) -> None:
        live = self.live()
        self.step(live[which % len(live)].lose_an_answer)

    @rule(moment=st.sampled_from(["before", "after"]), effects=st.integers(1, 3))
    def the_process_is_about_to_die(self, moment: str, effects: int) -> None:
        self.faults.moment, self.faults.effects = moment, effects

    @rule()
    def the_crm_closes_or_opens(self) -> None:
        self.crm.closed = not self.crm.closed

    @rule()
    def the_crm_dislikes_people_or_not(self) -> None:
        self.crm.dislikes = None if self.crm.dislikes else Refused(reason="not today")

    @precondition(lambda self: self.live())
    @rule(which=st.integers(0, 9))
    def an_execution_gives_up(self, which: int) -> None:
        live = self.live()
        live[which % len(live)].give_up()

    @rule()
    def the_wait_is_over(self) -> None:
        self.live()
        for execution in self.executions.values():
            execution.time_out()

    @precondition(lambda self: self.progress is Progress.FAILED)
    @rule()
    def the_operator_retries(self) -> None:
        again = retry(self.hub, self.number)
        self.workflow.start(again.execution_name, self.number)

    @property
    def progress(self) -> Progress:
        return self.hub.referrals.get(self.number).progress

    def teardown(self) -> None:
        self.crm.closed, self.crm.dislikes, self.faults.moment = False, None, ""
        self.let_everything_go_on()
        if self.progress is Progress.FAILED:
            self.the_operator_retries()
            self.let_everything_go_on()
        self.check_the_books()

    def let_everything_go_on(self) -> None:
        while self.unannounced or self.live():
            while self.unannounced:
                self.the_stream_delivers()
            for execution in self.live():
                self.step(execution.go_on)

    def check_the_books(self) -> None:
        waiting = (Progress.AWAITING_CONTACT, Progress.CONTACT_OVERDUE)
        carried = {(c.last_name, c.email) for c in people(self.hub, self.number)}

        assert carried == {(p.last_name, p.email) for p in self.told.values()}
        assert len(people(self.hub, self.number)) == len(self.told)
        assert len(roles(self.hub, self.number)) == len(self.told)
        assert len(records(self.hub, "CRM_OPPORTUNITY")) == 1
        assert len(records(self.hub, "CRM_ACCOUNT")) == 1
        assert {question for question, _ in self.lantern.asked} == {"accept", "tell_opportunity"}
        assert len(set(self.lantern.asked)) == 2
        assert self.progress is Progress.DONE if self.told else self.progress in waiting


AnyOrder.TestCase.settings = settings(max_examples=400, stateful_step_count=14)
TestAnyOrder = AnyOrder.TestCase
