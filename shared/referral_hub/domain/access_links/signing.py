"""
What is signed, and how it is told: Standard Webhooks 1.0.0 ("Signature scheme": asymmetric, v1a),
with one header more, which says by which key.

The signing itself is done behind a port (`ports/signatures.py`).
"""

from __future__ import annotations

import re
from base64 import b64decode, b64encode, urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Self

from pydantic import Field

from referral_hub.domain.shapes import Frozen

from .link import KEY_ID
from .refusals import BadSignatureHeaders, StaleTimestamp

TOLERANCE = timedelta(seconds=300)
SEED_BYTES, SIGNATURE_BYTES = 32, 64
_VERSION = "v1a"
_KEY = re.compile(rf"rk_(?P<key_id>{KEY_ID})_(?P<seed>[A-Za-z0-9_-]{{43}})")
# No dot in an id: it separates what is signed. A sender that rotates signs with two keys; of more
# than ten signatures nobody can say why.
_FORMS: Mapping[str, str] = {
    "webhook-id": r"[A-Za-z0-9_-]{1,64}",
    "webhook-timestamp": r"[0-9]{1,11}",
    "webhook-signature": r"[!-~]{1,200}( [!-~]{1,200}){0,9}",
    "referral-key-id": KEY_ID,
}


class ReferralKey(Frozen):
    """What a sender signs with: `rk_<key id>_<base64url of a seed of 32 bytes>`."""

    key_id: str = Field(pattern=f"^{KEY_ID}$")
    seed: bytes = Field(min_length=SEED_BYTES, max_length=SEED_BYTES, repr=False)

    @classmethod
    def read(cls, text: str) -> Self:
        """
        Raises:
            ValueError: it is no Referral key; repeats nothing of it.
        """
        found = _KEY.fullmatch(text.strip())
        if found is None:
            raise ValueError("is no Referral key: rk_, 12 hexadecimal digits, _ and 43 characters")
        return cls(key_id=found["key_id"], seed=urlsafe_b64decode(found["seed"] + "="))

    @property
    def text(self) -> str:
        return f"rk_{self.key_id}_{urlsafe_b64encode(self.seed).decode().rstrip('=')}"


class SignedBy(Frozen):
    """What the headers of a message say of its signature."""

    message_id: str
    timestamp: int
    signatures: tuple[bytes, ...]
    key_id: str

    @classmethod
    def read(cls, headers: Mapping[str, str]) -> Self:
        """
        Read headers whose names are in lower case.

        Raises:
            BadSignatureHeaders: one is missing or malformed; names each.
        """
        told = {name: headers.get(name, "").strip() for name in _FORMS}
        wrong = {
            name: "is missing" if not told[name] else "is malformed"
            for name, form in _FORMS.items()
            if not re.fullmatch(form, told[name])
        }
        if wrong:
            raise BadSignatureHeaders("the request is not signed as it should be", fields=wrong)
        return cls(
            message_id=told["webhook-id"],
            timestamp=int(told["webhook-timestamp"]),
            signatures=_signatures(told["webhook-signature"]),
            key_id=told["referral-key-id"],
        )

    def must_be_fresh(self, now: datetime) -> None:
        """
        Raises:
            StaleTimestamp: it was signed more than five minutes before or after.
        """
        seconds = int(now.timestamp())
        if abs(seconds - self.timestamp) > TOLERANCE.total_seconds():
            raise StaleTimestamp(f"the request says {self.timestamp}, and it is {seconds} here")

    def content(self, body: bytes) -> bytes:
        return signed_content(self.message_id, self.timestamp, body)


def signed_content(message_id: str, timestamp: int, body: bytes) -> bytes:
    """Return what is signed; `timestamp` is in Unix seconds, `body` the bytes that are sent."""
    return f"{message_id}.{timestamp}.".encode() + body


def signature_headers(
    message_id: str, *, timestamp: int, key_id: str, signature: bytes
) -> dict[str, str]:
    """Return the headers of a message that was signed at `timestamp`, by the key of this id."""
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": f"{_VERSION},{b64encode(signature).decode()}",
        "referral-key-id": key_id,
    }


def _signatures(told: str) -> tuple[bytes, ...]:
    """Of the signatures of a header those of our version; what is none of it is no signature."""
    parts = (part.partition(",") for part in told.split(" "))
    read = (_decoded(text) for version, _, text in parts if version == _VERSION)
    return tuple(signature for signature in read if len(signature) == SIGNATURE_BYTES)


def _decoded(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except ValueError:
        return b""
