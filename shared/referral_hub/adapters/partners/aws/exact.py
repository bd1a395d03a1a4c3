"""
Moments as AWS wrote them, to the nanosecond.

An engagement is locked by its ModifiedAt. AWS tells nanoseconds; botocore reads and writes
microseconds, and an update under a cut moment is a conflict for ever. So the text is taken from
the answer's body, and put into the request's, by botocore's own hooks.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

_SERVICE = "partnercentral-selling"


@contextmanager
def kept(client: Any, operation: str) -> Iterator[dict[str, Any]]:
    """Give the body of the answer to an operation, such as GetEngagement, as it was on the wire."""
    body: dict[str, Any] = {}

    def keep(response_dict: dict[str, Any], **_: Any) -> None:
        try:
            told = json.loads(response_dict["body"])
        except ValueError:
            return  # botocore says what is wrong with it
        body.update(told if isinstance(told, dict) else {})

    with _hooked(client, f"before-parse.{_SERVICE}.{operation}", keep):
        yield body


@contextmanager
def sent(client: Any, operation: str, member: str, text: str) -> Iterator[None]:
    """Send this text for a member of an operation, whatever botocore makes of it."""

    def put(params: dict[str, Any], **_: Any) -> None:
        params["body"] = json.dumps({**json.loads(params["body"]), member: text}).encode()

    with _hooked(client, f"before-call.{_SERVICE}.{operation}", put):
        yield


@contextmanager
def _hooked(client: Any, event: str, hook: Callable[..., None]) -> Iterator[None]:
    client.meta.events.register(event, hook)
    try:
        yield
    finally:
        client.meta.events.unregister(event, hook)
