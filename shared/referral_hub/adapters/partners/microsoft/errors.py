"""
What Partner Center's refusals mean: `Unavailable`, so that somebody tries again, or a `Refusal`.

Source: Microsoft Learn, "Partner API REST error codes".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, TypeVar

from referral_hub.domain.cause import Cause
from referral_hub.domain.contacts.contact import ContactInfo
from referral_hub.domain.effects import Outcome, Refused
from referral_hub.domain.errors import Unavailable

from .sign_in_errors import ANEW, GUIDE, SignedOut
from .wire import SYSTEM, Answer

PERMIT = f"give the user who signed in the role Referrals administrator or user ({GUIDE})"
# Somebody else wrote in between, or is about to: to be read again.
OVERTAKEN = (HTTPStatus.CONFLICT, HTTPStatus.PRECONDITION_FAILED, HTTPStatus.LOCKED)
_LASTING = {
    HTTPStatus.FORBIDDEN: Cause.NO_PERMISSION,
    HTTPStatus.NOT_FOUND: Cause.RECORD_GONE,
    HTTPStatus.BAD_REQUEST: Cause.INVALID_FIELDS,
    HTTPStatus.UNPROCESSABLE_ENTITY: Cause.INVALID_FIELDS,
}
_NOBODY = ContactInfo.model_construct(first_name="", last_name="", email="", phone="", title="")
_LONGEST = 300

T = TypeVar("T")


class Refusal(Exception):
    """
    Partner Center will not do it, and will not if asked again; `target` is what it names as the
    cause.
    """

    def __init__(self, status: int, reason: str, target: str = "") -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason
        self.target = target

    @property
    def cause(self) -> Cause:
        known = {int(status): cause for status, cause in _LASTING.items()}
        return known.get(self.status, Cause.REFUSED)

    @property
    def fix(self) -> str:
        return PERMIT if self.cause is Cause.NO_PERMISSION else ""


def translated(answer: Answer) -> Refusal | Unavailable:
    """Say in plain words what an answer means that is no success."""
    status = answer.status
    if status == HTTPStatus.UNAUTHORIZED:
        return SignedOut("Partner Center does not take the hub's sign-in", ANEW)
    if status in (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE):
        rest, why = answer.rest, "it wants to be asked less often"
        told = f"; it says to wait for {rest.total_seconds():.0f} seconds" if rest else ""
        return Unavailable(SYSTEM, f"{why}{told}", cause=Cause.BUSY, again_after=rest)
    if status in OVERTAKEN:
        return Unavailable(SYSTEM, "it changes faster than the hub can write", cause=Cause.BUSY)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Unavailable(SYSTEM, f"it answered {status}")
    if status < HTTPStatus.BAD_REQUEST:
        told = f"it answered {status}, a redirect, which nobody follows"
        return Unavailable(SYSTEM, told, cause=Cause.REFUSED)
    error = _error(answer)
    reason = f"Partner Center refuses: {_words(error, status)}"
    return Refusal(status, reason, str(error.get("target") or ""))


def as_outcome(act: Callable[[], Outcome]) -> Outcome:
    try:
        return act()
    except Refusal as refusal:
        return Refused(reason=refusal.reason, cause=refusal.cause, fix=refusal.fix)


def as_unavailable(read: Callable[[], T]) -> T:
    """
    Let a reader, who has no outcome to give back, fail in the way that somebody hears of.

    Raises:
        Unavailable: Partner Center refused.
    """
    try:
        return read()
    except Refusal as refusal:
        raise Unavailable(SYSTEM, refusal.reason, cause=refusal.cause) from None


def _error(answer: Answer) -> Mapping[str, Any]:
    error: Any = answer.told().get("error")
    return error if isinstance(error, Mapping) else {}


def _words(error: Mapping[str, Any], status: int) -> str:
    """Its code and message; an e-mail address that stands in them is nobody's to read."""
    told = " ".join(str(error.get("message") or "no reason given").split())
    message = _NOBODY.hidden_in(told)[:_LONGEST]
    return f"{message} ({str(error.get('code') or status)[:60]})"
