"""
Send events to the registered address.

Source: Microsoft Learn, "Partner Center webhooks": ten attempts; the signature stands in
`Authorization: Signature ...`, or in `x-ms-signature` when the registration says so (the sample
receiver there splits its value at a space, so the word `Signature` is in front of it as well).
"""

import json
import sys
import urllib.error
import urllib.request
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from sandbox.due import Waiting
from sandbox.partner_center.behaviour import Behaviour
from sandbox.partner_center.timestamps import to_wire
from sandbox.partner_center.webhooks.signing import CERTIFICATE_PATH, signature

Event = dict[str, Any]
_ATTEMPTS, _PATIENCE_SECONDS = 10, 5
_RETRY = timedelta(seconds=1)
_WORDS = {status.value: status.phrase.replace(" ", "") for status in HTTPStatus}
_TAKEN = frozenset(_WORDS[status] for status in _WORDS if status // 100 == HTTPStatus.OK // 100)


@dataclass(frozen=True)
class Delivery:
    """One event on its way, due at some instant; `results` is shared by its attempts."""

    url: str
    event: Event
    due: datetime
    in_own_header: bool
    origin: str
    attempt: int = 1
    results: list[dict[str, Any]] = field(default_factory=list, compare=False)

    def body(self) -> bytes:
        return json.dumps(self.event).encode()

    @property
    def is_over(self) -> bool:
        """Tell whether it arrived, or was tried as often as it ever will be."""
        tried = len(self.results)
        return tried == _ATTEMPTS or (tried > 0 and self.results[-1]["responseCode"] in _TAKEN)

    def again(self) -> "Delivery | None":
        """Return the next attempt, a second later each time; None after the tenth."""
        if self.attempt >= _ATTEMPTS:
            return None
        return replace(self, attempt=self.attempt + 1, due=self.due + _RETRY * self.attempt)

    def headers(self, behaviour: Behaviour) -> dict[str, str]:
        """Return the headers a receiver checks."""
        signed = f"Signature {signature(self.body(), behaviour.webhook_signature)}"
        own = f"{self.origin}{CERTIFICATE_PATH}"
        return {
            "Content-Type": "application/json",
            "x-ms-signature" if self.in_own_header else "Authorization": signed,
            "X-MS-Certificate-Url": behaviour.webhook_certificate_url or own,
            "X-MS-Signature-Algorithm": "rsa-sha256",
        }


class Sender(Waiting[Delivery]):
    """Keep deliveries and send those that are due; what is refused is tried again. Thread-safe."""

    def send_due(self, now: datetime, behaviour: Behaviour) -> None:
        for delivery in self.take_due(now):
            status, told = _sent(delivery, behaviour)
            is_taken = _WORDS.get(status) in _TAKEN
            if not is_taken and (again := delivery.again()):
                self.add(again)
            delivery.results.append(_result(status, told, now))


def _sent(delivery: Delivery, behaviour: Behaviour) -> tuple[int, str]:
    request = urllib.request.Request(  # noqa: S310 - an address the tester chose
        delivery.url, delivery.body(), delivery.headers(behaviour), method="POST"
    )
    try:
        with urllib.request.urlopen(request, timeout=_PATIENCE_SECONDS) as answer:  # noqa: S310
            return int(answer.status), ""
    except urllib.error.HTTPError as error:
        return error.code, str(error.reason)
    except OSError as error:
        print(f"webhook to {delivery.url} was not taken: {error!r}", file=sys.stderr)
        return 0, str(error)


def _result(status: int, told: str, now: datetime) -> dict[str, Any]:
    at = to_wire(now).removesuffix("Z")
    return {
        "responseCode": _WORDS.get(status, ""),
        "responseMessage": told,
        "systemError": status == 0,
        "dateTimeUtc": at,
    }
