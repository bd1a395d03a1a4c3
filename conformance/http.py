"""One request, one answer, over HTTP as it comes."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import urllib3
from urllib3.exceptions import HTTPError

from .cases import Failed

# What an API behind API Gateway has time for.
_SECONDS = 30
_MOST_SHOWN = 200
# The first digit of a status says what became of a request (RFC 9110, section 15).
_SUCCESS, _CLIENT_ERROR = 2, 4


@dataclass(frozen=True)
class Request:
    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


@dataclass(frozen=True)
class Answer:
    """Header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @cached_property
    def said(self) -> Any:
        """
        The JSON of the body.

        Raises:
            Failed: it is none.
        """
        try:
            return json.loads(self.body)
        except ValueError:
            raise Failed(f"the answer {self} is no JSON") from None

    @property
    def taken(self) -> bool:
        return self.status // 100 == _SUCCESS

    @property
    def refused(self) -> bool:
        return self.status // 100 == _CLIENT_ERROR

    @property
    def code(self) -> str:
        """The `code` of a problem; empty when the answer is none."""
        try:
            return str(self.said.get("code", ""))
        except (Failed, AttributeError):
            return ""

    def __str__(self) -> str:
        return f"{self.status} {self.body[:_MOST_SHOWN].decode(errors='replace')}".rstrip()


Send = Callable[[Request], Answer]


def send(request: Request) -> Answer:
    """
    Call the other side once; redirects are not followed.

    Raises:
        Failed: nobody answers.
    """
    try:
        answered = urllib3.request(
            request.method,
            request.url,
            headers=dict(request.headers),
            body=request.body or None,
            timeout=_SECONDS,
            retries=False,
            redirect=False,
        )
    except HTTPError as error:
        raise Failed(f"nobody answers at {request.url}: {error}") from None
    headers = {name.lower(): value for name, value in answered.headers.items()}
    return Answer(answered.status, headers, answered.data)
