"""Operations on what could not be done in other systems."""

from __future__ import annotations

from functions.api import sync_problem_shapes as shapes
from functions.api import views
from functions.api.refusals import InvalidCursor
from functions.api.routes import sync_problems
from referral_hub.domain.referrals.refusals import NothingToDismiss, ReferralNotFound

from .operation import Operation

OPERATIONS: tuple[Operation, ...] = (
    Operation(
        "GET",
        "/v1/sync-problems",
        "listSyncProblems",
        "List what could not be done in other systems",
        sync_problems.list_newest,
        answers={200: shapes.SyncProblemPage},
        query=shapes.SyncProblemQuery,
        refusals=(InvalidCursor,),
        headers=("Link",),
    ),
    Operation(
        "GET",
        "/v1/sync-problems/groups",
        "groupSyncProblems",
        "Count open and waiting problems by system and cause",
        sync_problems.count,
        answers={200: shapes.SyncProblemGroups},
    ),
    Operation(
        "POST",
        "/v1/sync-problems/retry",
        "retrySyncProblems",
        "Retry all referrals with an open problem of one kind",
        sync_problems.retry_all,
        answers={202: shapes.RetriedPage},
        body=shapes.RetryAllBody,
        refusals=(InvalidCursor,),
        idempotent=True,
    ),
    Operation(
        "POST",
        "/v1/referrals/{number}/dismiss-problem",
        "dismissProblem",
        "Let the problem of a failed referral be",
        sync_problems.dismiss,
        answers={200: views.ReferralView},
        body=shapes.DismissBody,
        refusals=(ReferralNotFound, NothingToDismiss),
        idempotent=True,
        etag=True,
    ),
)
