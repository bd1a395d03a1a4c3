"""Partner Central as a state object: one call at a time, checked on its way in and out."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sandbox.listening import tell
from sandbox.partner_central import control, rules, sellers
from sandbox.partner_central.clock import Clock, SandboxClock
from sandbox.partner_central.errors import (
    ApiError,
    BusinessRuleError,
    ConnectionDroppedError,
    InvalidRequestError,
    ResponseViolationError,
    UnknownOperationError,
)
from sandbox.partner_central.faults import AFTER_COMMIT, BEFORE_COMMIT, ERROR_OF, Fault
from sandbox.partner_central.journal import Call
from sandbox.partner_central.model_check import (
    Flaw,
    flaws_of_error,
    flaws_of_request,
    flaws_of_response,
    without_nulls,
)
from sandbox.partner_central.operations import OPERATIONS, solutions
from sandbox.partner_central.poison import poisoned
from sandbox.partner_central.state.events import Event, OnEvent
from sandbox.partner_central.state.ids import Ids
from sandbox.partner_central.state.solution import ACTIVE, first_solutions
from sandbox.partner_central.state.store import Store
from sandbox.partner_central.timestamps import to_wire

# The member that names the record differs from operation to operation.
_IDENTIFIERS = (
    "Identifier",
    "OpportunityIdentifier",
    "RelatedOpportunityIdentifier",
    "EngagementIdentifier",
)


def _system_clock() -> datetime:
    return datetime.now(UTC)


class PartnerCentral:
    """
    Stand in for `partnercentral-selling` and one partner account, without HTTP.

    Thread-safe. Nothing happens between calls unless `tick` is called: the HTTP server does, a test
    with its own clock may. `on_event` gets each EventBridge envelope after the change is made and
    outside the lock, so it may call back.
    """

    def __init__(
        self,
        *,
        clock: Clock = _system_clock,
        on_event: OnEvent | None = None,
        account: str = "111122223333",
        company: str = "Fjordlight Consulting",
        seed: int | None = None,
    ) -> None:
        self._clock = SandboxClock(clock)
        self._on_event = on_event
        self._lock = threading.RLock()
        now = clock()
        self._store = Store(account=account, company=company, ids=Ids(seed), now=now)
        self._store.solutions = first_solutions(now)
        self.calls: list[Call] = []
        self.violations: list[str] = []
        self.events: list[Event] = []

    def call(self, operation: str, request: Mapping[str, Any]) -> dict[str, Any]:
        """
        Answer one operation with its wire body; timestamps are strings.

        Raises:
            ApiError: the service refuses.
            ConnectionDroppedError: a planned fault took the answer away.
            ResponseViolationError: the answer would break the service model; see `violations`.
        """
        with self._turn() as store:
            known = len(store.effects)
            try:
                answer = self._answer(store, operation, without_nulls(request))
            except Exception as error:
                self._record(operation, request, _name_of(error), known)
                raise
            self._record(operation, request, "ok", known)
        return answer

    def tick(self) -> None:
        """Let everything happen that is due by now."""
        with self._turn():
            pass

    def behave(self, **wishes: Any) -> dict[str, Any]:
        """
        Misbehave from now on; see `control.behave` for the words, and get the resulting behaviour.

        Raises:
            BadBehaviourError: an unknown wish; nothing was changed.
        """
        with self._turn() as store:
            return control.behave(store, wishes)

    def edit_opportunity(
        self, opportunity_id: str, changes: Mapping[str, Any], *, told: bool = True
    ) -> dict[str, Any]:
        """
        Change an opportunity as AWS would, and announce it; see `sellers.edit_opportunity`.

        Raises:
            BadBehaviourError: no such opportunity, or a change that breaks the model.
        """
        with self._turn() as store:
            return deepcopy(sellers.edit_opportunity(store, opportunity_id, changes, told=told))

    def edit_aws_side(
        self, opportunity_id: str, changes: Mapping[str, Any], *, told: bool = True
    ) -> dict[str, Any]:
        """
        Change AWS's own side of a deal; see `sellers.edit_aws_side`.

        Raises:
            BadBehaviourError: not AWS's deal, or a change that breaks the model.
        """
        with self._turn() as store:
            return deepcopy(sellers.edit_aws_side(store, opportunity_id, changes, told=told))

    def review(self, opportunity_id: str, status: str, **said: Any) -> dict[str, Any]:
        """
        Judge a submitted opportunity as AWS would, and announce it; see `sellers.review`.

        Raises:
            BadBehaviourError: no such opportunity, not submitted, or no such status.
        """
        with self._turn() as store:
            return deepcopy(sellers.review(store, opportunity_id, status, **said))

    def offer_solution(self, solution_id: str, name: str, status: str = ACTIVE) -> None:
        """
        Put a solution of the partner's into the list, or change one.

        Raises:
            BadBehaviourError: it breaks the model.
        """
        with self._turn() as store:
            solutions.offer(store, solution_id, name, status)

    def share_lead(
        self, lead: Mapping[str, Any], *, catalog: str = "Sandbox", title: str = ""
    ) -> dict[str, str]:
        """
        Invite the partner to a lead; see `sellers.share_lead`.

        Raises:
            BadBehaviourError: the lead breaks the model.
        """
        with self._turn() as store:
            return sellers.share_lead(store, lead, catalog=catalog, title=title)

    def edit_lead(
        self, engagement_id: str, changes: Mapping[str, Any], *, told: bool = True
    ) -> dict[str, Any]:
        """
        Change a lead as AWS would, and announce it; see `sellers.edit_lead`.

        Raises:
            BadBehaviourError: no such lead, or a change that breaks the model.
        """
        with self._turn() as store:
            return deepcopy(sellers.edit_lead(store, engagement_id, changes, told=told))

    def send_event(self, detail_type: str, detail: Mapping[str, Any]) -> None:
        """Send an event with whatever detail, as if AWS had sent it."""
        with self._turn() as store:
            store.emit((detail_type, [], deepcopy(dict(detail))))

    def set_clock(self, **wishes: Any) -> dict[str, Any]:
        """
        Set the sandbox's own time; see `SandboxClock.set`.

        Raises:
            BadBehaviourError: an unknown wish, or a time that is gone.
        """
        with self._lock:
            shown = self._clock.set(wishes)
        self.tick()
        return shown

    @property
    def quota(self) -> dict[str, Any]:
        """Count reads and writes; see `Quota.as_json`."""
        with self._turn() as store:
            return store.pace.as_json(store.now)

    @property
    def effects(self) -> dict[str, int]:
        """Count what really happened, e.g. `{"invitation.accepted": 1}`."""
        with self._lock:
            return self._store.count_effects()

    @contextmanager
    def _turn(self) -> Iterator[Store]:
        try:
            with self._lock:
                self._store.advance(self._clock())
                yield self._store
        finally:
            self._publish()

    def _answer(self, store: Store, operation: str, request: dict[str, Any]) -> dict[str, Any]:
        if operation not in OPERATIONS:
            raise UnknownOperationError(f"{operation} is not among the operations of this sandbox.")
        try:
            self._hold_pace(store, operation)
            self._strike(store.faults.take(BEFORE_COMMIT, operation))
            answer = self._run(store, operation, request)
            self._strike(store.faults.take(AFTER_COMMIT, operation))
        except ApiError as error:
            self._require_valid(operation, flaws_of_error(operation, error.name, error.members()))
            raise
        return answer

    def _run(self, store: Store, operation: str, request: dict[str, Any]) -> dict[str, Any]:
        found = flaws_of_request(operation, request) or [*rules.about_catalog(request["Catalog"])]
        if found:
            raise InvalidRequestError(found)
        if refused := store.refusals.take(operation):
            raise BusinessRuleError(refused)
        answer = deepcopy(OPERATIONS[operation](store, request))
        self._require_valid(operation, flaws_of_response(operation, answer))
        return self._poison(store, operation, answer)

    @staticmethod
    def _poison(store: Store, operation: str, answer: dict[str, Any]) -> dict[str, Any]:
        if store.behaviour.poison:
            answer, left = poisoned(store.behaviour.poison, operation, answer)
            store.behaviour = replace(store.behaviour, poison=left)
        return answer

    @staticmethod
    def _hold_pace(store: Store, operation: str) -> None:
        quota, limits = store.pace.of(operation), store.behaviour
        per_second = getattr(limits, f"{quota.kind}_per_second")
        per_day = getattr(limits, f"{quota.kind}_per_day")
        quota.admit(operation, store.now, per_second=per_second, per_day=per_day)

    @staticmethod
    def _strike(fault: Fault | None) -> None:
        if fault is None:
            return
        error = ERROR_OF[fault]
        if error is None:
            raise ConnectionDroppedError(fault)
        raise error(f"As planned: {fault}.")

    def _require_valid(self, operation: str, found: list[Flaw]) -> None:
        if found:
            told = f"{operation} would have answered " + "; ".join(map(str, found))
            self.violations.append(told)
            raise ResponseViolationError(told)

    def _record(self, operation: str, request: Mapping[str, Any], outcome: str, known: int) -> None:
        named = (request.get(member) for member in _IDENTIFIERS)
        identifier = next(filter(None, named), None)
        changed = tuple(effect for effect, _ in self._store.effects[known:])
        at = to_wire(self._store.now)
        told = (request.get("Catalog"), identifier, request.get("ClientToken"))
        self.calls.append(Call(operation, at, *told, outcome, changed))

    def _publish(self) -> None:
        with self._lock:
            waiting, self._store.outbox = self._store.outbox, []
            if self._store.behaviour.events_reversed:
                waiting.reverse()
            self.events.extend(waiting)
        for event in waiting:
            tell(self._on_event, event, event["detail-type"])


def _name_of(error: Exception) -> str:
    if isinstance(error, ApiError):
        return error.name
    return "dropped" if isinstance(error, ConnectionDroppedError) else type(error).__name__
