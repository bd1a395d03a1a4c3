"""Instants as Partner Central writes them."""

from datetime import UTC, datetime, timedelta

ONE_MILLISECOND = timedelta(milliseconds=1)


def to_milliseconds(at: datetime) -> datetime:
    """Cut an instant to the precision the service keeps, in UTC."""
    at = at.astimezone(UTC)
    return at.replace(microsecond=at.microsecond // 1000 * 1000)


def to_wire(at: datetime) -> str:
    """Write `2026-11-03T10:00:05.456Z`: opportunities and invitations carry milliseconds."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def to_event(at: datetime) -> str:
    """Write `2026-11-03T10:00:05Z`: EventBridge envelopes carry whole seconds."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def from_wire(text: str) -> datetime:
    """Read an instant; digits beyond microseconds are cut, as every Python client does."""
    return datetime.fromisoformat(text)
