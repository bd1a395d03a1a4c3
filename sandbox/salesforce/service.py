"""The org as a state object: one call at a time, each a transaction, its events after it."""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sandbox.faults import FaultPlan
from sandbox.http_door import Answer, Request
from sandbox.journal import Call
from sandbox.listening import tell
from sandbox.salesforce import control
from sandbox.salesforce.doors import api
from sandbox.salesforce.doors.oauth import token
from sandbox.salesforce.events import Event, OnEvent, events_of
from sandbox.salesforce.faults import FAULTS
from sandbox.salesforce.metadata.ids import Ids
from sandbox.salesforce.metadata.values import moment
from sandbox.salesforce.org import people
from sandbox.salesforce.org.reading import chosen, shown
from sandbox.salesforce.org.state import Caller, Org
from sandbox.salesforce.sessions import App, Sessions

Clock = Callable[[], datetime]
LATEST = "68.0"
_TOKEN = "/services/oauth2/token"  # noqa: S105 - an address


def _system_clock() -> datetime:
    return datetime.now(UTC)


class Salesforce:
    """
    Stand in for one Salesforce org, without HTTP.

    Thread-safe. `on_event` gets each EventBridge envelope after the change is committed and outside
    the lock, so it may call back. `app` is the external client app of the integration.
    """

    def __init__(
        self,
        *,
        clock: Clock = _system_clock,
        on_event: OnEvent | None = None,
        app: App | None = None,
        seed: int | None = None,
    ) -> None:
        self._clock = clock
        self._on_event = on_event
        self._seed = seed
        self._lock = threading.RLock()
        self._outbox: list[Event] = []
        self.app = app or App()
        self.reset()

    def reset(self) -> None:
        """Forget everything but the app: records, sessions, switches, faults, calls, events."""
        with self._lock:
            self.faults = FaultPlan(FAULTS)
            self.sessions = Sessions()
            self.calls: list[Call] = []
            self.events: list[Event] = []
            self.org = Org(Ids(self._seed), self._now())
            people.settle(self.org)

    def handle(self, request: Request) -> Answer:
        """Answer one HTTP request to `/services/...`, with the fault that waits for it."""
        answer = self.faults.around(request, self._serve)
        with self._lock:
            told = replace(request, body=b"") if request.path == _TOKEN else request
            self.calls.append(Call.told(told, answer, at=moment(self._now())))
        return answer

    def behave(self, **wishes: Any) -> dict[str, Any]:
        """
        Misbehave from now on; see `control.behave` for the words, and get the resulting behaviour.

        Raises:
            BadBehaviourError: an unknown wish or value.
        """
        with self._lock:
            self.org.now = self._now()
            control.behave(self.org, self.faults, self.sessions, wishes)
            return control.describe(self.org, self.faults)

    def configure_app(self, **wishes: Any) -> None:
        """
        Change the external client app: the fields of `App`.

        Raises:
            TypeError: no such field.
        """
        self.app = self.app.changed(wishes)

    def seed(self, *rows: Mapping[str, Any]) -> list[str]:
        """
        Create records that were always there, without events; see `people.seed`.

        Raises:
            SalesforceError: a rule says no; none was created.
        """
        with self._turn(None) as org:
            return people.seed(org, rows)

    def person(self, **wish: Any) -> str:
        """
        Let a user of the org act in the browser; see `control.act_as_person`.

        Raises:
            SalesforceError: a rule says no.
        """
        with self._turn(control.person(self.org)) as org:
            return control.act_as_person(org, wish)

    def records(self, sobject: str, *, deleted: bool = False) -> list[dict[str, Any]]:
        """Return all records of an object with all their fields, as REST would show them."""
        with self._lock:
            kind = self.org.schema.of(sobject)
            store = self.org.store
            rows = store.everything(kind.name) if deleted else store.rows(kind.name)
            return [shown(row, chosen(kind, None), LATEST) for row in rows]

    def record(self, record_id: str) -> dict[str, Any]:
        """
        Return one record with all its fields.

        Raises:
            SalesforceError: it is not there.
        """
        with self._lock:
            sobject, row = people.find(self.org, record_id)
            return shown(row, chosen(sobject, None), LATEST)

    def _now(self) -> datetime:
        return self._clock().astimezone(UTC).replace(microsecond=0)

    def _serve(self, request: Request) -> Answer:
        try:
            with self._lock:
                self.org.now = self._now()
                if (request.method, request.path) == ("POST", _TOKEN):
                    url = f"http://{request.headers.get('Host', '127.0.0.1')}"
                    return token(self.org, self.app, self.sessions, request, url).as_answer()
                reply, caller = api.serve(self.org, self.sessions, request)
                self._commit(caller)
                return reply.as_answer()
        finally:
            self._publish()

    @contextmanager
    def _turn(self, caller: Caller | None) -> Iterator[Org]:
        try:
            with self._lock:
                self.org.now = self._now()
                before = self.org.store.savepoint()
                try:
                    yield self.org
                except BaseException:
                    self.org.store.roll_back(before)
                    raise
                self._commit(caller)
        finally:
            self._publish()

    def _commit(self, caller: Caller | None) -> None:
        changes = self.org.store.commit()
        if caller and changes:
            self._outbox += events_of(self.org, caller.user_id, changes)

    def _publish(self) -> None:
        with self._lock:
            waiting, self._outbox = self._outbox, []
            self.events.extend(waiting)
        for event in waiting:
            tell(self._on_event, event, event["detail-type"])
