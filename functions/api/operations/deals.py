"""Operations on the deal of an accepted referral."""

from __future__ import annotations

from functions.api.deal_shapes import DealBody
from functions.api.deal_views import DealView, SyncView
from functions.api.refusals import PreconditionRequired
from functions.api.routes import deals
from referral_hub.application.deals.ground import NotAccepted
from referral_hub.domain.referrals.refusals import (
    InvitationExpired,
    ReferralNotFound,
)

from .operation import Operation

OPERATIONS: tuple[Operation, ...] = (
    Operation(
        "GET",
        "/v1/referrals/{number}/deal",
        "readDeal",
        "Read the deal as all sides know it now",
        deals.read,
        answers={200: DealView},
        refusals=(ReferralNotFound, NotAccepted),
        etag=True,
    ),
    Operation(
        "PATCH",
        "/v1/referrals/{number}/deal",
        "editDeal",
        "Tell what is new of the deal; the CRM is told of it",
        deals.edit,
        answers={200: DealView},
        body=DealBody,
        refusals=(ReferralNotFound, NotAccepted, InvitationExpired, PreconditionRequired),
        idempotent=True,
        if_match="optional",
        etag=True,
    ),
    Operation(
        "POST",
        "/v1/referrals/{number}/sync",
        "syncReferral",
        "Look at the partner's record and at the CRM's now",
        deals.sync,
        answers={202: SyncView},
        refusals=(ReferralNotFound, NotAccepted),
        idempotent=True,
    ),
)
