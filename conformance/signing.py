"""
Signing as Standard Webhooks 1.0.0 asks ("Signature scheme"): `v1` by a secret that both sides
have, `v1a` by a key of which the other side has the public half.
"""

from __future__ import annotations

import hmac
from base64 import b64decode, b64encode, urlsafe_b64decode
from collections.abc import Callable
from dataclasses import dataclass
from secrets import token_hex

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

Sign = Callable[[bytes], str]
TOLERANCE_SECONDS = 300


def by_secret(secret: str) -> Sign:
    """
    Raises:
        ValueError: it is no `whsec_` secret.
    """
    key = b64decode(secret.removeprefix("whsec_"), validate=True)
    return lambda content: f"v1,{b64encode(hmac.digest(key, content, 'sha256')).decode()}"


def by_seed(seed: str) -> Sign:
    """
    Raises:
        ValueError: it is no base64url of 32 bytes.
    """
    key = Ed25519PrivateKey.from_private_bytes(urlsafe_b64decode(seed + "=" * (-len(seed) % 4)))
    return lambda content: f"v1a,{b64encode(key.sign(content)).decode()}"


@dataclass(frozen=True)
class Message:
    """What is signed; `timestamp` is in Unix seconds."""

    id: str
    timestamp: int
    body: bytes

    @property
    def content(self) -> bytes:
        return f"{self.id}.{self.timestamp}.".encode() + self.body

    def headers(self, *signatures: str) -> dict[str, str]:
        return {
            "content-type": "application/json",
            "webhook-id": self.id,
            "webhook-timestamp": str(self.timestamp),
            "webhook-signature": " ".join(signatures),
        }


def new_id() -> str:
    return f"msg_{token_hex(12)}"
