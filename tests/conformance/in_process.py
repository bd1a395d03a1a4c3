"""Lets the kit call a hub within the process, and plants faults on the way there."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urlsplit

from conformance.http import Answer, Request, Send
from functions.api import rate_limit
from functions.api.app import handle
from referral_hub.hub import Hub
from tests.functions.api.client import an_event

HUB = "https://hub.example"
# What stands between the kit and the hub, and misbehaves.
Fault = Callable[[Request, Send], Answer]


def door_to(hub: Hub) -> Send:
    """The hub's API as API Gateway calls it."""

    def send(request: Request) -> Answer:
        rate_limit.forget()
        parts = urlsplit(request.url)
        event = an_event(
            request.method,
            parts.path,
            body=base64.b64encode(request.body).decode(),
            query=parts.query,
            headers=dict(request.headers),
            base64=True,
        )
        answered = handle(event, hub=hub)
        headers = {name.lower(): value for name, value in answered["headers"].items()}
        return Answer(answered["statusCode"], headers, answered["body"].encode())

    return send


def through(fault: Fault, send: Send) -> Send:
    return lambda request: fault(request, send)


def with_headers(request: Request, **headers: str) -> Request:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return replace(request, headers={**request.headers, **named})
