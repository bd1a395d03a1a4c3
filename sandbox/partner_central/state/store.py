"""Everything the sandbox remembers; operations read and change it, one at a time."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sandbox.partner_central.behaviour import Behaviour
from sandbox.partner_central.errors import NotFoundError
from sandbox.partner_central.faults import FaultPlan, Refusals, TaskFailure
from sandbox.partner_central.quota import Pace
from sandbox.partner_central.state import events
from sandbox.partner_central.state.agenda import Act, Agenda
from sandbox.partner_central.state.engagement import Engagement
from sandbox.partner_central.state.events import Event, Fact
from sandbox.partner_central.state.ids import Ids, id_of
from sandbox.partner_central.state.invitation import Invitation
from sandbox.partner_central.state.opportunity import Opportunity
from sandbox.partner_central.state.solution import Solution
from sandbox.partner_central.state.task import AcceptTask, ConversionTask, SubmissionTask
from sandbox.partner_central.state.tokens import Tokens
from sandbox.partner_central.timestamps import to_milliseconds


@dataclass
class Store:
    """Hold one partner account's records. `now` is the instant of the running turn."""

    account: str
    company: str
    ids: Ids
    now: datetime
    behaviour: Behaviour = field(default_factory=Behaviour)
    faults: FaultPlan = field(default_factory=FaultPlan)
    pace: Pace = field(default_factory=Pace)
    task_failure: TaskFailure | None = None
    conversion_failure: TaskFailure | None = None
    submission_failure: TaskFailure | None = None
    refusals: Refusals = field(default_factory=Refusals)
    agenda: Agenda = field(default_factory=Agenda)
    tokens: Tokens = field(default_factory=Tokens)
    invitations: dict[str, Invitation] = field(default_factory=dict)
    opportunities: dict[str, Opportunity] = field(default_factory=dict)
    engagements: dict[str, Engagement] = field(default_factory=dict)
    tasks: dict[str, AcceptTask] = field(default_factory=dict)
    conversions: dict[str, ConversionTask] = field(default_factory=dict)
    submissions: dict[str, SubmissionTask] = field(default_factory=dict)
    solutions: dict[str, Solution] = field(default_factory=dict)
    outbox: list[Event] = field(default_factory=list)
    effects: list[tuple[str, str]] = field(default_factory=list)

    def advance(self, now: datetime) -> None:
        """Let everything happen that is due by now, each at its own time."""
        for at, act in self.agenda.due(now):
            self.now = to_milliseconds(at)
            act()
        self.now = to_milliseconds(now)

    def emit(self, fact: Fact) -> None:
        """Put an event in the outbox, as often as the behaviour says."""
        copies = self.behaviour.event_copies
        event = events.envelope(fact, event_id=self.ids.event(), account=self.account, at=self.now)
        self.outbox.extend([event] * copies)

    def note(self, effect: str, identifier: str) -> None:
        """Record that something really changed, so that tests can count effects."""
        self.effects.append((effect, identifier))

    def count_effects(self) -> dict[str, int]:
        """Return how often each effect happened."""
        return dict(Counter(effect for effect, _ in self.effects))

    def invitation(self, catalog: str, identifier: str) -> Invitation:
        """
        Return an invitation by id or ARN.

        Raises:
            NotFoundError: unknown here, or closed while closed invitations are hidden.
        """
        found = self.invitations.get(id_of(identifier))
        if found is None or found.catalog != catalog or not self._may_be_seen(found):
            raise NotFoundError(f"Engagement invitation {identifier} was not found.")
        return found

    def _may_be_seen(self, invitation: Invitation) -> bool:
        closed = invitation.status in ("REJECTED", "EXPIRED")
        return self.behaviour.closed_invitations_visible or not closed

    def opportunity(self, catalog: str, identifier: str) -> Opportunity:
        """
        Return an opportunity the partner can see.

        Raises:
            NotFoundError: unknown here, or not shared with the partner yet.
        """
        found = self.opportunities.get(identifier)
        if found is None or found.catalog != catalog or not found.is_visible(self.now):
            raise NotFoundError(f"Opportunity {identifier} was not found.")
        return found

    def engagement(self, catalog: str, identifier: str) -> Engagement:
        """
        Return an engagement the partner is a member of, by id or ARN.

        Raises:
            NotFoundError: unknown here, or not joined yet.
        """
        found = self.engagements.get(id_of(identifier))
        if found is None or found.catalog != catalog or not found.is_visible(self.now):
            raise NotFoundError(f"Engagement {identifier} was not found.")
        return found

    def keep_engagement(self, engagement: Engagement) -> None:
        self.engagements[engagement.id] = engagement

    def keep_invitation(self, invitation: Invitation) -> None:
        self.invitations[invitation.id] = invitation

    def keep_opportunity(self, opportunity: Opportunity) -> None:
        self.opportunities[opportunity.id] = opportunity

    def keep_task(self, task: AcceptTask) -> None:
        self.tasks[task.id] = task

    def keep_conversion(self, task: ConversionTask) -> None:
        self.conversions[task.id] = task

    def keep_submission(self, task: SubmissionTask) -> None:
        self.submissions[task.id] = task

    def run_task(self, finish: Act, delay_seconds: float) -> None:
        """Let a task end in its time, or at once if the behaviour says so."""
        if self.behaviour.tasks_end_at_once:
            finish()
        else:
            self.agenda.add(self.now + timedelta(seconds=delay_seconds), finish)

    def running_conversion(self, engagement: Engagement, context_id: str) -> ConversionTask | None:
        """Return the task that is making an opportunity of this context right now."""
        wanted = (engagement.id, context_id)
        running = (task for task in self.conversions.values() if task.is_running)
        return next((t for t in running if (t.engagement_id, t.source_id) == wanted), None)

    def running_submission(self, opportunity_id: str) -> SubmissionTask | None:
        """Return the task that is handing this opportunity to AWS right now."""
        running = (task for task in self.submissions.values() if task.is_running)
        return next((task for task in running if task.submitted_id == opportunity_id), None)

    def running_task(self, invitation: Invitation) -> AcceptTask | None:
        """Return the task that is accepting this invitation right now."""
        running = (task for task in self.tasks.values() if task.is_running)
        return next((task for task in running if task.invitation_id == invitation.id), None)
