"""
What Partner Central's errors mean: `Unavailable`, so that somebody tries again, or a `Refusal`.

Errors are told apart by their code: some operations answer with errors that the service model does
not declare for them, and botocore has no class for those.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, NamedTuple, TypeVar

from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    ConnectTimeoutError,
    NoCredentialsError,
    ParamValidationError,
    ReadTimeoutError,
)
from botocore.parsers import ResponseParserError

from referral_hub.domain.cause import Cause
from referral_hub.domain.effects import Outcome, Refused
from referral_hub.domain.errors import Unavailable

SYSTEM = "AWS Partner Central"
CONFLICT = "ConflictException"
NOT_FOUND = "ResourceNotFoundException"
INVALID = "ValidationException"
NO_CATALOG = "NoCatalog"

# What botocore's parser raises at an answer whose shapes are not those of the model.
MISSHAPEN = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
FAILURES = (BotoCoreError, ClientError, ResponseParserError, *MISSHAPEN)

_TOO_MUCH = "AWS was asked too much at once"
_LATER = {
    "InternalServerException": "AWS had an internal error",
    "ServiceQuotaExceededException": "AWS says that a quota of the account is used up",
    "ThrottlingException": _TOO_MUCH,
    "TooManyRequestsException": _TOO_MUCH,
    "ExpiredTokenException": "AWS finds the hub's credentials lapsed",
    "RequestExpired": "AWS finds the hub's request too old",
}
_FORBIDDEN = ("AccessDeniedException", "UnrecognizedClientException", "InvalidSignatureException")
# Of `_LATER`; all others are `UNREACHABLE`.
_CAUSES = {
    "ServiceQuotaExceededException": Cause.QUOTA,
    "ThrottlingException": Cause.BUSY,
    "TooManyRequestsException": Cause.BUSY,
    "ExpiredTokenException": Cause.SIGNED_OUT,
}
_LASTING = {
    **dict.fromkeys(_FORBIDDEN, Cause.NO_PERMISSION),
    INVALID: Cause.INVALID_FIELDS,
    NOT_FOUND: Cause.RECORD_GONE,
}
_PERMIT = "Let the hub's role use partnercentral in this catalog (IAM), and retry."
_HINT = "AWS denies access: check that the hub's role may use partnercentral in this catalog (IAM)"

# People are told of by these fields: their values must not get into a reason.
_OF_PEOPLE = re.compile(
    r"Contact|OpportunityTeam|Receiver|(First|Last)Name|Email|Phone|BusinessTitle", re.IGNORECASE
)
_E_MAIL = re.compile(r"[^\s'\"<>(]+@[^\s'\"<>)]+")
_PHONE = re.compile(r"\+\d(?:[ ().-]*\d){5,}")
_LONGEST = 1000

T = TypeVar("T")


class Fault(NamedTuple):
    """One entry of AWS's ErrorList; its message has no personal data in it."""

    field: str
    code: str
    message: str


class Refusal(Exception):
    """
    AWS will not do it, and will not if asked again; `reason` has no personal data in it. `faults`
    are those that AWS finds, by its own names for the fields.
    """

    def __init__(self, code: str, reason: str, faults: tuple[Fault, ...] = ()) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason
        self.faults = faults

    @property
    def fields(self) -> tuple[str, ...]:
        return tuple(fault.field for fault in self.faults if fault.field)

    @property
    def cause(self) -> Cause:
        return _LASTING.get(self.code, Cause.REFUSED)

    @property
    def refused(self) -> Refused:
        """Tell what the hub's own admins can mend; the rest is between the partner and AWS."""
        fix = _PERMIT if self.cause is Cause.NO_PERMISSION else ""
        return Refused(reason=self.reason, cause=self.cause, fix=fix)


def translated(failure: Exception) -> Refusal | Unavailable:
    """Say in plain words what a failed call means."""
    match failure:
        case ClientError():
            return _of_answer(failure.response)
        case ParamValidationError():
            return Refusal(INVALID, "the hub's request does not fit AWS's service model")
        case NoCredentialsError():
            return Unavailable(
                SYSTEM, "AWS cannot be asked: no credentials", cause=Cause.SIGNED_OUT
            )
        case ConnectTimeoutError() | ReadTimeoutError():
            return Unavailable(SYSTEM, "AWS did not answer in time")
        case BotoCoreError():
            return Unavailable(SYSTEM, "AWS could not be reached")
        case _:
            return Unavailable(SYSTEM, "AWS answered something that cannot be read")


def without_people(text: str) -> str:
    """Take e-mail addresses and phone numbers out of a text that AWS wrote."""
    return _PHONE.sub("(phone)", _E_MAIL.sub("(e-mail)", text))[:_LONGEST]


def as_outcome(act: Callable[[], Outcome]) -> Outcome:
    try:
        return act()
    except Refusal as refusal:
        return refusal.refused


def as_unavailable(read: Callable[[], T]) -> T:
    """
    Let a reader, who has no outcome to give back, fail in the way that somebody hears of.

    Raises:
        Unavailable: AWS refused.
    """
    try:
        return read()
    except Refusal as refusal:
        raise Unavailable(SYSTEM, refusal.reason, cause=refusal.cause) from None


def _of_answer(answer: Mapping[str, Any]) -> Refusal | Unavailable:
    code = str(answer.get("Error", {}).get("Code", ""))
    status = int(answer.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
    too_many = status == HTTPStatus.TOO_MANY_REQUESTS
    if code in _LATER or too_many or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        reason = _LATER.get(code, _TOO_MUCH if too_many else "AWS had an internal error")
        return Unavailable(SYSTEM, reason, cause=_passing(code, status))
    if code in _FORBIDDEN:
        return Refusal(code, f"{_HINT}; {code}")
    if code == INVALID:
        faults = tuple(_fault(entry) for entry in answer.get("ErrorList") or ())
        return Refusal(code, _told(answer, faults), faults)
    message = str(answer.get("Error", {}).get("Message", ""))
    return Refusal(code, without_people(f"AWS refuses: {message} ({code})"))


def _passing(code: str, status: int) -> Cause:
    too_many = Cause.BUSY if status == HTTPStatus.TOO_MANY_REQUESTS else Cause.UNREACHABLE
    return _CAUSES.get(code, too_many)


def _told(answer: Mapping[str, Any], faults: tuple[Fault, ...]) -> str:
    listed = (f"{fault.field}: {_said(fault)}" if fault.field else _said(fault) for fault in faults)
    told = "; ".join(listed) or str(answer.get("Error", {}).get("Message", ""))
    return without_people(f"AWS refuses: {told}")


def _said(fault: Fault) -> str:
    return fault.message or fault.code


def _fault(entry: Mapping[str, Any]) -> Fault:
    field, code = str(entry.get("FieldName", "")), str(entry.get("Code", ""))
    message = "" if _OF_PEOPLE.search(field) else without_people(str(entry.get("Message") or ""))
    return Fault(field, code, message)
