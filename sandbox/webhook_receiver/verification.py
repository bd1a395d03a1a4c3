"""
Whether a message is genuine, as Standard Webhooks 1.0.0 says.

Written from the specification, and not with the library that the hub's tests verify with.
"""

import hmac
from base64 import b64decode, b64encode
from collections.abc import Mapping

TOLERANCE_SECONDS = 300


def problem_of(headers: Mapping[str, str], body: bytes, *, secret: str, now: float) -> str:
    """Say what is wrong with a message; empty when it is genuine and of now."""
    message_id = headers.get("webhook-id", "")
    timestamp = headers.get("webhook-timestamp", "")
    if not message_id or not timestamp.isdecimal():
        return "no id or no timestamp"
    if abs(now - int(timestamp)) > TOLERANCE_SECONDS:
        return "too old, or of tomorrow"
    key = b64decode(secret.removeprefix("whsec_"))
    content = f"{message_id}.{timestamp}.".encode() + body
    due = b"v1," + b64encode(hmac.digest(key, content, "sha256"))
    told = headers.get("webhook-signature", "").encode().split()
    return "" if any(hmac.compare_digest(due, each) for each in told) else "no signature fits"
