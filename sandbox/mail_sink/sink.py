"""
What SES does with `SendEmail` of its API version 2, as far as anybody can see it.

docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html
"""

import re
import threading
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from sandbox.faults import EVERYWHERE, Fault, FaultPlan
from sandbox.http_door import Answer, NotHereError, Request

_PATH = "/v2/email/outbound-emails"
_ADDRESS = re.compile(r"[^@\s<>]+@[^@\s<>.]+(\.[^@\s<>.]+)+")
_MOST_RECIPIENTS = 50
# SES signs as "ses" whatever its endpoint is called.
_SCOPE = re.compile(r"AWS4-HMAC-SHA256 Credential=[^/]+/\d{8}/[a-z0-9-]+/ses/aws4_request")


def _refusal(status: int, code: str, message: str) -> Answer:
    told = Answer.of(status, {"message": message})
    return told.with_headers({"X-Amzn-ErrorType": code})


# `slow` is any of them with `seconds`.
FAULTS: Mapping[str, Fault] = {
    **EVERYWHERE,
    "busy": Fault(_refusal(429, "TooManyRequestsException", "Maximum sending rate exceeded.")),
    "paused": Fault(_refusal(400, "SendingPausedException", "Sending is paused.")),
    "broken": Fault(_refusal(500, "InternalServiceErrorException", "Internal error.")),
}


@dataclass(frozen=True)
class Mail:
    """One mail as it was taken."""

    message_id: str
    at: str
    sender: str
    to: tuple[str, ...]
    subject: str
    text: str


@dataclass
class MailSink:
    """
    Takes mail and keeps it. Where `verified` is given, no other address may send. Thread-safe.

    As SES it knows no repeated call: what is asked for twice comes twice.
    """

    verified: str = ""
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    plan: FaultPlan = field(default_factory=lambda: FaultPlan(FAULTS))
    mails: list[Mail] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def behave(self, **wishes: Any) -> list[dict[str, Any]]:
        """Plan faults, as `sandbox.faults` reads them; returns those that are still to come."""
        for name, wish in wishes.items():
            self.plan.plan(name, wish)
        return self.plan.left()

    def serve(self, request: Request) -> Answer:
        if (request.method, request.path) != ("POST", _PATH):
            raise NotHereError(request.path)
        return self.plan.around(request, self._take)

    def _take(self, request: Request) -> Answer:
        if not _SCOPE.match(request.headers.get("Authorization", "")):
            return _refusal(403, "MissingAuthenticationTokenException", "Not signed for ses.")
        try:
            mail = self._read(request.json())
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            return _refusal(400, "BadRequestException", f"Cannot be read: {error}")
        if self.verified and mail.sender != self.verified:
            why = f"Email address is not verified: {mail.sender}"
            return _refusal(400, "MessageRejected", why)
        with self._lock:
            self.mails.append(mail)
        return Answer.of(HTTPStatus.OK, {"MessageId": mail.message_id})

    def _read(self, told: dict[str, Any]) -> Mail:
        """
        Raises:
            ValueError, KeyError: it is no simple text mail to addresses.
        """
        to = tuple(told["Destination"]["ToAddresses"])
        if not 0 < len(to) <= _MOST_RECIPIENTS:
            raise ValueError(f"one to {_MOST_RECIPIENTS} recipients")
        sender, simple = told["FromEmailAddress"], told["Content"]["Simple"]
        if not all(_ADDRESS.fullmatch(address) for address in (sender, *to)):
            raise ValueError("no address")
        return Mail(
            message_id=f"{uuid.uuid4().hex}-000000",
            at=f"{self.clock():%Y-%m-%d %H:%M:%S} UTC",
            sender=sender,
            to=to,
            subject=str(simple["Subject"]["Data"]),
            text=str(simple["Body"]["Text"]["Data"]),
        )
