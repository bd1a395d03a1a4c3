from __future__ import annotations

from collections.abc import Iterator

import pytest

from bench import anchors
from bench.walks import aws_door, https_door
from functions._entrypoint import logger


@pytest.fixture
def _quiet_for_now() -> Iterator[None]:
    """A bench prints its tables alone; other tests read what is logged."""
    level = logger.level
    yield
    logger.setLevel(level)


@pytest.mark.usefixtures("loopback", "_quiet_for_now")
def test_an_accepted_referral_writes_no_more_than_was_promised_by_either_door() -> None:
    for walk in (https_door(), aws_door()):
        assert walk.bill.writes <= anchors.WRITES
        assert len(walk.transitions) <= anchors.TRANSITIONS
