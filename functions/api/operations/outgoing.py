"""Operations on outgoing referrals."""

from __future__ import annotations

from functions.api import outgoing_schemas, outgoing_views
from functions.api.refusals import InvalidCursor, PreconditionRequired, UnknownPartner
from functions.api.routes import outgoing
from referral_hub.domain.outgoing.actions import ROLES, OutgoingAction
from referral_hub.domain.outgoing.refusals import (
    AlreadyOverAtPartner,
    NotEditable,
    NotReady,
    NotResubmittable,
    OutgoingNotFound,
    TakesNoReferrals,
    UnknownFields,
)
from referral_hub.domain.partners.partner import PartnerNotFound

from .operation import Operation
from .roles import HOST

OPERATIONS: tuple[Operation, ...] = (
    Operation(
        "GET",
        "/v1/partners/{partner_id}/form",
        "readForm",
        "See what can be shared with a partner",
        outgoing.form,
        answers={200: outgoing_views.FormView},
        roles=HOST,
        refusals=(UnknownPartner, TakesNoReferrals),
    ),
    Operation(
        "POST",
        "/v1/outgoing-referrals",
        "createOutgoingReferral",
        "Create a referral to share with a partner",
        outgoing.create,
        answers={201: outgoing_views.OutgoingView},
        roles=ROLES[OutgoingAction.EDIT],
        body=outgoing_schemas.OutgoingBody,
        refusals=(PartnerNotFound, TakesNoReferrals, UnknownFields, NotReady),
        idempotent=True,
        etag=True,
        headers=("Location",),
    ),
    Operation(
        "GET",
        "/v1/outgoing-referrals",
        "listOutgoingReferrals",
        "List outgoing referrals, newest first",
        outgoing.list_newest,
        answers={200: outgoing_views.OutgoingPage},
        roles=HOST,
        query=outgoing_schemas.OutgoingQuery,
        refusals=(InvalidCursor,),
        headers=("Link",),
    ),
    Operation(
        "GET",
        "/v1/outgoing-referrals/{number}",
        "openOutgoingReferral",
        "Open an outgoing referral",
        outgoing.open_one,
        answers={200: outgoing_views.OutgoingView},
        roles=HOST,
        refusals=(OutgoingNotFound,),
        etag=True,
    ),
    Operation(
        "PATCH",
        "/v1/outgoing-referrals/{number}",
        "editOutgoingReferral",
        "Edit what is shared; a partner that has it is told",
        outgoing.edit,
        answers={200: outgoing_views.OutgoingView},
        roles=ROLES[OutgoingAction.EDIT],
        body=outgoing_schemas.OutgoingChangeBody,
        refusals=(
            OutgoingNotFound,
            UnknownFields,
            NotReady,
            NotEditable,
            AlreadyOverAtPartner,
            TakesNoReferrals,
            PreconditionRequired,
        ),
        idempotent=True,
        if_match="required",
        etag=True,
    ),
    Operation(
        "POST",
        "/v1/outgoing-referrals/{number}/submit",
        "submitOutgoingReferral",
        "Hand it over to the partner, for good",
        outgoing.submit,
        answers={200: outgoing_views.OutgoingView},
        roles=ROLES[OutgoingAction.SUBMIT],
        refusals=(OutgoingNotFound, NotReady, TakesNoReferrals),
        idempotent=True,
        if_match="optional",
        etag=True,
    ),
    Operation(
        "POST",
        "/v1/outgoing-referrals/{number}/resubmit",
        "resubmitOutgoingReferral",
        "Share it again, with edits, after the partner refused it",
        outgoing.resubmit,
        answers={202: outgoing_views.OutgoingView},
        roles=ROLES[OutgoingAction.RESUBMIT],
        body=outgoing_schemas.ResubmitBody,
        body_optional=True,
        refusals=(OutgoingNotFound, NotResubmittable, UnknownFields, NotReady, TakesNoReferrals),
        idempotent=True,
        if_match="optional",
        etag=True,
    ),
)
