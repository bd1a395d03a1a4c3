"""
Send events to the URL an app subscribed with.

Source: HubSpot developer docs, "Webhooks" (at most a hundred events a request, up to ten more
attempts, five seconds) and "Validating requests" (signature v3).
"""

import base64
import hashlib
import hmac
import json
import re
import sys
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import unquote

from sandbox.due import Waiting
from sandbox.hubspot.state.store import Event
from sandbox.hubspot.timestamps import to_milliseconds

_BATCH, _ATTEMPTS, _PATIENCE_SECONDS = 100, 10, 5
_RETRY = timedelta(seconds=1)
# The escapes that the signed URI does not keep.
_DECODED = re.compile(r"%(3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)", re.IGNORECASE)


@dataclass(frozen=True)
class Delivery:
    """Events on their way to a URL, due at some instant."""

    url: str
    events: tuple[Event, ...]
    due: datetime
    attempt: int = 0

    def body(self) -> bytes:
        told = [{**event, "attemptNumber": self.attempt} for event in self.events]
        return json.dumps(told).encode()

    def again(self) -> "Delivery | None":
        """Return the next attempt, a second later each time; None after the last."""
        if self.attempt >= _ATTEMPTS:
            return None
        attempt = self.attempt + 1
        return replace(self, attempt=attempt, due=self.due + _RETRY * attempt)


class Sender(Waiting[Delivery]):
    """Keep deliveries and send those that are due; what is refused is tried again. Thread-safe."""

    def __init__(self, client_secret: str) -> None:
        super().__init__()
        self._client_secret = client_secret

    def enqueue(self, url: str, events: Sequence[Event], now: datetime) -> None:
        for start in range(0, len(events), _BATCH):
            self.add(Delivery(url, tuple(events[start : start + _BATCH]), now))

    def send_due(self, now: datetime) -> None:
        for delivery in self.take_due(now):
            again = None if self._is_taken(delivery, now) else delivery.again()
            if again:
                self.add(again)

    def headers(self, delivery: Delivery, now: datetime) -> dict[str, str]:
        """Return the headers a receiver checks."""
        timestamp = str(to_milliseconds(now))
        return {
            "Content-Type": "application/json",
            "User-Agent": "HubSpot Connect 2.0",
            "X-HubSpot-Request-Timestamp": timestamp,
            "X-HubSpot-Signature-v3": signature(
                self._client_secret, "POST", delivery.url, delivery.body(), timestamp
            ),
        }

    def _is_taken(self, delivery: Delivery, now: datetime) -> bool:
        request = urllib.request.Request(  # noqa: S310 - an address the tester chose
            delivery.url, delivery.body(), self.headers(delivery, now), method="POST"
        )
        try:
            with urllib.request.urlopen(request, timeout=_PATIENCE_SECONDS):  # noqa: S310
                return True
        except (urllib.error.URLError, OSError) as error:
            print(f"webhook to {delivery.url} was not taken: {error!r}", file=sys.stderr)
            return False


def signature(secret: str, method: str, url: str, body: bytes, timestamp: str) -> str:
    """Return the v3 signature: over method, decoded URL, body and timestamp in milliseconds."""
    path, mark, query = url.partition("?")
    decoded = _decoded(path) + mark + _decoded(query)
    signed = method.encode() + decoded.encode() + body + timestamp.encode()
    return base64.b64encode(hmac.new(secret.encode(), signed, hashlib.sha256).digest()).decode()


def _decoded(text: str) -> str:
    return _DECODED.sub(lambda found: unquote(found[0]), text)
