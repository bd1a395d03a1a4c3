"""Instants as HubSpot writes and reads them."""

from datetime import UTC, date, datetime

MIDNIGHT_ONLY = "a date is midnight UTC"


def to_wire(at: datetime) -> str:
    """Write `2026-11-03T10:00:05.456Z`."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def to_milliseconds(at: datetime) -> int:
    return round(at.timestamp() * 1000)


def read_instant(text: str) -> datetime:
    """
    Read milliseconds since 1970 or ISO 8601; without a zone it is UTC.

    Raises:
        ValueError: neither.
    """
    if text.lstrip("-").isdigit():
        return datetime.fromtimestamp(int(text) / 1000, UTC)
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def read_day(text: str) -> date:
    """
    Read a date property: midnight UTC in milliseconds or ISO 8601, or `YYYY-MM-DD`.

    Source: HubSpot developer docs, "Properties", date and datetime values.

    Raises:
        ValueError: not an instant, or not midnight UTC.
    """
    at = read_instant(text).astimezone(UTC)
    if (at.hour, at.minute, at.second, at.microsecond) != (0, 0, 0, 0):
        raise ValueError(MIDNIGHT_ONLY)
    return at.date()
