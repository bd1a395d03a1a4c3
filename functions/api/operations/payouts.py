"""Operations on payouts."""

from __future__ import annotations

from functions.api import payout_shapes
from functions.api.refusals import InvalidCursor
from functions.api.routes import payouts
from referral_hub.domain.rewards.refusals import PayoutIsOver, PayoutNotFound

from .operation import Operation

_ONE = "/v1/payouts/{payout_id}"

OPERATIONS: tuple[Operation, ...] = (
    Operation(
        "POST",
        "/v1/payouts",
        "makePayouts",
        "Make a payout for each referrer and currency of which something is due",
        payouts.make,
        answers={200: payout_shapes.RunView},
        body=payout_shapes.PayoutsBody,
        idempotent=True,
    ),
    Operation(
        "GET",
        "/v1/payouts",
        "listPayouts",
        "List payouts, newest first",
        payouts.list_newest,
        answers={200: payout_shapes.PayoutPage},
        query=payout_shapes.PayoutsQuery,
        refusals=(InvalidCursor,),
        headers=("Link",),
    ),
    Operation(
        "GET",
        _ONE,
        "openPayout",
        "See what is in a payout, and how it ended",
        payouts.open_one,
        answers={200: payout_shapes.PayoutView},
        refusals=(PayoutNotFound,),
    ),
    Operation(
        "GET",
        f"{_ONE}/file",
        "fetchPayout",
        "Fetch a payout as CSV, for whoever pays it",
        payouts.file,
        answers={200: None},
        refusals=(PayoutNotFound,),
    ),
    Operation(
        "POST",
        f"{_ONE}/paid",
        "tellPayoutPaid",
        "Say that a payout was paid, and under which reference",
        payouts.tell_paid,
        answers={200: payout_shapes.PayoutView},
        body=payout_shapes.PaidBody,
        refusals=(PayoutNotFound, PayoutIsOver),
        idempotent=True,
    ),
    Operation(
        "POST",
        f"{_ONE}/failed",
        "tellPayoutFailed",
        "Say that nothing of a payout was paid: its rewards are free for the next",
        payouts.tell_failed,
        answers={200: payout_shapes.PayoutView},
        body=payout_shapes.FailedBody,
        refusals=(PayoutNotFound, PayoutIsOver),
        idempotent=True,
    ),
    Operation(
        "GET",
        "/v1/payout-runs/{run_id}/file",
        "fetchPayoutRun",
        "Fetch the payouts that one request made as one CSV",
        payouts.file_of_run,
        answers={200: None},
        refusals=(PayoutNotFound,),
    ),
)
