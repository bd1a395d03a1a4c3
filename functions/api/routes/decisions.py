"""Preview, accept, reject, retry."""

from __future__ import annotations

from http import HTTPStatus

from functions._entrypoint import measure
from functions.api.decision_views import PreviewView
from functions.api.http import Answer, Call, NoQuery, answer, etag
from functions.api.refusals import PreconditionFailed
from functions.api.shapes import AcceptBody, RejectBody, RetryBody
from referral_hub.application import decisions
from referral_hub.application.queries import Row
from referral_hub.domain.correction import Correction
from referral_hub.domain.referrals.decision import AccountChoice, OpportunityChoice

from .referrals import row_of, shown


def preview(call: Call[NoQuery, NoQuery]) -> Answer:
    hub, referral = call.hub, row_of(call).referral
    prefilled = decisions.preview(
        referral=referral, referrals=hub.referrals, policies=hub.policies, crm=hub.crm
    )
    reasons = hub.connector(referral.partner_id).rejection_reasons(referral)
    view = PreviewView(**dict(prefilled), rejection_reasons=reasons)
    return answer(HTTPStatus.OK, view)


def accept(call: Call[AcceptBody, NoQuery]) -> Answer:
    hub, row = call.hub, seen_row(call)
    accepted, decided = decisions.accept(
        referral=row.referral,
        account=AccountChoice(**call.body.account.model_dump()),
        opportunity=OpportunityChoice(**call.body.opportunity.model_dump()),
        by=call.by,
        now=hub.clock(),
        referrals=hub.referrals,
        policies=hub.policies,
        crm=hub.crm,
    )
    if decided:
        measure("ReferralAccepted")
    return shown(call, Row(accepted, row.invitation))


def reject(call: Call[RejectBody, NoQuery]) -> Answer:
    hub, row = call.hub, seen_row(call)
    rejected, decided = decisions.reject(
        number=call.number,
        reason=call.body.reason,
        by=call.by,
        now=hub.clock(),
        referrals=hub.referrals,
        connector=hub.connector(row.referral.partner_id),
    )
    if decided:
        measure("ReferralRejected")
    return shown(call, Row(rejected, row.invitation))


def retry(call: Call[RetryBody, NoQuery]) -> Answer:
    hub, row = call.hub, seen_row(call)
    correction = Correction(
        account=call.body.account.create, opportunity=call.body.opportunity.fields
    )
    again = hub.retries.retry(call.number, by=call.by, now=hub.clock(), correction=correction)
    return shown(call, Row(again.referral, row.invitation), status=HTTPStatus.ACCEPTED)


def seen_row(call: Call[object, object]) -> Row:
    """
    Raises:
        PreconditionFailed: the caller has seen another version than the one that is stored.
    """
    row, wanted = row_of(call), call.request.headers.get("if-match", "*")
    if wanted not in ("*", etag(row.referral.version)):
        raise PreconditionFailed(f"{call.number} has another ETag than the one in If-Match")
    return row
