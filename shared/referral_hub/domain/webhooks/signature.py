"""Signing what is sent, as Standard Webhooks 1.0.0 asks ("Signature scheme": symmetric, v1)."""

from __future__ import annotations

import hmac
from base64 import b64decode, b64encode
from collections.abc import Iterable

_PREFIX = "whsec_"
# The specification asks for 24 to 64 random bytes.
SECRET_BYTES = 32


def secret_of(key: bytes) -> str:
    """Write random bytes the way that receivers' libraries read them."""
    return _PREFIX + b64encode(key).decode()


def signed_headers(
    message_id: str, body: str, *, timestamp: int, secrets: Iterable[str]
) -> dict[str, str]:
    """
    Return the headers that prove where a message comes from: one signature by each secret.

    `timestamp` is that of this attempt, in Unix seconds.
    """
    content = f"{message_id}.{timestamp}.{body}".encode()
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": " ".join(_signature(content, secret) for secret in secrets),
    }


def _signature(content: bytes, secret: str) -> str:
    key = b64decode(secret.removeprefix(_PREFIX))
    return f"v1,{b64encode(hmac.digest(key, content, 'sha256')).decode()}"
