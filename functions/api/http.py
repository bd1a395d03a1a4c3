"""What API Gateway brings and takes: payload format 2.0 of HTTP APIs, read into plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

from pydantic import BaseModel

from referral_hub.domain.access import Principal
from referral_hub.domain.shapes import Frozen
from referral_hub.hub import Hub

JSON = "application/json"
# Answers may hold what only this caller may read.
_PRIVATE = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


@dataclass(frozen=True)
class Request:
    """One request as it arrived; header names are in lower case, the body is not yet decoded."""

    method: str
    path: str
    raw_query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    raw_body: str = ""
    base64: bool = False
    request_id: str = ""

    @classmethod
    def of(cls, event: Mapping[str, Any]) -> Request:
        context = event.get("requestContext", {})
        return cls(
            method=str(context.get("http", {}).get("method", "")).upper(),
            path=str(event.get("rawPath") or "/"),
            raw_query=str(event.get("rawQueryString") or ""),
            headers={name.lower(): value for name, value in (event.get("headers") or {}).items()},
            raw_body=event.get("body") or "",
            base64=bool(event.get("isBase64Encoded")),
            request_id=str(context.get("requestId", "")),
        )

    def header(self, name: str) -> str:
        return self.headers.get(name, "").strip()


@dataclass(frozen=True)
class Answer:
    """What to send: a status, and the text of the body; no text means no body."""

    status: int
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = JSON

    def with_headers(self, headers: Mapping[str, str]) -> Answer:
        return Answer(self.status, self.body, {**self.headers, **headers}, self.content_type)

    def to_gateway(self) -> dict[str, Any]:
        typed = {"Content-Type": self.content_type} if self.body else {}
        return {
            "statusCode": int(self.status),
            "headers": {**_PRIVATE, **typed, **self.headers},
            "body": self.body,
            "isBase64Encoded": False,
        }


def answer(status: int, model: BaseModel, **headers: str) -> Answer:
    """Answer with a representation; header names are given with underscores."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status, model.model_dump_json(), named)


def etag(version: int) -> str:
    """The entity tag of a version, which grows with every change of what it stands for."""
    return f'"{version}"'


class NoQuery(Frozen):
    """The query of an operation that takes none."""


Body_co = TypeVar("Body_co", covariant=True)
Query_co = TypeVar("Query_co", covariant=True)


@dataclass(frozen=True)
class Call(Generic[Body_co, Query_co]):
    """A request that has been let in and read: what the functions of `routes` receive."""

    hub: Hub
    request: Request
    path: Mapping[str, str]
    body: Body_co
    query: Query_co
    caller: Principal | None = None

    @property
    def by(self) -> Principal:
        assert self.caller, "only public operations have no caller"
        return self.caller

    @property
    def number(self) -> str:
        return self.path["number"]
