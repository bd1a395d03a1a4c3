"""Operations on rewards, statements and the ledger."""

from __future__ import annotations

from functions.api import reward_shapes
from functions.api.refusals import InvalidCursor
from functions.api.routes import rewards
from referral_hub.domain.lifecycles.referrer import ReferrerNotFound
from referral_hub.domain.rewards.refusals import (
    HoldIsOver,
    InPayout,
    NothingToApprove,
    NothingToDecline,
    NothingToHold,
    NothingToRelease,
    NotTheApprover,
    RewardNotFound,
)

from .operation import Operation

_ONE = "/v1/rewards/{tracked_number}"
_STATEMENT = "/v1/referrers/{referrer_id}/statement"

OPERATIONS: tuple[Operation, ...] = (
    Operation(
        "GET",
        "/v1/rewards",
        "listRewards",
        "List rewards, newest first",
        rewards.list_newest,
        answers={200: reward_shapes.RewardPage},
        query=reward_shapes.RewardsQuery,
        refusals=(InvalidCursor,),
        headers=("Link",),
    ),
    Operation(
        "GET",
        _ONE,
        "openReward",
        "See what a referral earns, and every step on its way to be paid",
        rewards.open_one,
        answers={200: reward_shapes.RewardView},
        refusals=(RewardNotFound,),
        etag=True,
    ),
    Operation(
        "POST",
        f"{_ONE}/approve",
        "approveReward",
        "Approve a reward that waits for it",
        rewards.approve,
        answers={200: reward_shapes.RewardView},
        body=reward_shapes.MaybeReasonBody,
        body_optional=True,
        refusals=(RewardNotFound, NotTheApprover, NothingToApprove),
        if_match="required",
        idempotent=True,
        etag=True,
    ),
    Operation(
        "POST",
        f"{_ONE}/decline",
        "declineReward",
        "Decline a reward for good, before it is paid",
        rewards.decline,
        answers={200: reward_shapes.RewardView},
        body=reward_shapes.ReasonBody,
        refusals=(RewardNotFound, NotTheApprover, NothingToDecline, InPayout),
        idempotent=True,
        etag=True,
    ),
    Operation(
        "POST",
        f"{_ONE}/hold",
        "holdReward",
        "Hold a reward, until a day or until it is released",
        rewards.hold,
        answers={200: reward_shapes.RewardView},
        body=reward_shapes.HoldBody,
        refusals=(RewardNotFound, NothingToHold, HoldIsOver, InPayout),
        idempotent=True,
        etag=True,
    ),
    Operation(
        "POST",
        f"{_ONE}/release",
        "releaseReward",
        "Release a reward that somebody holds",
        rewards.release,
        answers={200: reward_shapes.RewardView},
        body=reward_shapes.MaybeReasonBody,
        body_optional=True,
        refusals=(RewardNotFound, NotTheApprover, NothingToRelease),
        idempotent=True,
        etag=True,
    ),
    Operation(
        "GET",
        _STATEMENT,
        "readStatement",
        "Read what a referrer earned and was paid, with the balance after each entry",
        rewards.read_statement,
        answers={200: reward_shapes.StatementView},
        query=reward_shapes.StatementQuery,
        refusals=(ReferrerNotFound, InvalidCursor),
        headers=("Link",),
    ),
    Operation(
        "GET",
        f"{_STATEMENT}/file",
        "fetchStatement",
        "Fetch the whole statement as CSV",
        rewards.statement_file,
        answers={200: None},
        refusals=(ReferrerNotFound,),
    ),
    Operation(
        "GET",
        "/v1/reward-ledger/audit",
        "auditRewards",
        "Compare the ledger with the rewards, referrer by referrer",
        rewards.audit_ledger,
        answers={200: reward_shapes.AuditView},
        query=reward_shapes.AuditQuery,
        refusals=(InvalidCursor,),
        headers=("Link",),
    ),
)
