"""
One Referral URL: messages go there signed, and what it answers is read with care.

The protocol is docs/access-referrals.md. The key signs, and never travels.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from http import HTTPStatus
from typing import Any, Protocol

from referral_hub.adapters.partner_wire import Answer
from referral_hub.domain.access_links.signing import (
    ReferralKey,
    signature_headers,
    signed_content,
)
from referral_hub.domain.cause import Cause
from referral_hub.domain.errors import Unavailable
from referral_hub.ports import Signs

from .refusals import SYSTEM, UNREADABLE_KEY, Refusal, refusal_in

_JSON = {"Content-Type": "application/json"}
_BUSY = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)
# The same message is being worked on, over there.
_IN_PROGRESS = "request_in_progress"


class Wire(Protocol):
    """How somebody is called: `partner_wire.Wire`, or what tests put in its place."""

    def exchange(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes = b""
    ) -> Answer: ...


@dataclass(frozen=True)
class Door:
    wire: Wire
    url: str
    secret: Callable[[], Mapping[str, str]] = field(repr=False)
    clock: Callable[[], datetime]
    signs: Signs

    def tell(self, message: Mapping[str, Any], *, message_id: str) -> Mapping[str, Any]:
        """
        Send a message, signed with the time of this attempt; return what a success says.

        Raises:
            Refusal: the peer will not take it, or the hub has no key to sign it with.
            Unavailable: nobody knows whether it has it; the same message may be sent again.
        """
        key = self._key()
        body = json.dumps(message, ensure_ascii=False, separators=(",", ":")).encode()
        timestamp = int(self.clock().timestamp())
        signature = self.signs.sign(key.seed, signed_content(message_id, timestamp, body))
        signed = signature_headers(
            message_id, timestamp=timestamp, key_id=key.key_id, signature=signature
        )
        return _read(self.wire.exchange("POST", self.url, {**_JSON, **signed}, body))

    def _key(self) -> ReferralKey:
        try:
            return ReferralKey.read(self.secret().get("key", ""))
        except ValueError as why:
            # Not chained, and not quoted: it is a key all the same.
            raise Refusal(UNREADABLE_KEY, f"what was put as the key {why}") from None


def _read(answer: Answer) -> Mapping[str, Any]:
    status, told = answer.status, answer.told()
    if status == HTTPStatus.OK:
        return told
    if status in _BUSY or told.get("code") == _IN_PROGRESS:
        why = f"it is busy, or wants to be asked less often ({status})"
        raise Unavailable(SYSTEM, why, cause=Cause.BUSY, again_after=answer.rest)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status < HTTPStatus.MULTIPLE_CHOICES:
        raise Unavailable(SYSTEM, f"it answered {status}")
    raise refusal_in(status, told)
