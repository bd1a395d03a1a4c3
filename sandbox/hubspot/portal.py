"""One HubSpot portal and its API, without HTTP."""

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from sandbox.faults import FaultPlan
from sandbox.http_door import Answer, Request
from sandbox.hubspot import people, setup
from sandbox.hubspot.api import Api
from sandbox.hubspot.behaviour import SWITCHES, Behaviour
from sandbox.hubspot.faults import HUBSPOT
from sandbox.hubspot.state.source import Token, person
from sandbox.hubspot.state.store import Event, Store
from sandbox.hubspot.timestamps import to_wire
from sandbox.hubspot.webhooks import Sender
from sandbox.journal import Call
from sandbox.listening import tell
from sandbox.switches import BadBehaviourError, names, switch_value

Clock = Callable[[], datetime]
OnEvent = Callable[[Event], None]

_USER = person(1001)
_SCOPES = "scopes"


def _system_clock() -> datetime:
    return datetime.now(UTC)


class HubSpot:
    """
    Stand in for one portal. Thread-safe.

    `is_prepared` adds `referral_hub_id` and the referral object; below Enterprise
    (`is_enterprise=False`) there are no custom objects and no scopes for them. `on_event` gets each
    webhook event after the change is made and outside the lock. Deliveries to `webhook_url` are
    sent by `tick`, which the HTTP server calls.
    """

    def __init__(
        self,
        *,
        clock: Clock = _system_clock,
        on_event: OnEvent | None = None,
        portal_id: int = setup.PORTAL_ID,
        client_secret: str = setup.CLIENT_SECRET,
        is_prepared: bool = True,
        is_enterprise: bool = True,
    ) -> None:
        self._clock = clock
        self._on_event = on_event
        self._lock = threading.RLock()
        self._sending = threading.Lock()
        self._plan = setup.Plan(portal_id, client_secret, is_prepared, is_enterprise)
        self.reset()

    def reset(self) -> None:
        """Begin anew: no records, no faults, no journal."""
        with self._lock:
            self._store = setup.store(self._plan, self._clock())
            self._api = Api(self._store)
            self._faults = FaultPlan(HUBSPOT)
            self._sender = Sender(self._plan.client_secret)
            self.calls: list[Call] = []
            self.events: list[Event] = []

    def serve(self, request: Request) -> Answer:
        """Answer one HTTP request, faults included."""
        answer = self._faults.around(request, self._answer)
        with self._lock:
            self.calls.append(Call.told(request, answer, at=to_wire(self._clock())))
        return answer

    def tick(self) -> None:
        """Send the webhooks that are due."""
        with self._sending:
            self._sender.send_due(self._clock())

    def behave(self, **wishes: Any) -> dict[str, Any]:
        """
        Turn switches (see `Behaviour`), plan faults (see `faults`), set the token's `scopes`.

        Returns the behaviour that results.

        Raises:
            BadBehaviourError: an unknown wish or value; nothing was changed.
        """
        with self._turn() as store:
            _require_readable(wishes)
            store.behaviour = store.behaviour.changed(_switches(wishes))
            _plan_faults(self._faults, wishes)
            if _SCOPES in wishes:
                self.add_token(setup.TOKEN, names(wishes[_SCOPES]))
            return {**vars(store.behaviour), "planned_faults": self._faults.left()}

    def add_token(
        self, token: str, scopes: tuple[str, ...] | None = None, app_id: int = setup.APP_ID
    ) -> None:
        """Let a token in; another `app_id` plays somebody else's integration."""
        granted = self._plan.scopes if scopes is None else frozenset(scopes)
        with self._lock:
            self._store.tokens[token] = Token(app_id, granted)

    def seed(self, records: Mapping[str, list[Mapping[str, Any]]]) -> dict[str, list[str]]:
        """Make records nobody is told of, by object type; return their ids."""
        with self._turn() as store, setup.unheard(store):
            return {
                name: [people.creates(store, name, each, _USER) for each in several]
                for name, several in records.items()
            }

    def person_creates(self, object_type: str, properties: Mapping[str, Any]) -> str:
        """Create a record as a user does in HubSpot; return its id."""
        with self._turn() as store:
            return people.creates(store, object_type, properties, _USER)

    def person_edits(self, object_type: str, record_id: str, properties: Mapping[str, Any]) -> None:
        """Change a record as a user does in HubSpot; "" clears a property."""
        with self._turn() as store:
            people.edits(store, object_type, record_id, properties, _USER)

    def person_deletes(self, object_type: str, record_id: str) -> None:
        with self._turn() as store:
            people.deletes(store, object_type, record_id, _USER)

    def person_restores(self, object_type: str, record_id: str) -> None:
        with self._turn() as store:
            people.restores(store, object_type, record_id, _USER)

    def person_merges(self, object_type: str, primary_id: str, other_id: str) -> str:
        """Merge two records; return the survivor's id."""
        with self._turn() as store:
            return people.merges(store, object_type, primary_id, other_id, _USER)

    def person_associates(
        self, source: tuple[str, str], target: tuple[str, str], label: str | None = None
    ) -> None:
        """Associate two records, each `("deals", id)`."""
        with self._turn() as store:
            people.associates(store, source, target, label, _USER)

    def records(self, object_type: str) -> list[dict[str, Any]]:
        """Return every living record of a type with all its values, for tests that look."""
        with self._turn() as store:
            return setup.listed(store, object_type)

    @property
    def effects(self) -> dict[str, int]:
        """Count what really happened, e.g. `{"contacts.created": 1}`."""
        with self._lock:
            return dict(Counter(effect for effect, _ in self._store.effects))

    def _answer(self, request: Request) -> Answer:
        with self._turn():
            return self._api.answer(request)

    @contextmanager
    def _turn(self) -> Iterator[Store]:
        try:
            with self._lock:
                self._store.now = self._clock()
                with self._store.all_or_nothing():
                    yield self._store
        finally:
            self._publish()

    def _publish(self) -> None:
        with self._lock:
            fresh, self._store.outbox = self._store.outbox, []
            told = setup.as_delivered(fresh, self._store.behaviour)
            self.events.extend(told)
            if told and self._store.behaviour.webhook_url:
                url = self._store.behaviour.webhook_url
                self._sender.enqueue(url, told, self._store.now)
        for event in told:
            tell(self._on_event, event, event["subscriptionType"])


def _require_readable(wishes: Mapping[str, Any]) -> None:
    known = {*SWITCHES, *HUBSPOT, _SCOPES}
    if unknown := set(wishes) - known:
        raise BadBehaviourError(f"unknown: {sorted(unknown)}; try {sorted(known)}")
    Behaviour().changed(_switches(wishes))
    _plan_faults(FaultPlan(HUBSPOT), wishes)
    if _SCOPES in wishes:
        switch_value({_SCOPES: names}, _SCOPES, wishes[_SCOPES])


def _switches(wishes: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in wishes.items() if name in SWITCHES}


def _plan_faults(plan: FaultPlan, wishes: Mapping[str, Any]) -> None:
    for name in sorted(set(wishes) & set(HUBSPOT)):
        plan.plan(name, wishes[name])
