"""
Instants as the service writes them: UTC, up to seven digits of a second, no trailing zeros.

Seen in the examples of Microsoft Learn, "Get a referral by ID": `2018-10-30T21:03:42.4579542Z`,
`2018-11-13T00:00:00Z`.
"""

import re
from datetime import UTC, datetime

_FORM = re.compile(r"(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d)(:\d\d)?(?:\.(\d{1,7}))?)?(Z|[+-]\d\d:\d\d)?")
_TICKS_PER_SECOND = 10_000_000


def to_wire(at: datetime, tick: int = 0) -> str:
    """Write an instant; `tick`, 0 to 9, is the digit that Python cannot keep."""
    text = f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%f}{tick}"
    return text.rstrip("0").rstrip(".") + "Z"


def ticks(text: str) -> int:
    """
    Read an instant, to a ten-millionth of a second.

    Raises:
        ValueError: it is none.
    """
    found = _FORM.fullmatch(text)
    if found is None:
        raise ValueError(f"not a date and time: {text}")
    day, minute, second, fraction, zone = found.groups()
    offset = "+00:00" if zone in (None, "Z") else zone
    whole = datetime.fromisoformat(f"{day}T{minute or '00:00'}{second or ':00'}{offset}")
    return int(whole.timestamp()) * _TICKS_PER_SECOND + int((fraction or "0").ljust(7, "0"))
