"""Refusals as problem+json (RFC 9457): the one place where they get an HTTP status."""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from http import HTTPStatus

from functions._entrypoint import logger
from referral_hub.application import (
    choices,
    configuration,
    deal_desk,
    decisions,
    quarantine,
    queries,
    sharing,
)
from referral_hub.domain.access import KeyNotFound, PartnerRequired, Principal
from referral_hub.domain.cause import Cause
from referral_hub.domain.correction import NotCorrectable
from referral_hub.domain.errors import HubError, TryAgain, Unavailable
from referral_hub.domain.partner import NotGenuine, NotPolled, PartnerExists, PartnerNotFound
from referral_hub.domain.partner_news import NotInQuarantine
from referral_hub.domain.policy import FieldNotOffered, MappingFails
from referral_hub.domain.problem import ADVICE
from referral_hub.domain.referral_refusals import (
    InvitationExpired,
    NotFailed,
    NothingToDismiss,
    NotPending,
    ReferralNotFound,
)
from referral_hub.domain.webhook import (
    WebhookDisabled,
    WebhookNotFound,
    WebhooksNotOffered,
    WebhookUrlRefused,
)
from referral_hub.domain.webhook_delivery import DeliveryNotFound
from referral_hub.records.answers import KeyReused, StillRunning
from referral_hub.records.referrals import ReceivedDifferently

from . import refusals
from .http import Answer, Request
from .views import FieldProblem, Problem

CONTENT_TYPE = "application/problem+json"
# Shorter than the lease of an Idempotency-Key would be useless, longer would keep clients idle.
_TRY_AGAIN_SECONDS = 2
# What a person has to see to first, or a day's end.
_WAIT_SECONDS: Mapping[Cause, int] = {Cause.SIGNED_OUT: 300, Cause.QUOTA: 600}

STATUS_OF: Mapping[type[HubError], HTTPStatus] = {
    refusals.InvalidCursor: HTTPStatus.BAD_REQUEST,
    refusals.InvalidIdempotencyKey: HTTPStatus.BAD_REQUEST,
    refusals.InvalidQuery: HTTPStatus.BAD_REQUEST,
    refusals.UnreadableText: HTTPStatus.BAD_REQUEST,
    refusals.MalformedCsv: HTTPStatus.BAD_REQUEST,
    refusals.MalformedJson: HTTPStatus.BAD_REQUEST,
    refusals.NotRepeatable: HTTPStatus.BAD_REQUEST,
    refusals.NotAuthenticated: HTTPStatus.UNAUTHORIZED,
    refusals.NotAllowed: HTTPStatus.FORBIDDEN,
    KeyNotFound: HTTPStatus.NOT_FOUND,
    ReferralNotFound: HTTPStatus.NOT_FOUND,
    queries.CrmRecordNotFound: HTTPStatus.NOT_FOUND,
    queries.PolicyNotFound: HTTPStatus.NOT_FOUND,
    refusals.CrmNotConnected: HTTPStatus.NOT_FOUND,
    refusals.UnknownPartner: HTTPStatus.NOT_FOUND,
    NotInQuarantine: HTTPStatus.NOT_FOUND,
    WebhookNotFound: HTTPStatus.NOT_FOUND,
    DeliveryNotFound: HTTPStatus.NOT_FOUND,
    WebhookDisabled: HTTPStatus.CONFLICT,
    WebhooksNotOffered: HTTPStatus.CONFLICT,
    WebhookUrlRefused: HTTPStatus.UNPROCESSABLE_ENTITY,
    refusals.UnknownRoute: HTTPStatus.NOT_FOUND,
    refusals.MethodNotAllowed: HTTPStatus.METHOD_NOT_ALLOWED,
    InvitationExpired: HTTPStatus.CONFLICT,
    NotCorrectable: HTTPStatus.CONFLICT,
    NotFailed: HTTPStatus.CONFLICT,
    NotPending: HTTPStatus.CONFLICT,
    NothingToDismiss: HTTPStatus.CONFLICT,
    deal_desk.NotAccepted: HTTPStatus.CONFLICT,
    NotGenuine: HTTPStatus.FORBIDDEN,
    NotPolled: HTTPStatus.CONFLICT,
    quarantine.NotReplayable: HTTPStatus.CONFLICT,
    PartnerExists: HTTPStatus.CONFLICT,
    ReceivedDifferently: HTTPStatus.CONFLICT,
    StillRunning: HTTPStatus.CONFLICT,
    sharing.ContactsNotWanted: HTTPStatus.CONFLICT,
    sharing.NotManual: HTTPStatus.CONFLICT,
    sharing.TooManyContacts: HTTPStatus.CONFLICT,
    refusals.PreconditionFailed: HTTPStatus.PRECONDITION_FAILED,
    refusals.BodyTooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    refusals.UnsupportedMediaType: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    FieldNotOffered: HTTPStatus.UNPROCESSABLE_ENTITY,
    MappingFails: HTTPStatus.UNPROCESSABLE_ENTITY,
    KeyReused: HTTPStatus.UNPROCESSABLE_ENTITY,
    PartnerNotFound: HTTPStatus.UNPROCESSABLE_ENTITY,
    PartnerRequired: HTTPStatus.UNPROCESSABLE_ENTITY,
    configuration.PolicyDoesNotFit: HTTPStatus.UNPROCESSABLE_ENTITY,
    choices.InvalidFields: HTTPStatus.UNPROCESSABLE_ENTITY,
    decisions.ReasonNotAccepted: HTTPStatus.UNPROCESSABLE_ENTITY,
    choices.UnknownCrmRecord: HTTPStatus.UNPROCESSABLE_ENTITY,
    refusals.InvalidRequest: HTTPStatus.UNPROCESSABLE_ENTITY,
    refusals.PreconditionRequired: HTTPStatus.PRECONDITION_REQUIRED,
    refusals.TooManyRequests: HTTPStatus.TOO_MANY_REQUESTS,
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
        STATUS_OF[type(error)],
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
