"""
Tell HubSpot's webhooks from others' by their signature, version 3.

Source: HubSpot developer docs, "Validating requests from HubSpot", v3.
"""

from __future__ import annotations

import base64
import hmac
import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from urllib.parse import unquote

_SIGNATURE, _TIMESTAMP = "x-hubspot-signature-v3", "x-hubspot-request-timestamp"
_OLDEST = timedelta(minutes=5)
# These escapes are signed as the characters that they stand for, and no others.
_DECODED = re.compile(r"%(?:3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)", re.IGNORECASE)


def is_genuine(
    method: str, url: str, headers: Mapping[str, str], body: bytes, secret: str, now: datetime
) -> bool:
    """
    Tell whether HubSpot sent this within the last five minutes.

    `url` is the public one that HubSpot was given, `body` the bytes as they came, and `secret` the
    app's client secret. Without a secret nothing is genuine.
    """
    told = {name.lower(): value for name, value in headers.items()}
    sent, timestamp = told.get(_SIGNATURE, ""), told.get(_TIMESTAMP, "")
    if not secret or not _is_recent(timestamp, now):
        return False
    signed = f"{method.upper()}{_as_signed(url)}".encode() + body + timestamp.encode()
    expected = base64.b64encode(hmac.digest(secret.encode(), signed, "sha256"))
    return hmac.compare_digest(expected, sent.encode())


def _is_recent(timestamp: str, now: datetime) -> bool:
    if not (timestamp.isascii() and timestamp.isdigit()):
        return False
    age = timedelta(seconds=now.timestamp()) - timedelta(milliseconds=int(timestamp[:15]))
    return abs(age) <= _OLDEST


def _as_signed(url: str) -> str:
    """Decode a URL as HubSpot does; its first question mark is not an escape, and stays."""
    return _DECODED.sub(lambda escape: unquote(escape[0]), url)
