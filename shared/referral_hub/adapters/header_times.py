"""Times in the headers of answers, such as how long whoever is busy wants to be left alone."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime


def seconds_in(retry_after: str) -> int | None:
    """Read Retry-After: seconds, or a date (RFC 9110, section 10.2.3); None for anything else."""
    if retry_after.isascii() and retry_after.isdecimal():
        return int(retry_after[:9])
    at = moment_in(retry_after)
    return None if at is None else max(0, int((at - datetime.now(UTC)).total_seconds()))


def moment_in(date: str) -> datetime | None:
    """Read a date as HTTP writes it (RFC 9110, section 5.6.7); None for anything else."""
    try:
        at = parsedate_to_datetime(date)
    except (ValueError, OverflowError):
        # A year or an hour of more digits than a computer counts with overflows.
        return None
    return at.replace(tzinfo=at.tzinfo or UTC)
