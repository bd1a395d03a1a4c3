"""One partner's Partner Center, without HTTP."""

import threading
import uuid
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from typing import Any

from sandbox.faults import FaultPlan
from sandbox.http_door import Answer, Request
from sandbox.journal import Call
from sandbox.listening import tell
from sandbox.partner_center import control, people
from sandbox.partner_center.api import Api
from sandbox.partner_center.behaviour import Behaviour
from sandbox.partner_center.faults import FAULTS
from sandbox.partner_center.identity.tokens import App
from sandbox.partner_center.referrals.listing import PATH
from sandbox.partner_center.referrals.store import Store
from sandbox.partner_center.timestamps import to_wire
from sandbox.partner_center.webhooks.delivery import Event
from sandbox.partner_center.webhooks.signing import root_pem

Clock = Callable[[], datetime]
OnEvent = Callable[[Event], None]
Check = Callable[[Request, Answer], list[str]]


def _system_clock() -> datetime:
    return datetime.now(UTC)


class PartnerCenter:
    """
    Stand in for the Partner Center of one partner. Thread-safe.

    `check` is asked of every request and answer and says what is wrong with them; that stands in
    `violations`. `on_event` gets each webhook event after the change is made and outside the lock.
    Deliveries to the registered address are sent by `tick`, which the HTTP server calls.
    """

    def __init__(
        self,
        *,
        clock: Clock = _system_clock,
        on_event: OnEvent | None = None,
        app: App | None = None,
        check: Check | None = None,
    ) -> None:
        self._clock = clock
        self._on_event = on_event
        self._check = check
        self._lock = threading.RLock()
        self._sending = threading.Lock()
        self.app = app or App()
        self.reset()

    def reset(self) -> None:
        """Forget everything but the app: referrals, tokens, registration, faults, journal."""
        with self._lock:
            self._api = Api(self.app, Store(now=self._clock()))
            self._faults = FaultPlan(FAULTS)
            self._lately: deque[datetime] = deque()
            self.calls: list[Call] = []
            self.events: list[Event] = []
            self.violations: list[str] = []
            self._api.tokens.consent(self._clock(), Behaviour(), self.app.refresh_token)

    @property
    def now(self) -> datetime:
        """What the service takes for the time."""
        skew = self._api.store.behaviour.clock_skew_seconds
        return self._clock() + timedelta(seconds=skew)

    def serve(self, request: Request, url: str = "http://127.0.0.1") -> Answer:
        """Answer one HTTP request, faults included; `url` is how the caller reached us."""
        answer = self._faults.around(request, lambda asked: self._answer(asked, url))
        with self._lock:
            answer = self._headed(request, answer)
            self._remember(request, answer)
        return answer

    def tick(self) -> None:
        """Let time pass, and send the webhooks that are due."""
        with self._turn():
            pass
        with self._sending:
            self._api.webhooks.sender.send_due(self.now, self._api.store.behaviour)

    def behave(self, **wishes: Any) -> dict[str, Any]:
        """
        Misbehave from now on; see `control.behave` for the words, and get the resulting behaviour.

        Raises:
            BadBehaviourError: an unknown wish or value; nothing was changed.
        """
        with self._lock:
            return control.behave(self._api, self._faults, wishes)

    def configure_app(self, **wishes: Any) -> None:
        """
        Change the app registration: the fields of `App`.

        Raises:
            TypeError: no such field.
        """
        with self._lock:
            self.app = self._api.app = self.app.changed(wishes)

    def consent(self) -> str:
        """Let a user sign in and consent; return the refresh token of that."""
        with self._turn() as store:
            return self._api.tokens.consent(store.now, store.behaviour)

    def share(self, *, contacts: str = "at_once", **fields: Any) -> str:
        """Refer a customer to us as Microsoft does, and return the id; see `people.share`."""
        with self._turn() as store:
            return people.share(store, fields, contacts)

    def change(self, referral_id: str, **fields: Any) -> None:
        """Change a referral as Microsoft would; see `people.change`."""
        with self._turn() as store:
            people.change(store, referral_id, fields)

    def expire(self, referral_id: str) -> None:
        with self._turn() as store:
            people.expire(store, referral_id)

    def reveal(self, referral_id: str) -> None:
        """Show the contacts that were held back, now."""
        with self._turn() as store:
            people.reveal(store, referral_id)

    def remove(self, referral_id: str) -> None:
        """Let a referral be gone: 404 from now on, and nobody is told."""
        with self._turn() as store:
            people.remove(store, referral_id)

    def poison(self, referral_id: str, how: str) -> None:
        """Let a referral look wrong wherever it is read; see `referrals.poison`."""
        with self._turn() as store:
            people.poison(store, referral_id, how)

    def referral(self, referral_id: str) -> dict[str, Any]:
        """Return a referral as it is, for tests that look; it is healthy there."""
        with self._turn() as store:
            return people.seen(store.find(referral_id))

    def referrals(self) -> list[dict[str, Any]]:
        """Return all referrals in the order of their creation."""
        with self._turn() as store:
            return [people.seen(record) for record in store.records.values()]

    @property
    def effects(self) -> dict[str, int]:
        """Count what really happened, e.g. `{"referral.created": 1}`."""
        with self._lock:
            return dict(Counter(self._api.store.effects))

    @property
    def counts(self) -> dict[str, int]:
        """Count the calls by method and address, referral ids left out."""
        with self._lock:
            return dict(Counter(_place(call) for call in self.calls))

    @property
    def root_pem(self) -> str:
        """The root certificate that receivers of webhooks are to trust."""
        return root_pem()

    def _answer(self, request: Request, url: str) -> Answer:
        with self._turn() as store:
            elsewhere = store.behaviour.redirect_to
            if elsewhere and request.path.startswith(PATH):
                return Answer(
                    HTTPStatus.TEMPORARY_REDIRECT,
                    headers={"Location": f"{elsewhere}{request.path}"},
                )
            if self._is_too_fast(store):
                return FAULTS["too_many_requests"].struck(None)
            answer = self._api.answer(request, url)
            if self._check and not control.is_lying(store):
                self.violations += self._check(request, answer)
            return answer

    def _is_too_fast(self, store: Store) -> bool:
        limit, minute = store.behaviour.requests_per_minute, timedelta(minutes=1)
        while self._lately and self._lately[0] <= store.now - minute:
            self._lately.popleft()
        if limit and len(self._lately) >= limit:
            return True
        self._lately.append(store.now)
        return False

    def _headed(self, request: Request, answer: Answer) -> Answer:
        """Add the headers of every answer (Microsoft Learn, "Partner REST API headers")."""
        given = request.headers.get("client-request-id")
        headers = {"request-id": str(uuid.uuid4()), "timestamp": to_wire(self.now)}
        headers |= {"client-request-id": given} if given else {}
        wait = self._api.store.behaviour.retry_after
        if answer.status in (429, 503) and wait:
            headers["Retry-After"] = wait
        return answer.with_headers(headers)

    def _remember(self, request: Request, answer: Answer) -> None:
        call = Call.told(request, answer, at=to_wire(self.now))
        is_secret = request.path.endswith("/oauth2/v2.0/token")
        self.calls.append(Call(**call.as_json() | {"body": ""}) if is_secret else call)

    @contextmanager
    def _turn(self) -> Iterator[Store]:
        try:
            with self._lock:
                store = self._api.store
                store.now = self.now
                with store.all_or_nothing():
                    store.let_time_pass()
                    yield store
        finally:
            self._publish()

    def _publish(self) -> None:
        with self._lock:
            store, webhooks = self._api.store, self._api.webhooks
            changes, store.outbox = store.outbox, []
            told = webhooks.events(changes, store.behaviour)
            self.events.extend(told)
            for event in told:
                webhooks.enqueue(event, store.now, store.behaviour)
        for event in told:
            tell(self._on_event, event, event["EventName"])


def _place(call: Call) -> str:
    known: Mapping[bool, str] = {True: f"{PATH}/{{id}}", False: call.path}
    return f"{call.method} {known[call.path.startswith(f'{PATH}/')]}"
