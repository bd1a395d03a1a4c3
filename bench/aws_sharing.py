"""
A batch of referrals on its way to AWS, in virtual time: AWS takes one write a second, and a
referral with one solution takes three, so that nothing faster is possible than their number.
"""

from __future__ import annotations

from bench import anchors
from bench.report import Target, table
from tests.workflow.aws_batch import Batch

# The slots of writes are a little more than a second apart.
_SLACK = 1.06


def measure(amount: int = anchors.AWS_BATCH) -> list[Target]:
    """Share the batch, print what AWS counted, and return the targets."""
    batch = Batch(amount)
    seconds = batch.goes_out()
    quota = batch.aws.quota
    told = ("total", "most_per_second", "refused")
    rows = [(kind, *(quota[kind][name] for name in told)) for kind in ("reads", "writes")]
    table(f"{amount} referrals to AWS, in {seconds:,.0f} s of virtual time", ("", *told), rows)
    writes = quota["writes"]["total"]
    refused = sum(quota[kind]["refused"] for kind in ("reads", "writes"))
    return [
        Target(f"referrals of {amount} that AWS has not once", abs(amount - batch.with_aws()), 0),
        Target("writes at AWS per shared referral", writes / amount, anchors.AWS_SHARING_WRITES),
        Target("seconds of sharing per write that AWS takes", seconds / writes, _SLACK),
        Target("calls of the batch that AWS refused", refused, 0),
    ]
