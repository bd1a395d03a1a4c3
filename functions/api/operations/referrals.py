"""Operations on referrals."""

from __future__ import annotations

from functions.api import schemas, views
from functions.api.deal_schemas import DealBody
from functions.api.deal_views import DealView
from functions.api.refusals import InvalidCursor, PreconditionRequired
from functions.api.routes import contacts, deals, decisions, referrals
from referral_hub.application.choices import InvalidFields, UnknownCrmRecord
from referral_hub.application.deal_desk import NotAccepted
from referral_hub.application.decisions import ReasonNotAccepted
from referral_hub.application.sharing import ContactsNotWanted
from referral_hub.domain.actions import ROLES, Action
from referral_hub.domain.correction import NotCorrectable
from referral_hub.domain.policy import FieldNotOffered, MappingFails
from referral_hub.domain.referral_refusals import (
    InvitationExpired,
    NotFailed,
    NotPending,
    ReferralNotFound,
)
from referral_hub.records.referrals import AlreadyOver, ReceivedDifferently

from .operation import Operation
from .roles import EVERYBODY, HOST, PARTNER, TRUSTED

OPERATIONS: tuple[Operation, ...] = (
    Operation(
        "POST",
        "/v1/referrals",
        "shareReferral",
        "Share a referral with the host",
        referrals.share,
        answers={201: views.ReferralView, 200: views.ReferralView},
        roles=PARTNER,
        body=schemas.ReferralBody,
        refusals=(AlreadyOver, ReceivedDifferently),
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
        roles=EVERYBODY,
        query=schemas.InboxQuery,
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
        roles=EVERYBODY,
        refusals=(ReferralNotFound,),
        etag=True,
    ),
    Operation(
        "GET",
        "/v1/referrals/{number}/preview",
        "previewAcceptance",
        "See what accepting would create",
        referrals.preview,
        answers={200: views.PreviewView},
        roles=HOST,
        refusals=(ReferralNotFound,),
    ),
    Operation(
        "POST",
        "/v1/referrals/{number}/accept",
        "acceptReferral",
        "Accept a referral",
        decisions.accept,
        answers={200: views.ReferralView},
        roles=ROLES[Action.ACCEPT],
        body=schemas.AcceptBody,
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
        roles=ROLES[Action.REJECT],
        body=schemas.RejectBody,
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
        roles=ROLES[Action.RETRY],
        body=schemas.RetryBody,
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
    Operation(
        "POST",
        "/v1/referrals/{number}/contacts",
        "addContacts",
        "Tell of the customer's people",
        contacts.add,
        answers={202: views.ContactsReceived},
        roles=ROLES[Action.ADD_CONTACTS],
        body=schemas.ContactsBody,
        refusals=(ReferralNotFound, ContactsNotWanted),
        idempotent=True,
    ),
    Operation(
        "GET",
        "/v1/referrals/{number}/contacts",
        "listContacts",
        "List the people told of, and what became of them",
        contacts.list_all,
        answers={200: views.ContactList},
        roles=TRUSTED | PARTNER,
        refusals=(ReferralNotFound,),
    ),
    Operation(
        "GET",
        "/v1/referrals/{number}/deal",
        "readDeal",
        "Read the deal as all sides know it now",
        deals.read,
        answers={200: DealView},
        roles=EVERYBODY,
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
        roles=ROLES[Action.EDIT_DEAL],
        body=DealBody,
        refusals=(ReferralNotFound, NotAccepted, InvitationExpired, PreconditionRequired),
        idempotent=True,
        if_match="optional",
        etag=True,
    ),
    Operation(
        "GET",
        "/v1/referrals/{number}/timeline",
        "readTimeline",
        "Read who did what, when and why",
        referrals.timeline,
        answers={200: views.TimelineView},
        roles=HOST,
        refusals=(ReferralNotFound,),
    ),
)
