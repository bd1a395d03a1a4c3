"""
Whatever dies, and whenever: the code of a referral is on its opportunity, and Salesforce's referral
programme has each event once (LC-5, LC-9, N-2).
"""

from __future__ import annotations

import pytest

from tests.lifecycle_records import CODE
from tests.workflow.outside_plays import CrashAt, CrashingTable, played

EFFECTS = ("carry_code", "programme_refer", "programme_qualify", "programme_close")
# What the hub writes of one sale: of the referral and of each call to the programme.
WRITES = 14
IN_THE_END = {
    "code": CODE,
    "carried": 1,
    "told": [("Refer", CODE), ("Qualify", CODE), ("Closure", CODE)],
    "due": (),
}

pytestmark = pytest.mark.usefixtures("loopback")
MOMENTS = pytest.mark.parametrize("moment", ["before", "after"])


@MOMENTS
@pytest.mark.parametrize("effect", EFFECTS)
def test_a_crash_around_an_effect_doubles_and_loses_nothing(effect: str, moment: str) -> None:
    crash = CrashAt(effect, moment)

    with played(CrashingTable(), crash) as play:
        assert crash.happened
        assert play.outcome == IN_THE_END


@MOMENTS
@pytest.mark.parametrize("nth", range(1, WRITES + 1))
def test_a_crash_around_any_write_doubles_and_loses_nothing(nth: int, moment: str) -> None:
    with played(CrashingTable(nth, moment), CrashAt()) as play:
        assert play.outcome == IN_THE_END


def test_a_sale_takes_as_many_writes_as_are_crashed_here() -> None:
    with played(CrashingTable(), CrashAt()) as play:
        assert play.table.writes == WRITES
