"""Refusals as problem+json (RFC 9457): the one place where they get an HTTP status."""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from http import HTTPStatus

from functions._entrypoint import logger
from referral_hub.domain.access import Principal
from referral_hub.domain.cause import ADVICE, Cause
from referral_hub.domain.errors import HubError, TryAgain, Unavailable

from . import refusals
from .http import Answer, Request
from .problem_views import FieldProblem, Problem

CONTENT_TYPE = "application/problem+json"
# Shorter than the lease of an Idempotency-Key would be useless, longer would keep clients idle.
_TRY_AGAIN_SECONDS = 2
# What a person has to see to first, or a day's end.
_WAIT_SECONDS: Mapping[Cause, int] = {Cause.SIGNED_OUT: 300, Cause.QUOTA: 600}

# By the code, so that what may be refused need not be imported where it is not.
STATUS_OF: Mapping[str, HTTPStatus] = {
    "idempotency_key_not_taken": HTTPStatus.BAD_REQUEST,
    "invalid_cursor": HTTPStatus.BAD_REQUEST,
    "invalid_idempotency_key": HTTPStatus.BAD_REQUEST,
    "invalid_query": HTTPStatus.BAD_REQUEST,
    "malformed_csv": HTTPStatus.BAD_REQUEST,
    "malformed_json": HTTPStatus.BAD_REQUEST,
    "unreadable_text": HTTPStatus.BAD_REQUEST,
    "bad_signature_headers": HTTPStatus.UNAUTHORIZED,
    "key_revoked": HTTPStatus.UNAUTHORIZED,
    "not_authenticated": HTTPStatus.UNAUTHORIZED,
    "stale_timestamp": HTTPStatus.UNAUTHORIZED,
    "wrong_key": HTTPStatus.UNAUTHORIZED,
    "foreign_key": HTTPStatus.FORBIDDEN,
    "not_allowed": HTTPStatus.FORBIDDEN,
    "not_genuine": HTTPStatus.FORBIDDEN,
    "not_the_approver": HTTPStatus.FORBIDDEN,
    "user_not_active": HTTPStatus.FORBIDDEN,
    "user_not_known": HTTPStatus.FORBIDDEN,
    "crm_not_connected": HTTPStatus.NOT_FOUND,
    "crm_record_not_found": HTTPStatus.NOT_FOUND,
    "delivery_not_found": HTTPStatus.NOT_FOUND,
    "inbound_link_not_found": HTTPStatus.NOT_FOUND,
    "key_not_found": HTTPStatus.NOT_FOUND,
    "link_key_not_found": HTTPStatus.NOT_FOUND,
    "link_not_found": HTTPStatus.NOT_FOUND,
    "not_in_quarantine": HTTPStatus.NOT_FOUND,
    "outgoing_batch_not_found": HTTPStatus.NOT_FOUND,
    "outgoing_referral_not_found": HTTPStatus.NOT_FOUND,
    "no_assessment": HTTPStatus.NOT_FOUND,
    "policy_not_found": HTTPStatus.NOT_FOUND,
    "payout_not_found": HTTPStatus.NOT_FOUND,
    "reward_not_found": HTTPStatus.NOT_FOUND,
    "referrer_not_found": HTTPStatus.NOT_FOUND,
    "referral_not_found": HTTPStatus.NOT_FOUND,
    "referral_rule_not_found": HTTPStatus.NOT_FOUND,
    "routing_rule_not_found": HTTPStatus.NOT_FOUND,
    "reward_policy_not_found": HTTPStatus.NOT_FOUND,
    "lifecycle_not_found": HTTPStatus.NOT_FOUND,
    "referral_code_not_found": HTTPStatus.NOT_FOUND,
    "tracked_referral_not_found": HTTPStatus.NOT_FOUND,
    "unmatched_record_not_found": HTTPStatus.NOT_FOUND,
    "unknown_partner": HTTPStatus.NOT_FOUND,
    "feature_not_found": HTTPStatus.NOT_FOUND,
    "unknown_route": HTTPStatus.NOT_FOUND,
    "user_not_found": HTTPStatus.NOT_FOUND,
    "webhook_not_found": HTTPStatus.NOT_FOUND,
    "workflow_not_found": HTTPStatus.NOT_FOUND,
    "method_not_allowed": HTTPStatus.METHOD_NOT_ALLOWED,
    "already_decided": HTTPStatus.CONFLICT,
    "channel_conflict": HTTPStatus.CONFLICT,
    "already_rejected": HTTPStatus.CONFLICT,
    "contacts_not_wanted": HTTPStatus.CONFLICT,
    "inbound_link_exists": HTTPStatus.CONFLICT,
    "invitation_expired": HTTPStatus.CONFLICT,
    "last_admin": HTTPStatus.CONFLICT,
    "lead_is_converted": HTTPStatus.CONFLICT,
    "not_accepted": HTTPStatus.CONFLICT,
    "not_correctable": HTTPStatus.CONFLICT,
    "not_replayable": HTTPStatus.CONFLICT,
    "nothing_to_match": HTTPStatus.CONFLICT,
    "nothing_to_dismiss": HTTPStatus.CONFLICT,
    "nothing_to_own": HTTPStatus.CONFLICT,
    "not_the_owner": HTTPStatus.CONFLICT,
    "nothing_to_retry": HTTPStatus.CONFLICT,
    "nothing_was_refused": HTTPStatus.CONFLICT,
    "nothing_to_approve": HTTPStatus.CONFLICT,
    "nothing_to_decline": HTTPStatus.CONFLICT,
    "nothing_to_hold": HTTPStatus.CONFLICT,
    "nothing_to_release": HTTPStatus.CONFLICT,
    "payout_is_over": HTTPStatus.CONFLICT,
    "reward_in_payout": HTTPStatus.CONFLICT,
    "not_editable": HTTPStatus.CONFLICT,
    "not_resubmittable": HTTPStatus.CONFLICT,
    "not_at_partner_yet": HTTPStatus.CONFLICT,
    "opportunities_saved_elsewhere": HTTPStatus.CONFLICT,
    "opportunity_link_locked": HTTPStatus.CONFLICT,
    "rejected_by_partner": HTTPStatus.CONFLICT,
    "partner_exists": HTTPStatus.CONFLICT,
    "partner_not_manual": HTTPStatus.CONFLICT,
    "partner_not_polled": HTTPStatus.CONFLICT,
    "outbound_link_off": HTTPStatus.CONFLICT,
    "partner_paused": HTTPStatus.CONFLICT,
    "mail_is_off": HTTPStatus.CONFLICT,
    "message_id_reused": HTTPStatus.CONFLICT,
    "partner_not_peer": HTTPStatus.CONFLICT,
    "sent_differently": HTTPStatus.CONFLICT,
    "stage_missing": HTTPStatus.CONFLICT,
    "workflow_missing": HTTPStatus.CONFLICT,
    "link_disabled": HTTPStatus.GONE,
    "referral_id_reused": HTTPStatus.CONFLICT,
    "request_in_progress": HTTPStatus.CONFLICT,
    "too_many_contacts": HTTPStatus.CONFLICT,
    "webhook_disabled": HTTPStatus.CONFLICT,
    "webhooks_not_offered": HTTPStatus.CONFLICT,
    "precondition_failed": HTTPStatus.PRECONDITION_FAILED,
    "body_too_large": HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    "unsupported_media_type": HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    "already_over": HTTPStatus.UNPROCESSABLE_ENTITY,
    "hold_is_over": HTTPStatus.UNPROCESSABLE_ENTITY,
    "client_has_agreed": HTTPStatus.UNPROCESSABLE_ENTITY,
    "confirmation_needed": HTTPStatus.UNPROCESSABLE_ENTITY,
    "consent_needed": HTTPStatus.UNPROCESSABLE_ENTITY,
    "feature_not_offered": HTTPStatus.UNPROCESSABLE_ENTITY,
    "no_outbound_link": HTTPStatus.UNPROCESSABLE_ENTITY,
    "field_not_offered": HTTPStatus.UNPROCESSABLE_ENTITY,
    "idempotency_key_reused": HTTPStatus.UNPROCESSABLE_ENTITY,
    "fields_too_long": HTTPStatus.UNPROCESSABLE_ENTITY,
    "invalid_fields": HTTPStatus.UNPROCESSABLE_ENTITY,
    "invalid_request": HTTPStatus.UNPROCESSABLE_ENTITY,
    "mapping_fails": HTTPStatus.UNPROCESSABLE_ENTITY,
    "not_ready_for_submit": HTTPStatus.UNPROCESSABLE_ENTITY,
    "owner_does_not_fit": HTTPStatus.UNPROCESSABLE_ENTITY,
    "routing_rule_does_not_fit": HTTPStatus.UNPROCESSABLE_ENTITY,
    "lifecycle_does_not_fit": HTTPStatus.UNPROCESSABLE_ENTITY,
    "not_yet": HTTPStatus.UNPROCESSABLE_ENTITY,
    "referral_code_does_not_fit": HTTPStatus.UNPROCESSABLE_ENTITY,
    "referrer_does_not_fit": HTTPStatus.UNPROCESSABLE_ENTITY,
    "reward_policy_does_not_fit": HTTPStatus.UNPROCESSABLE_ENTITY,
    "partner_not_found": HTTPStatus.UNPROCESSABLE_ENTITY,
    "partner_required": HTTPStatus.UNPROCESSABLE_ENTITY,
    "policy_does_not_fit": HTTPStatus.UNPROCESSABLE_ENTITY,
    "reason_not_accepted": HTTPStatus.UNPROCESSABLE_ENTITY,
    "referral_rule_does_not_fit": HTTPStatus.UNPROCESSABLE_ENTITY,
    "save_vetoed": HTTPStatus.UNPROCESSABLE_ENTITY,
    "partner_takes_no_referrals": HTTPStatus.UNPROCESSABLE_ENTITY,
    "not_editable_here": HTTPStatus.UNPROCESSABLE_ENTITY,
    "no_manager": HTTPStatus.UNPROCESSABLE_ENTITY,
    "stage_not_found": HTTPStatus.UNPROCESSABLE_ENTITY,
    "workflow_does_not_fit": HTTPStatus.UNPROCESSABLE_ENTITY,
    "unknown_crm_record": HTTPStatus.UNPROCESSABLE_ENTITY,
    "unknown_fields": HTTPStatus.UNPROCESSABLE_ENTITY,
    "webhook_url_refused": HTTPStatus.UNPROCESSABLE_ENTITY,
    "precondition_required": HTTPStatus.PRECONDITION_REQUIRED,
    "too_many_requests": HTTPStatus.TOO_MANY_REQUESTS,
}


