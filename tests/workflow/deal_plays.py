"""
One schedule of what happens to a deal after acceptance, played on the use cases.

The partner tells anew, people edit the deal in the hub and in the CRM, events come, come twice or
get lost, the clock polls, messages are followed, and calls break; then everything is delivered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from referral_hub.adapters.crms.memory import MemoryCrmEvents
from referral_hub.adapters.memory import MemoryHintQueue, MemoryTable
from referral_hub.application.crms import changes as crm_changes
from referral_hub.application.crms import poll as crm_poll
from referral_hub.application.deals import crm_telling
from referral_hub.application.deals import edits as deal_edits
from referral_hub.application.effects import Effects
from referral_hub.domain.access import Role
from referral_hub.domain.crm_referrals import CrmHint, CrmThing
from referral_hub.domain.deals.deal import Deal
from referral_hub.domain.effects import Done
from referral_hub.domain.errors import TryAgain
from referral_hub.domain.forms import Fields
from referral_hub.domain.policies.policy import Scope
from referral_hub.domain.referrals.deal_fields import DealField, plain
from referral_hub.domain.referrals.decision import OpportunityChoice
from referral_hub.hub import Hub
from referral_hub.ports import Crm, Item
from tests.application.stage import Crash, accepted, run, snapshot
from tests.builders import NOON, Clock, a_hub, a_principal, ask
from tests.workflow.deal_line import FAULTS, Line, RelayedTable

AMOUNT, CURRENCY, CLOSES = DealField.AMOUNT, DealField.CURRENCY, DealField.TARGET_CLOSE_DATE
TITLE = DealField.TITLE
_SECONDS = 30
_ROUNDS = 12


@dataclass(frozen=True)
class Words:
    """What a CRM calls the fields that go to and fro, and what else it requires."""

    title: str
    synced: Mapping[DealField, str]
    always: Mapping[str, str] = field(default_factory=dict)

    def mapping(self, rule: str) -> list[dict[str, str]]:
        both = [
            {"target": name, "template": f"{{{told}}}", "sync": "both", "conflict": rule}
            for told, name in self.synced.items()
        ]
        title = {"target": self.title, "template": "{title} / {value.amount}", "sync": "to_crm"}
        fixed = [{"target": name, "template": text} for name, text in self.always.items()]
        return [title, *both, *fixed]


@dataclass(frozen=True)
class Step:
    """What happens next: who does what, to which of the values, and what they say."""

    act: str
    told: tuple[tuple[DealField, str], ...] = ()


class Said(NamedTuple):
    """What a side said of a value, and what it saw until then."""

    side: str
    of: str
    value: str
    over: str


# An amount and its currency are one value.
VALUE = "value"
OF = {AMOUNT: VALUE, CURRENCY: VALUE, CLOSES: "closes", TITLE: "title"}


@dataclass(frozen=True)
class Schedule:
    """
    `early` steps happen before there is an opportunity; `typed` is the amount that an operator
    filled in when accepting.
    """

    rule: str
    early: tuple[Step, ...]
    steps: tuple[Step, ...]
    typed: str = ""


Values = Mapping[DealField, str]


def together(values: Values, of: str) -> str:
    """Write the parts of one value as one text."""
    return " ".join(plain(t, values[t]) for t, name in OF.items() if name == of and t in values)


class DealPlay:
    """One schedule on one CRM; `person` is how somebody in that CRM changes an opportunity."""

    def __init__(
        self, schedule: Schedule, clock: Clock, crm: Callable[[MemoryTable], Crm], words: Words
    ) -> None:
        self.schedule, self.words, self.clock = schedule, words, clock
        clock.now = NOON
        self.table = RelayedTable()
        self.line = Line(crm(self.table))
        self.line.changed = self._note_change
        self.log = MemoryCrmEvents()
        self.events: list[CrmHint] = []
        self.heard: list[CrmHint] = []
        self.messages: list[str] = []
        self.faults = 0
        self.said: list[Said] = []
        self.hub = self._opened()
        self.number = self._accepted()

    def _opened(self) -> Hub:
        world: dict[str, Any] = {"crm": self.line, "crm_events": self.log}
        queue = {"crm_hints": MemoryHintQueue(), "effects": Effects(self.clock)}
        return a_hub(clock=self.clock, table=self.table, **world, **queue)

    def _accepted(self) -> str:
        newest = self.hub.policies.current(Scope(self.hub.crm.name))
        mapped = {"opportunity_mapping": self.words.mapping(self.schedule.rule)}
        told = newest.model_dump() | mapped
        self.hub.policies.publish(type(newest).model_validate(told))
        typed = {self.words.synced[AMOUNT]: self.schedule.typed} if self.schedule.typed else {}
        number = accepted(self.hub, opportunity=OpportunityChoice(fields=typed)).number
        if typed:
            has = self.hub.desk.open(self.hub.referrals.get(number)).deal
            self.said.append(Said("person", VALUE, f"{has.text(AMOUNT)} {has.text(CURRENCY)}", ""))
        return number

    def play(self) -> None:
        for step in self.schedule.early:
            self._take(step)
        run(self.hub, self.number)
        self.hub.deals.link(self.opportunity_id, self.number)
        self.at_first, self.known_at_first = self.in_the_crm, self.in_the_hub
        self._tell_later()
        for step in self.schedule.steps:
            self._take(step)
        self.quiet()

    def quiet(self) -> None:
        """Deliver everything, until nothing is on its way."""
        self.line.breaks = ""
        for _ in range(_ROUNDS):
            before = self.everything
            self._each_of_the_queues()
            if self.everything == before and not self.table.unsent:
                return
        raise AssertionError("it never comes to rest")

    def once_more(self) -> None:
        """A further round of everything that was ever on its way."""
        self.events += self.heard
        self.table.unsent += self.messages
        self._each_of_the_queues()

    def _each_of_the_queues(self) -> None:
        self.clock.advance(minutes=5)
        self._poll()
        for hint in self._taken(self.events, self.heard):
            ask(self.hub, crm_changes.follow, hint=hint)
        for number in self._taken(self.table.unsent, self.messages):
            ask(self.hub, crm_telling.tell, number=number)

    def _taken(self, queue: list[Any], kept: list[Any]) -> Iterator[Any]:
        while queue:
            kept.append(queue.pop(0))
            yield kept[-1]

    # What happens

    def _take(self, step: Step) -> None:
        self.clock.advance(seconds=_SECONDS)
        acts: Mapping[str, Callable[[], None]] = {
            "partner": lambda: self._says(Role.INTEGRATION, step),
            "person": lambda: self._says(Role.OPERATOR, step),
            "crm": lambda: self._changes_in_the_crm(step, self._named(step)),
            "crm undoes": lambda: self._undoes_in_the_crm(step),
            "hear": lambda: self._hear(self.events, self.heard),
            "hear again": lambda: self._hear(self.heard[-1:], []),
            "lose": self._lose,
            "poll": self._poll,
            "tell": lambda: self._tell(self.table.unsent, self.messages),
            "tell again": lambda: self._tell(self.messages[-1:], []),
        }
        if step.act in FAULTS:
            self.line.breaks, self.faults = step.act, self.faults + 1
        else:
            acts[step.act]()

    def _says(self, role: Role, step: Step) -> None:
        by = a_principal(role, partner_ids=("harbour",) if role is Role.INTEGRATION else ())
        before = self.in_the_hub
        ask(self.hub, deal_edits.edit, number=self.number, told=dict(step.told), by=by)
        self._note(step, before, dict(step.told))

    def _named(self, step: Step) -> Fields:
        return {self.words.synced[told]: text for told, text in step.told}

    def _undoes_in_the_crm(self, step: Step) -> None:
        """Let the hub know what the CRM has, and then somebody there take back what was changed."""
        self.quiet()
        first = {name: self.at_first.get(name, "") for name in self._named(step)}
        if any(self.in_the_crm[name] != text for name, text in first.items()):
            self._changes_in_the_crm(Step("crm", step.told), first)

    def _changes_in_the_crm(self, step: Step, fields: Fields) -> None:
        before = self.seen_in_the_crm
        assert isinstance(self.line._crm.update_opportunity(self.opportunity_id, fields), Done)
        self._note_change()
        self.events.append(self.log.changes[-1])
        self._note(step, before, self.seen_in_the_crm)

    def _note(self, step: Step, before: Values, now: Values) -> None:
        for of in dict.fromkeys(OF[told] for told, _ in step.told):
            # What somebody leaves as it is they did not say.
            if together(now, of) != together(before, of):
                self.said.append(Said(step.act, of, together(now, of), together(before, of)))

    def _note_change(self) -> None:
        at = self.clock()
        self.log.changes.append(
            CrmHint(about=CrmThing.OPPORTUNITY, record_id=self.opportunity_id, at=at)
        )

    def _lose(self) -> None:
        """Lose what the CRM told by itself; what the poll queued is in SQS, which loses nothing."""
        self.events = [hint for hint in self.events if hint.via]

    def _hear(self, queue: list[CrmHint], kept: list[CrmHint]) -> None:
        if queue and self._goes_well(crm_changes.follow, hint=queue[0]):
            kept.append(queue.pop(0))

    def _tell(self, queue: list[str], kept: list[str]) -> None:
        if queue and self._goes_well(crm_telling.tell, number=queue[0]):
            kept.append(queue.pop(0))

    def _poll(self) -> None:
        queue = MemoryHintQueue()
        ask(replace(self.hub, crm_hints=queue), crm_poll.poll, events=self.log, queue=queue)
        self.events += [CrmHint.model_validate(hint) for hint in queue.hints]

    def _tell_later(self) -> None:
        """Whoever made the opportunity sends on what was said meanwhile."""
        known = self.hub.deals.find(self.number)
        if known and known.update.untold:
            self.table.unsent.append(self.number)

    def _goes_well(self, use_case: Any, **said: Any) -> bool:
        """Tell whether the message is done with; a process that dies leaves it in its queue."""
        try:
            ask(self.hub, use_case, **said)
        except (TryAgain, Crash):
            return False
        return True

    # What is left

    @property
    def opportunity_id(self) -> str:
        return self.hub.referrals.get(self.number).opportunity_id

    @property
    def deal(self) -> Deal | None:
        return self.hub.deals.find(self.number)

    @property
    def in_the_crm(self) -> Fields:
        found = self.line._crm.opportunity(self.opportunity_id)
        assert found
        return found.fields

    @property
    def in_the_hub(self) -> Values:
        """What the hub has of a deal, whether somebody changed it or not."""
        deal = self.hub.desk.open(self.hub.referrals.get(self.number)).deal
        return {told: value.text for told, value in deal.values.items()}

    @property
    def seen_in_the_crm(self) -> Values:
        fields = self.in_the_crm
        return {t: plain(t, fields.get(name, "")) for t, name in self.words.synced.items()}

    @property
    def everything(self) -> list[Item]:
        """All that is written down, but how far the poll has come."""
        return [item for item in snapshot(self.hub) if item.get("kind") != "WATERMARK"]
