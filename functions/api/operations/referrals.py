"""Operations on referrals."""

from __future__ import annotations

from functions.api import shapes, views
from functions.api.refusals import InvalidCursor
from functions.api.routes import referrals
from referral_hub.domain.contacts.contact import TooManyContacts
from referral_hub.domain.referrals.purpose import ClientHasAgreed
from referral_hub.domain.referrals.refusals import NoAssessment, ReferralNotFound
from referral_hub.records.referrals import AlreadyOver, ReceivedDifferently

from .operation import Operation

OPERATIONS: tuple[Operation, ...] = (
    Operation(
        "POST",
        "/v1/referrals",
        "shareReferral",
        "Share a referral with the host",
        referrals.share,
        answers={201: views.ReferralView, 200: views.ReferralView},
        body=shapes.ReferralBody,
        refusals=(ClientHasAgreed, AlreadyOver, ReceivedDifferently, TooManyContacts),
        idempotent=True,
        etag=True,
        headers=("Location",),
    ),
    Operation(
        "GET",
        "/v1/referrals",
        "listReferrals",
        "List referrals, newest first",
        referrals.list_newest,
        answers={200: views.ReferralPage},
        query=shapes.InboxQuery,
        refusals=(InvalidCursor,),
        headers=("Link",),
    ),
    Operation(
        "GET",
        "/v1/referrals/{number}",
        "openReferral",
        "Open a referral",
        referrals.open_one,
        answers={200: views.ReferralView},
        refusals=(ReferralNotFound,),
        etag=True,
    ),
    Operation(
        "GET",
        "/v1/referrals/{number}/assessment",
        "readAssessment",
        "See what the partner makes of it on its own side",
        referrals.assessment,
        answers={200: views.AssessmentView},
        refusals=(ReferralNotFound, NoAssessment),
    ),
    Operation(
        "GET",
        "/v1/referrals/{number}/timeline",
        "readTimeline",
        "Read who did what, when and why",
        referrals.timeline,
        answers={200: views.TimelineView},
        refusals=(ReferralNotFound,),
    ),
)
