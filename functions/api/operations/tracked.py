"""Operations on referrals by code, and on records that are nobody's."""

from __future__ import annotations

from functions.api import tracked_shapes as shapes
from functions.api.refusals import InvalidCursor
from functions.api.routes import tracked, unmatched
from referral_hub.application.lifecycles.telling import NotYet
from referral_hub.application.rewards.explaining import RewardExplanation
from referral_hub.domain.lifecycles.code import CodeDoesNotFit
from referral_hub.domain.lifecycles.tracked import NothingWasRefused, TrackedReferralNotFound
from referral_hub.domain.lifecycles.unmatched import NothingToMatch, UnmatchedNotFound

from .operation import Operation

OPERATIONS: tuple[Operation, ...] = (
    Operation(
        "POST",
        "/v1/lifecycle-events",
        "tellLifecycleEvent",
        "Tell how a lead, an opportunity or an order was in the CRM",
        tracked.tell_event,
        answers={200: shapes.FollowedView},
        body=shapes.LifecycleEventBody,
        refusals=(NotYet,),
        idempotent=True,
    ),
    Operation(
        "GET",
        "/v1/tracked-referrals",
        "listTrackedReferrals",
        "List referrals that are followed by their code",
        tracked.list_newest,
        answers={200: shapes.TrackedPage},
        query=shapes.TrackedQuery,
        refusals=(InvalidCursor,),
        headers=("Link",),
    ),
    Operation(
        "GET",
        "/v1/tracked-referrals/{tracked_number}",
        "openTrackedReferral",
        "Open a referral that is followed by its code",
        tracked.open_one,
        answers={200: shapes.TrackedView},
        refusals=(TrackedReferralNotFound,),
    ),
    Operation(
        "POST",
        "/v1/tracked-referrals/{tracked_number}/retry",
        "retryTrackedReferral",
        "Do again what the CRM refused",
        tracked.retry,
        answers={202: shapes.TrackedView},
        refusals=(TrackedReferralNotFound, NothingWasRefused),
        idempotent=True,
    ),
    Operation(
        "GET",
        "/v1/tracked-referrals/{tracked_number}/timeline",
        "readTrackedTimeline",
        "Read what happened to a referral and to its reward",
        tracked.read_timeline,
        answers={200: shapes.TrackedTimeline},
        refusals=(TrackedReferralNotFound,),
    ),
    Operation(
        "GET",
        "/v1/tracked-referrals/{tracked_number}/explanation",
        "explainTrackedReferral",
        "Read why a referral is followed, and why it earns or does not",
        tracked.explained,
        answers={200: RewardExplanation},
        refusals=(TrackedReferralNotFound,),
    ),
    Operation(
        "GET",
        "/v1/unmatched-records",
        "listUnmatchedRecords",
        "List records of the CRM whose code says nothing",
        unmatched.list_newest,
        answers={200: shapes.UnmatchedPage},
        query=shapes.UnmatchedQuery,
        refusals=(InvalidCursor,),
        headers=("Link",),
    ),
    Operation(
        "GET",
        "/v1/unmatched-records/{unmatched_id}",
        "openUnmatchedRecord",
        "Open a record whose code says nothing",
        unmatched.open_one,
        answers={200: shapes.UnmatchedView},
        refusals=(UnmatchedNotFound,),
    ),
    Operation(
        "POST",
        "/v1/unmatched-records/{unmatched_id}/match",
        "matchRecord",
        "Say by which code a record is somebody's referral",
        unmatched.match,
        answers={200: shapes.FollowedView},
        body=shapes.MatchBody,
        refusals=(UnmatchedNotFound, NothingToMatch, CodeDoesNotFit),
        idempotent=True,
    ),
    Operation(
        "POST",
        "/v1/unmatched-records/{unmatched_id}/dismiss",
        "dismissUnmatchedRecord",
        "Let a record be nobody's referral",
        unmatched.dismiss,
        answers={200: shapes.UnmatchedView},
        refusals=(UnmatchedNotFound, NothingToMatch),
    ),
)
