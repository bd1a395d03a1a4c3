"""
The registration of a tenant for webhooks.

Sources: Microsoft Learn, "Partner Center webhooks" (addresses, bodies, two test events a minute)
and "Webhook - Create Registration Partner" (a second POST is refused: use PUT; by which status is
not said: 409 is chosen). Names of members are read in any case.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from sandbox.partner_center.behaviour import Behaviour
from sandbox.partner_center.errors import RegistrationError
from sandbox.partner_center.referrals.store import Change
from sandbox.partner_center.timestamps import to_wire
from sandbox.partner_center.webhooks.delivery import Delivery, Event, Sender

EVENTS = ("referral-created", "referral-updated", "test-created")
PATH = "/webhooks/v1/registration"
_TEST = "test-created"
_TESTS_A_MINUTE = 2
_PARTNER_ID = "00234d9d-8c2d-4ff5-8c18-39f8afc6f7f3"


@dataclass(frozen=True)
class Registration:
    """Where a tenant wants which events, and in which header the signature."""

    url: str
    events: tuple[str, ...]
    in_own_header: bool
    subscriber_id: str

    def body(self) -> dict[str, Any]:
        return {
            "SubscriberId": self.subscriber_id,
            "WebhookUrl": self.url,
            "WebhookEvents": list(self.events),
            "SignatureTokenToMsSignatureHeader": self.in_own_header,
        }


@dataclass
class Webhooks:
    """Keep the registration, turn changes into events and events into deliveries."""

    registration: Registration | None = None
    sender: Sender = field(default_factory=Sender)
    origin: str = ""
    _tests: dict[str, tuple[datetime, Delivery]] = field(default_factory=dict)

    def show(self) -> Registration:
        """
        Return the registration.

        Raises:
            RegistrationError: there is none.
        """
        if self.registration is None:
            raise RegistrationError(HTTPStatus.NOT_FOUND, "The tenant has no registration.")
        return self.registration

    def register(self, body: Any, origin: str, *, is_new: bool) -> Registration:
        """
        Register the tenant, or change its registration.

        Raises:
            RegistrationError: there is one already, there is none, or the body does not fit.
        """
        if is_new and self.registration is not None:
            raise RegistrationError(HTTPStatus.CONFLICT, "There is a registration; use PUT.")
        before = None if is_new else self.show()
        known = before.subscriber_id if before else str(uuid.uuid4())
        self.registration, self.origin = _read(body, known), origin
        return self.registration

    def events(self, changes: list[Change], behaviour: Behaviour) -> list[Event]:
        """Return the events of some changes, as often and in the order they are to be told."""
        told = [_event(change, behaviour.resource_uri_base) for change in changes]
        if behaviour.webhooks_reversed:
            told.reverse()
        return [event for event in told for _ in range(behaviour.webhook_copies)]

    def enqueue(self, event: Event, now: datetime, behaviour: Behaviour) -> Delivery | None:
        """Put an event on its way, if the tenant is registered for it."""
        held = self.registration
        if held is None or event["EventName"] not in held.events:
            return None
        due = now + timedelta(seconds=behaviour.webhook_delay_seconds)
        delivery = Delivery(held.url, event, due, held.in_own_header, self.origin)
        self.sender.add(delivery)
        return delivery

    def test(self, now: datetime, behaviour: Behaviour) -> str:
        """
        Send a test event and return its correlation id.

        Raises:
            RegistrationError: no registration, not for this event, the third in a minute.
        """
        if _TEST not in self.show().events:
            raise RegistrationError(HTTPStatus.BAD_REQUEST, f"Register for '{_TEST}' first.")
        lately = [at for at, _ in self._tests.values() if at > now - timedelta(minutes=1)]
        if len(lately) >= _TESTS_A_MINUTE:
            raise RegistrationError(HTTPStatus.TOO_MANY_REQUESTS, "Two test events a minute.")
        correlation = str(uuid.uuid4())
        resource = f"{self.origin}{PATH}/validationEvents/{correlation}"
        delivery = self.enqueue(_told(_TEST, resource, "test", to_wire(now)), now, behaviour)
        assert delivery
        self._tests[correlation] = (now, delivery)
        return correlation

    def tested(self, correlation: str) -> dict[str, Any]:
        """
        Return how a test event fared.

        Raises:
            RegistrationError: there was none.
        """
        if correlation not in self._tests:
            raise RegistrationError(HTTPStatus.NOT_FOUND, "There is no such test event.")
        delivery = self._tests[correlation][1]
        return {
            "correlationId": correlation,
            "partnerId": _PARTNER_ID,
            "status": "completed" if delivery.is_over else "pending",
            "callbackUrl": delivery.url,
            "results": list(delivery.results),
        }


def _read(body: Any, subscriber_id: str) -> Registration:
    told = {k.lower(): v for k, v in body.items()} if isinstance(body, Mapping) else {}
    url, events = told.get("webhookurl"), told.get("webhookevents")
    if not isinstance(url, str) or not url.startswith(("http://", "https://")):
        raise RegistrationError(HTTPStatus.BAD_REQUEST, "WebhookUrl is not an address.")
    if not isinstance(events, list) or not events or set(events) - set(EVENTS):
        raise RegistrationError(HTTPStatus.BAD_REQUEST, f"WebhookEvents are among {EVENTS}.")
    in_own_header = told.get("signaturetokentomssignatureheader") is True
    return Registration(url, tuple(events), in_own_header, subscriber_id)


def _event(change: Change, base: str) -> Event:
    return _told(change.event, f"{base}/{change.referral_id}", "referral", change.at)


def _told(name: str, resource: str, kind: str, at: str) -> Event:
    return {
        "EventName": name,
        "ResourceUri": resource,
        "ResourceName": kind,
        "AuditUri": None,
        "ResourceChangeUtcDate": at.replace("Z", "+00:00"),
    }
