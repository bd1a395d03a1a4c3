"""How long whoever is busy wants to be left alone."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def seconds_in(retry_after: str) -> int | None:
    """Read Retry-After: seconds, or a date (RFC 9110, section 10.2.3); None for anything else."""
    if retry_after.isascii() and retry_after.isdecimal():
        return int(retry_after[:9])
    try:
        at = parsedate_to_datetime(retry_after)
    except (ValueError, OverflowError):
        # A year or an hour of more digits than a computer counts with overflows.
        return None
    return max(0, int((at.replace(tzinfo=at.tzinfo or UTC) - datetime.now(UTC)).total_seconds()))