def problem_of(error: Exception, request: Request, caller: Principal | None = None) -> Answer:
    """Say what went wrong; what nobody foresaw is logged, without what its message may quote."""
    if isinstance(error, HubError):
        return _refusal(error, request)
    if isinstance(error, Unavailable) and caller and not caller.role.of_a_partner:
        return _unavailable(error, request)
    if isinstance(error, TryAgain):
        return _try_again(error, request)
    _log(error)
    return _answer(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        request,
        code="internal_error",
        detail="The hub failed, and has noted it.",
        fix="Try again later; if it stays, tell us the instance.",
    )


def _refusal(error: HubError, request: Request) -> Answer:
    made = _answer(
        STATUS_OF[error.code],
        request,
        code=error.code,
        detail=error.detail,
        fix=error.fix,
        fields=error.fields,
    )
    return made.with_headers(_headers(error))


def _headers(error: HubError) -> dict[str, str]:
    match error:
        case refusals.NotAuthenticated():
            return {"WWW-Authenticate": 'Bearer realm="referral-hub"'}
        case refusals.MethodNotAllowed():
            return {"Allow": error.allow}
        case refusals.TooManyRequests():
            return {"Retry-After": str(error.wait)}
    return {}


def _try_again(error: TryAgain, request: Request) -> Answer:
    # Who or what was in the way is no business of the caller, and is not always fit to be shown.
    logger.warning("request.try_again", reason=type(error).__name__)
    made = _answer(
        HTTPStatus.SERVICE_UNAVAILABLE,
        request,
        code="try_again",
        detail="Nothing was decided: another system did not answer, or the record was changing.",
        fix="Send the same request again after the seconds that Retry-After says.",
    )
    return made.with_headers({"Retry-After": str(_TRY_AGAIN_SECONDS)})


