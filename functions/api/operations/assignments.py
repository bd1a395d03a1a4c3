"""Operations on whose a referral is."""

from __future__ import annotations

from functions.api import routing_rule_shapes as shapes
from functions.api import views
from functions.api.refusals import InvalidCursor
from functions.api.routes import assignments
from referral_hub.application.routing.reassigning import (
    NothingToOwn,
    NotTheOwner,
    OwnerDoesNotFit,
)
from referral_hub.domain.referrals.refusals import ReferralNotFound

from .operation import Operation

OPERATIONS: tuple[Operation, ...] = (
    Operation(
        "GET",
        "/v1/referrals/{number}/routing",
        "explainRouting",
        "Read whose a referral is, and why",
        assignments.explained,
        answers={200: shapes.RoutingView},
        refusals=(ReferralNotFound,),
    ),
    Operation(
        "POST",
        "/v1/referrals/{number}/decline",
        "declineReferral",
        "Decline to own a referral: the next one is asked",
        assignments.decline,
        answers={200: views.ReferralView},
        body=shapes.DeclineBody,
        refusals=(ReferralNotFound, NotTheOwner, NothingToOwn),
        idempotent=True,
        etag=True,
    ),
    Operation(
        "PUT",
        "/v1/referrals/{number}/owner",
        "giveReferral",
        "Give a referral to an owner by hand",
        assignments.give,
        answers={200: views.ReferralView},
        body=shapes.OwnerBody,
        refusals=(ReferralNotFound, OwnerDoesNotFit, NothingToOwn),
        if_match="optional",
        etag=True,
    ),
    Operation(
        "GET",
        "/v1/unassigned-referrals",
        "listUnassigned",
        "List what waits for an owner",
        assignments.list_unassigned,
        answers={200: shapes.UnassignedPage},
        query=shapes.UnassignedQuery,
        refusals=(InvalidCursor,),
        headers=("Link",),
    ),
)
