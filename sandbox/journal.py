"""What was asked over HTTP and what came of it, for tests that count."""

from dataclasses import asdict, dataclass
from typing import Any

from sandbox.http_door import Answer, Request


@dataclass(frozen=True)
class Call:
    """
    One request as the sandbox saw it.

    `outcome` is the status as text, or `lost` or `cut` when the caller did not get the answer.
    """

    at: str
    method: str
    path: str
    query: dict[str, str]
    body: str
    outcome: str

    @classmethod
    def told(cls, request: Request, answer: Answer, *, at: str) -> "Call":
        body = request.body.decode("utf-8", "replace")
        outcome = "lost" if answer.is_lost else "cut" if answer.is_cut else str(answer.status)
        return cls(at, request.method, request.path, dict(request.query), body, outcome)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)
