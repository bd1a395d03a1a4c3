"""What the receiver knows: its secret, what came, and how it is to behave."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from http import HTTPStatus
from typing import Any

from sandbox.faults import EVERYWHERE, Fault, FaultPlan
from sandbox.http_door import Answer, Request
from sandbox.webhook_receiver.verification import problem_of


def _status(status: int, headers: Mapping[str, str] | None = None) -> Fault:
    return Fault(Answer(status).with_headers(headers or {}))


# `slow` is any of them with `seconds`; the rest is in sandbox/README.md.
FAULTS: Mapping[str, Fault] = {
    **EVERYWHERE,
    "broken": _status(500),
    "gone": _status(410),
    "moved": _status(301, {"Location": "/elsewhere"}),
    "busy": _status(503, {"Retry-After": "1"}),
    "slow": Fault(Answer(HTTPStatus.NO_CONTENT)),
    "broken_after_commit": Fault(Answer(500), after_commit=True),
}


@dataclass(frozen=True)
class Message:
    """One request as it came; `problem` says why it was refused."""

    id: str
    path: str
    type: str
    data: Mapping[str, Any]
    signatures: int
    problem: str = ""
    repeated: bool = False


@dataclass
class Receiver:
    """Takes messages at any path. Thread-safe."""

    secret: str = ""
    clock: Callable[[], float] = time.time
    plan: FaultPlan = field(default_factory=lambda: FaultPlan(FAULTS))
    came: list[Message] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def behave(self, **wishes: Any) -> list[dict[str, Any]]:
        """Plan faults, as `sandbox.faults` reads them; returns those that are still to come."""
        for name, wish in wishes.items():
            self.plan.plan(name, wish)
        return self.plan.left()

    @property
    def taken(self) -> list[Message]:
        """The genuine messages, each once."""
        return [message for message in self.came if not message.problem and not message.repeated]

    def receive(self, request: Request) -> Answer:
        return self.plan.around(request, self._take)

    def told(self) -> list[dict[str, Any]]:
        with self._lock:
            return [asdict(message) for message in self.came]

    def _take(self, request: Request) -> Answer:
        message = self._read(request)
        with self._lock:
            known = {other.id for other in self.came if not other.problem}
            repeated = message.id in known and not message.problem
            self.came.append(Message(**{**asdict(message), "repeated": repeated}))
        return Answer(HTTPStatus.UNAUTHORIZED if message.problem else HTTPStatus.NO_CONTENT)

    def _read(self, request: Request) -> Message:
        headers = {name.lower(): value for name, value in request.headers.items()}
        problem = problem_of(headers, request.body, secret=self.secret, now=self.clock())
        # Nobody reads what is not genuine.
        body = {} if problem else request.json()
        return Message(
            id=headers.get("webhook-id", ""),
            path=request.path,
            type=body.get("type", ""),
            data=body.get("data", {}),
            signatures=len(headers.get("webhook-signature", "").split()),
            problem=problem,
        )
