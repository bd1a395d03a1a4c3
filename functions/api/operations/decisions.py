"""Operations that decide on a referral, and what they would do."""

from __future__ import annotations

from functions.api import shapes, views
from functions.api.decision_views import PreviewView
from functions.api.routes import decisions
from referral_hub.application.choices import InvalidFields, UnknownCrmRecord
from referral_hub.application.decisions import ReasonNotAccepted
from referral_hub.domain.correction import NotCorrectable
from referral_hub.domain.policies.policy import FieldNotOffered, MappingFails
from referral_hub.domain.referrals.refusals import (
    InvitationExpired,
    NotFailed,
    NotPending,
    ReferralNotFound,
)

from .operation import Operation

OPERATIONS: tuple[Operation, ...] = (
    Operation(
        "GET",
        "/v1/referrals/{number}/preview",
        "previewAcceptance",
        "See what accepting would create",
        decisions.preview,
        answers={200: PreviewView},
        refusals=(ReferralNotFound,),
    ),
    Operation(
        "POST",
        "/v1/referrals/{number}/accept",
        "acceptReferral",
        "Accept a referral",
        decisions.accept,
        answers={200: views.ReferralView},
        body=shapes.AcceptBody,
        refusals=(
            ReferralNotFound,
            NotPending,
            InvitationExpired,
            UnknownCrmRecord,
            FieldNotOffered,
            InvalidFields,
        ),
        idempotent=True,
        if_match="optional",
        etag=True,
    ),
    Operation(
        "POST",
        "/v1/referrals/{number}/reject",
        "rejectReferral",
        "Reject a referral, for good",
        decisions.reject,
        answers={200: views.ReferralView},
        body=shapes.RejectBody,
        refusals=(ReferralNotFound, NotPending, InvitationExpired, ReasonNotAccepted),
        idempotent=True,
        if_match="optional",
        etag=True,
    ),
    Operation(
        "POST",
        "/v1/referrals/{number}/retry",
        "retryReferral",
        "Try again what failed",
        decisions.retry,
        answers={202: views.ReferralView},
        body=shapes.RetryBody,
        body_optional=True,
        refusals=(
            ReferralNotFound,
            NotFailed,
            NotCorrectable,
            UnknownCrmRecord,
            FieldNotOffered,
            InvalidFields,
            MappingFails,
        ),
        idempotent=True,
        if_match="optional",
        etag=True,
    ),
)
