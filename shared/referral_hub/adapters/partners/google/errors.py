"""
What Google's refusals mean: `Unavailable`, so that somebody tries again, or a `Refusal`.

Source: Google Cloud API Design Guide, "Errors": an `error` with `code`, `message` and `status`. The
reference of the Cloud CRM Partners API names none of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, TypeVar

from referral_hub.adapters.partner_wire import Answer
from referral_hub.domain.cause import Cause
from referral_hub.domain.contacts.contact import ContactInfo
from referral_hub.domain.effects import Outcome, Refused
from referral_hub.domain.errors import Unavailable

from .places import GUIDE, SYSTEM

BUSY = (HTTPStatus.CONFLICT, HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)
_PERMIT = (
    "Let Google give the service account access to the Cloud CRM Partners API and to this"
    f" opportunity, or set `writes` to false if it may not change any ({GUIDE}); then retry."
)
_COMPARE = (
    "Look in Google's portal whether the opportunity is there under the referral's id, and compare"
    " `google_partner_id`; then retry."
)
_LASTING = {
    HTTPStatus.BAD_REQUEST: (Cause.INVALID_FIELDS, ""),
    HTTPStatus.FORBIDDEN: (Cause.NO_PERMISSION, _PERMIT),
    HTTPStatus.NOT_FOUND: (Cause.RECORD_GONE, _COMPARE),
}
_NOBODY = ContactInfo.model_construct(first_name="", last_name="", email="", phone="", title="")
_LONGEST = 300

T = TypeVar("T")


class Refusal(Exception):
    """Google will not do it, and will not if asked again; `fields` are those it names."""

    def __init__(self, status: int, reason: str, fields: tuple[str, ...] = ()) -> None:
        super().__init__(reason)
        self.reason = reason
        self.fields = fields
        known = {int(lasting): told for lasting, told in _LASTING.items()}
        self.cause, self.fix = known.get(status, (Cause.REFUSED, ""))


def translated(answer: Answer) -> Refusal | Unavailable:
    """Say in plain words what an answer means that is no success."""
    status = answer.status
    if status == HTTPStatus.UNAUTHORIZED:
        return signed_out("Google does not take the hub's sign-in")
    if status in BUSY:
        return busy(answer)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Unavailable(SYSTEM, f"it answered {status}")
    if status < HTTPStatus.BAD_REQUEST:
        return Unavailable(SYSTEM, f"it answered {status}, unasked for", cause=Cause.REFUSED)
    return Refusal(status, f"Google refuses: {_words(answer)}", _violated(answer))


def busy(answer: Answer) -> Unavailable:
    why = f"it is busy, or wants to be asked less often ({answer.status})"
    return Unavailable(SYSTEM, why, cause=Cause.BUSY, again_after=answer.rest)


def signed_out(problem: str) -> Unavailable:
    return Unavailable(SYSTEM, f"{problem}; see {GUIDE}", cause=Cause.SIGNED_OUT)


def as_outcome(act: Callable[[], Outcome]) -> Outcome:
    try:
        return act()
    except Refusal as refusal:
        return Refused(reason=refusal.reason, cause=refusal.cause, fix=refusal.fix)


def as_unavailable(read: Callable[[], T]) -> T:
    """
    Let a reader, who has no outcome to give back, fail in the way that somebody hears of.

    Raises:
        Unavailable: Google refused.
    """
    try:
        return read()
    except Refusal as refusal:
        raise Unavailable(SYSTEM, refusal.reason, cause=refusal.cause) from None


def _violated(answer: Answer) -> tuple[str, ...]:
    """Read the fields that its details name (API Improvement Proposal 193)."""
    error: Any = answer.told().get("error")
    details = error.get("details") if isinstance(error, Mapping) else None
    parts = [each for each in _list(details) if isinstance(each, Mapping)]
    found = [one for part in parts for one in _list(part.get("fieldViolations"))]
    return tuple(str(each.get("field", "")) for each in found if isinstance(each, Mapping))


def _list(found: Any) -> list[Any]:
    return found if isinstance(found, list) else []


def _words(answer: Answer) -> str:
    """Its status and message; an e-mail address that stands in them is nobody's to read."""
    error: Any = answer.told().get("error")
    told = error if isinstance(error, Mapping) else {}
    message = " ".join(str(told.get("message") or "no reason given").split())
    name = str(told.get("status") or answer.status)[:60]
    return f"{_NOBODY.hidden_in(message)[:_LONGEST]} ({name})"
