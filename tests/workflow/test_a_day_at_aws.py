"""
A day on which more is accepted than AWS has room for, at a twentieth of its size.

What does not fit goes on by itself the day after. `python -m bench day` plays a whole one.
"""

from __future__ import annotations

import pytest

from referral_hub.adapters.partners.aws.pace import LIMITS
from referral_hub.domain.cause import Cause
from tests.workflow.aws_day import Day

DAY = LIMITS.model_copy(update={"reads_per_day": 5_000, "writes_per_day": 500})
ACCEPTED = 300
ROOM = 475 // 2


@pytest.fixture
def day() -> Day:
    return Day(ACCEPTED, DAY)


def test_what_the_quota_has_no_room_for_is_finished_by_itself_the_day_after(day: Day) -> None:
    day.passes()
    first, waiting = day.told(), day.causes()

    day.passes()
    quota = day.aws.quota

    assert ROOM - 10 <= first <= ROOM
    assert set(waiting) == {Cause.QUOTA}
    assert day.told() == day.aws.effects["invitation.accepted"] == ACCEPTED
    assert day.causes() == {}
    # AWS never had to refuse anything, in any second or in any day.
    assert (quota["reads"]["refused"], quota["writes"]["refused"]) == (0, 0)
    assert quota["reads"]["most_per_second"] <= DAY.reads_per_second
