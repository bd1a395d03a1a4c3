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


def to_nanoseconds(at: datetime) -> int:
    """Count nanoseconds since 1970; the last six digits are as odd as those of a real clock."""
    return round(to_milliseconds(at).timestamp() * 1000) * 1_000_000 + 520_097


def nanoseconds_to_wire(count: int) -> str:
    """Write `2026-11-03T10:00:05.456520097Z`: engagements carry nanoseconds."""
    seconds, fraction = divmod(count, 1_000_000_000)
    whole = datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")
    return f"{whole.removesuffix('+00:00')}.{fraction:09d}Z"


def to_event(at: datetime) -> str:
    """Write `2026-11-03T10:00:05Z`: EventBridge envelopes carry whole seconds."""
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def from_wire(text: str) -> datetime:
    """Read an instant; digits beyond microseconds are cut, as every Python client does."""
    return datetime.fromisoformat(text)
