"""Days in properties that hold an instant, for accounts all over the world."""

from __future__ import annotations

import pytest

from referral_hub.adapters.crms.hubspot.days import to_day, to_instant, zone_of

KIRITIMATI = {"timeZone": "Pacific/Kiritimati", "utcOffsetMilliseconds": 50_400_000}
HONOLULU = {"timeZone": "Pacific/Honolulu", "utcOffsetMilliseconds": -36_000_000}
UNKNOWN = {"timeZone": "Moon/Tranquility", "utcOffsetMilliseconds": 3_600_000}


@pytest.mark.parametrize("details", [KIRITIMATI, HONOLULU, UNKNOWN, {}])
@pytest.mark.parametrize("day", ["2027-01-01", "2027-03-28", "2028-02-29"])
def test_a_day_is_read_as_it_was_written(details: dict[str, object], day: str) -> None:
    zone = zone_of(details)

    assert to_day(to_instant(day, zone), zone) == day


def test_a_zone_that_is_not_known_here_counts_by_its_offset() -> None:
    assert to_instant("2027-01-01", zone_of(UNKNOWN)) == "2027-01-01T11:00:00.000Z"


@pytest.mark.parametrize("text", ["soon", "", "2027-13-01", "1798761600000"])
def test_what_is_no_day_is_left_for_hubspot_to_judge(text: str) -> None:
    zone = zone_of({})

    assert to_instant(text, zone) == text
    assert to_day(text, zone) == text
