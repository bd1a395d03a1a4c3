"""
Dollars from counts: list prices of us-east-1 without free tiers, on demand, arm64.

Not counted, because nothing here measures them: logs, metrics, traces, storage, transfer, and what
the schedules cost a month whether referrals come or not.
"""

from __future__ import annotations

from collections import Counter

from bench.walks import Walk

TRANSITION = 25 / 1e6
HTTP_REQUEST = 1 / 1e6
INVOCATION = 0.20 / 1e6
GB_SECOND = 0.0000133334
WRITE_UNIT = 0.625 / 1e6
READ_UNIT = 0.125 / 1e6
# Sent, received, deleted.
QUEUED = 3 * 0.40 / 1e6

# The one assumption: what an invocation is billed for, at the memory that infra gives functions.
SECONDS = 0.05
GB = 0.5


def dollars_per_thousand(walk: Walk) -> dict[str, float]:
    """Return the cost of 1,000 such referrals, by what is paid for."""
    invoked = Counter(walk.bill.invoked)
    each = {
        "state transitions": len(walk.transitions) * TRANSITION,
        "DynamoDB writes": walk.bill.writes * WRITE_UNIT,
        "DynamoDB reads": walk.bill.reads * READ_UNIT,
        "Lambda requests": invoked.total() * INVOCATION,
        f"Lambda time, if {SECONDS * 1000:.0f} ms each": invoked.total() * SECONDS * GB * GB_SECOND,
        "HTTP API requests": invoked["Api"] * HTTP_REQUEST,
        "SQS": invoked["PartnerHint"] * QUEUED,
    }
    return {what: 1000 * price for what, price in each.items()}