def _unavailable(error: Unavailable, request: Request) -> Answer:
    """Tell the host's own people which of their systems it was, and what to do about it."""
    logger.warning("request.try_again", reason=type(error).__name__, cause=error.cause)
    made = _answer(
        HTTPStatus.SERVICE_UNAVAILABLE,
        request,
        code="try_again",
        detail=f"{error.system} could not be asked: {error.reason}",
        fix=ADVICE[error.cause].format(system=error.system),
        cause=error.cause,
    )
    wait = _WAIT_SECONDS.get(error.cause, _TRY_AGAIN_SECONDS)
    return made.with_headers({"Retry-After": str(wait)})


def _answer(
    status: HTTPStatus,
    request: Request,
    *,
    code: str,
    detail: str,
    fix: str,
    fields: Mapping[str, str] | None = None,
    cause: Cause | None = None,
) -> Answer:
    problem = Problem(
        type=f"/docs#{code}",
        title=code.replace("_", " ").capitalize(),
        status=status,
        detail=detail,
        instance=f"urn:request:{request.request_id}",
        code=code,
        fix=fix,
        cause=cause,
        errors=tuple(_error(place, why) for place, why in (fields or {}).items()),
    )
    return Answer(status, problem.model_dump_json(exclude_none=True), content_type=CONTENT_TYPE)


def _error(place: str, why: str) -> FieldProblem:
    if not place or place.startswith("/"):
        return FieldProblem(pointer=place, message=why)
    return FieldProblem(field=place, message=why)


def _log(error: Exception) -> None:
    frames = traceback.extract_tb(error.__traceback__)
    where = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    logger.error("request.failed", error=type(error).__name__, where=where)
