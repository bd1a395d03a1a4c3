"""
Days, as the hub writes them, in properties that hold an instant.

A deal's close date is one of those, and people see the day that it has in their time zone. Source:
HubSpot developer docs, "Properties", date and datetime values.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

_NOON = time(12)


def zone_of(details: Mapping[str, Any]) -> tzinfo:
    """Read the time zone of an account from its details; without a known name, its offset now."""
    try:
        return ZoneInfo(str(details.get("timeZone") or "UTC"))
    except (ZoneInfoNotFoundError, ValueError):
        return timezone(timedelta(milliseconds=int(details.get("utcOffsetMilliseconds") or 0)))


def to_instant(text: str, zone: tzinfo) -> str:
    """Write a day as its noon; whatever is no day stays as it is, for HubSpot to judge."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return text
    return to_wire(datetime.combine(day, _NOON, zone))


def to_day(text: str, zone: tzinfo) -> str:
    """Read the day of an instant; whatever is no instant stays as it is."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return text
    return at.astimezone(zone).date().isoformat() if at.tzinfo else text


def to_wire(at: datetime) -> str:
    """Write an instant as `2026-11-03T10:00:05.456Z`."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
