"""How often a referral calls Partner Central, which lets an account do so only so often a day."""

from __future__ import annotations

import pytest

from bench import anchors
from bench.partner_calls import READS, WRITES, a_poll, walk

pytestmark = pytest.mark.usefixtures("loopback")


def test_a_referral_takes_no_more_calls_than_were_promised() -> None:
    counted = walk("opportunity")

    assert counted.of(WRITES) <= anchors.AWS_WRITES
    assert counted.of(READS) <= anchors.AWS_READS


def test_a_lead_takes_two_writes_more_to_become_an_opportunity() -> None:
    counted = walk("lead")

    assert counted.of(WRITES) == anchors.AWS_WRITES + 2


def test_a_poll_without_news_takes_a_read_for_each_list() -> None:
    assert a_poll().calls == ("ListEngagementInvitations", "ListOpportunities")
