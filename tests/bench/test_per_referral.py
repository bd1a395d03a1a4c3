from __future__ import annotations

import pytest

from bench import anchors
from bench.walks import aws_door, https_door


@pytest.mark.usefixtures("loopback")
def test_an_accepted_referral_writes_no_more_than_was_promised_by_either_door() -> None:
    for walk in (https_door(), aws_door()):
        assert walk.bill.writes <= anchors.WRITES
        assert len(walk.transitions) <= anchors.TRANSITIONS
