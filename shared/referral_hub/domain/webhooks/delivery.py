"""How one message reaches one endpoint, and how long that is tried."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from hashlib import sha256
from http import HTTPStatus
from typing import Self

from pydantic import Field

from referral_hub.domain.errors import HubError
from referral_hub.domain.shapes import Frozen, Moment

from .events import Announcement
from .webhook import WebhookEndpoint, WebhookEvent

_MINUTE, _HOUR = 60, 3600
# Seconds between two attempts, as Standard Webhooks recommends ("Deliverability and reliability").
PAUSES = (
    5,
    5 * _MINUTE,
    30 * _MINUTE,
    *(hours * _HOUR for hours in (2, 5, 10, 14, 20, 24)),
)
MOST_ATTEMPTS = 1 + len(PAUSES)
# A receiver that is overloaded is not asked again at once; one that says when, not later than this.
_RESPITE, _LONGEST = _MINUTE, 24 * _HOUR
_OVERLOADED = (
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.BAD_GATEWAY,
    HTTPStatus.GATEWAY_TIMEOUT,
)


class DeliveryNotFound(HubError):
    code = "delivery_not_found"
    fix = "GET /v1/partners/{partner_id}/webhook/deliveries lists the latest 100."


class Reply(Frozen):
    """What a receiver answered: a status, or without one `why` there is no answer."""

    status: int = 0
    why: str = ""
    retry_after: int | None = None

    @property
    def arrived(self) -> bool:
        return HTTPStatus.OK <= self.status < HTTPStatus.MULTIPLE_CHOICES

    @property
    def is_gone(self) -> bool:
        """The receiver asks never to be called again."""
        return self.status == HTTPStatus.GONE

    @property
    def text(self) -> str:
        return self.why or f"HTTP {self.status}"

    @property
    def least_pause(self) -> int:
        """The seconds that the receiver needs at least."""
        respite = _RESPITE if self.status in _OVERLOADED else 0
        return min(max(respite, self.retry_after or 0), _LONGEST)


class DeliveryStatus(StrEnum):
    """Not sent means that the endpoint was off, or gone, when it was due."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    FAILED = "failed"
    NOT_SENT = "not_sent"


class Delivery(Frozen):
    """
    One message on its way. `attempts` are those of its latest turn, `answer` is the last one.

    `receipt` is what the queue takes to bring the message at once, while it is hidden there until
    `next_attempt_at`: those behind it, of the same referral, wait too.
    """

    id: str
    partner_id: str
    event: WebhookEvent
    number: str = ""
    at: Moment
    body: str = Field(repr=False)
    turn: int = 0
    status: DeliveryStatus = DeliveryStatus.WAITING
    attempts: int = 0
    next_attempt_at: Moment | None = None
    delivered_at: Moment | None = None
    failed_at: Moment | None = None
    answer: str = ""
    receipt: str = ""
    version: int = 0

    @classmethod
    def begun(cls, announcement: Announcement) -> Self:
        return cls(**dict(announcement))

    def is_due_for(self, announcement: Announcement) -> bool:
        """Tell whether a message of the queue is still to be sent; another turn may have begun."""
        return self.status is DeliveryStatus.WAITING and self.turn == announcement.turn

    @property
    def is_held(self) -> bool:
        """Tell whether it waits in the queue, hidden, with others behind it."""
        return self.status is DeliveryStatus.WAITING and bool(self.receipt)

    def is_behind(self, other: Delivery) -> bool:
        """Tell whether the queue brings it only after another, which is held."""
        same = self.has_place and other.has_place and self.number == other.number
        return same and other.is_held and not self.is_held

    @property
    def has_place(self) -> bool:
        """Tell whether it is told in its referral's order; what was given up lost its place."""
        return bool(self.number) and not self.turn

    def held(self, receipt: str) -> Self:
        """Note how the queue brings it before its time; what has no next attempt is not there."""
        return self.model_copy(update={"receipt": receipt if self.next_attempt_at else ""})

    def due_now(self) -> Self:
        """Let its pause be over, in the place that it has, with all its attempts."""
        return self.model_copy(update={"attempts": 0, "next_attempt_at": None})

    def known_to(self, endpoint: WebhookEndpoint) -> Self:
        """Be due when the endpoint was set since the last attempt: somebody mended it."""
        mended = endpoint.set_at and self.failed_at and self.failed_at < endpoint.set_at
        return self.due_now() if mended and self.next_attempt_at else self

    def wait(self, now: datetime) -> int:
        """The seconds until the next attempt; 0 when it is due."""
        if self.next_attempt_at is None or self.next_attempt_at <= now:
            return 0
        return int((self.next_attempt_at - now).total_seconds())

    def answered(self, reply: Reply, *, at: datetime) -> Self:
        """Take note of an attempt; what cannot be tried again has failed."""
        tried = {"attempts": self.attempts + 1, "answer": reply.text, "next_attempt_at": None}
        if reply.arrived:
            return self._now(DeliveryStatus.DELIVERED, tried | {"delivered_at": at})
        tried["failed_at"] = at
        if reply.is_gone or self.attempts + 1 >= MOST_ATTEMPTS:
            return self._now(DeliveryStatus.FAILED, tried)
        return self._now(DeliveryStatus.WAITING, tried | {"next_attempt_at": self._next(reply, at)})

    def not_sent(self, why: str) -> Self:
        return self._now(DeliveryStatus.NOT_SENT, {"answer": why, "next_attempt_at": None})

    def begun_anew(self) -> Self:
        """Send it once more, with all its attempts, under the id that it has."""
        anew = {"turn": self.turn + 1, "attempts": 0, "next_attempt_at": None}
        return self._now(DeliveryStatus.WAITING, anew)

    @property
    def announcement(self) -> Announcement:
        fields = {name: getattr(self, name) for name in Announcement.model_fields}
        return Announcement(**fields)

    def _now(self, status: DeliveryStatus, update: Mapping[str, object]) -> Self:
        return self.model_copy(update={"status": status, "receipt": "", **update})

    def _next(self, reply: Reply, at: datetime) -> datetime:
        pause = max(PAUSES[self.attempts], reply.least_pause)
        return at + timedelta(seconds=pause + self._jitter(pause))

    def _jitter(self, pause: int) -> int:
        """
        Up to a tenth of the pause, other for each message and attempt, so that what failed together
        does not come back together.
        """
        drawn = sha256(f"{self.id} {self.attempts}".encode()).digest()
        return pause * drawn[0] // (256 * 10)
