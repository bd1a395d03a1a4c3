"""
A whole day at AWS's quota, in virtual time: thousands of referrals that the poll finds, decided on
and carried out by the shipped use cases, before a stand-in that counts and refuses as AWS does.
"""

from __future__ import annotations

import os
from unittest import mock

from bench import anchors
from bench.report import Target, table
from referral_hub.adapters.partners.aws.pace import LIMITS
from tests.workflow.aws_day import Day

# Hints are logged one by one, and there are tens of thousands.
_QUIET = {"POWERTOOLS_LOG_LEVEL": "CRITICAL"}


def measure(accepted: int = anchors.AWS_DAY) -> list[Target]:
    """Play the day, print what AWS counted in it, and return the targets."""
    with mock.patch.dict(os.environ, _QUIET):
        day = Day(accepted, LIMITS)
        day.passes()
    quota = day.aws.quota
    told = ("last_24_hours", "most_per_second", "refused")
    rows = [(kind, *(quota[kind][name] for name in told)) for kind in ("reads", "writes")]
    table(f"A day at AWS with {accepted:,} accepted referrals", ("", *told), rows)
    known = (day.aws.effects.get("invitation.accepted", 0), day.told())
    refused = sum(quota[kind]["refused"] for kind in ("reads", "writes"))
    return [
        Target(f"acceptances and ids off {accepted:,}", _off(accepted, *known), 0),
        Target("calls in a whole day that AWS refused", refused, 0),
    ]


def _off(wanted: int, *counted: int) -> int:
    return sum(abs(wanted - each) for each in counted)
