"""
What HubSpot's errors mean: `Unavailable`, so that somebody tries again, or a `Refusal`.

Source: HubSpot developer docs, "Error handling" and "API usage guidelines".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, TypeVar

from referral_hub.domain.cause import Cause
from referral_hub.domain.effects import Outcome, Refused
from referral_hub.domain.errors import Unavailable

from .flaws import Flaw, flaws_in
from .words import FIXES, cause_of

SYSTEM = "HubSpot"

_MIGRATING = 477
_LOCKED = (HTTPStatus.LOCKED, _MIGRATING)
_CATEGORIES = {
    "OBJECT_NOT_FOUND": HTTPStatus.NOT_FOUND,
    "CONFLICT": HTTPStatus.CONFLICT,
    "MISSING_SCOPES": HTTPStatus.FORBIDDEN,
    "RATE_LIMITS": HTTPStatus.TOO_MANY_REQUESTS,
}
_EXISTING = re.compile(r"Existing ID:\s*([0-9]+)")
_TAKEN = re.compile(r"propertyName=(\w+),.*?([0-9]*) already has that value", re.DOTALL)
_LONGEST = 1000

Told = Mapping[str, Any]
T = TypeVar("T")


class Refusal(Exception):
    """HubSpot will not do it; `existing` is the record that stands in the way, if it says which."""

    def __init__(self, refused: Refused, *, existing: str = "") -> None:
        super().__init__(refused.reason)
        self.refused = refused
        self.existing = existing

    @property
    def cause(self) -> Cause:
        return self.refused.cause


def refusal(
    cause: Cause, reason: str, *, fields: tuple[str, ...] = (), existing: str = ""
) -> Refusal:
    told = Refused(reason=reason[:_LONGEST], cause=cause, fields=fields, fix=FIXES[cause])
    return Refusal(told, existing=existing)


def gone(what: str) -> Refusal:
    return refusal(Cause.RECORD_GONE, f"HubSpot has no such {what}: it was deleted, or never was")


def unavailable(reason: str, cause: Cause = Cause.UNREACHABLE) -> Unavailable:
    return Unavailable(SYSTEM, reason, cause=cause)


def translated(status: int, told: Told) -> Refusal | Unavailable:
    """Say in plain words what an answer that is no success means."""
    if status in _LOCKED:
        return unavailable("HubSpot has locked the record or the account for a moment", Cause.BUSY)
    if status < HTTPStatus.BAD_REQUEST:
        return unavailable("HubSpot is not where the hub was told: it sends the hub elsewhere")
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return unavailable(f"HubSpot had an internal error ({status})")
    return _MEANINGS.get(status, _invalid)(told)


def translated_item(told: Told) -> Refusal | Unavailable:
    """Say what one entry of a batch's `errors` means: it has a category, and no status."""
    category = str(told.get("category", ""))
    return translated(_CATEGORIES.get(category, HTTPStatus.BAD_REQUEST), told)


def as_outcome(act: Callable[[], Outcome]) -> Outcome:
    try:
        return act()
    except Refusal as refused:
        return refused.refused


def as_unavailable(read: Callable[[], T]) -> T:
    """
    Let a reader, who has no outcome to give back, fail in the way that somebody hears of.

    Raises:
        Unavailable: HubSpot refused.
    """
    try:
        return read()
    except Refusal as refused:
        reason = f"{str(refused).rstrip('.')}. {refused.refused.fix}"
        raise unavailable(reason, refused.cause) from None


def found(read: Callable[[], T]) -> T | None:
    """Read something; None when HubSpot does not have it."""
    try:
        return read()
    except Refusal as refused:
        if refused.cause is Cause.RECORD_GONE:
            return None
        raise


def _too_many(told: Told) -> Unavailable:
    if told.get("policyName") == "DAILY":
        return unavailable("HubSpot takes no more calls from this account today", Cause.QUOTA)
    return unavailable("HubSpot was asked too much at once", Cause.BUSY)


def _forbidden(told: Told) -> Refusal:
    scopes = ", ".join(dict.fromkeys(_scopes(told))) or "that HubSpot does not name"
    return refusal(Cause.NO_PERMISSION, f"HubSpot's access token lacks scopes: {scopes}")


def _scopes(told: Told) -> list[str]:
    contexts = [told.get("context") or {}, *(e.get("context") or {} for e in _entries(told))]
    return [
        str(scope)
        for context in contexts
        if isinstance(context, Mapping)
        for name, scopes in context.items()
        if "scopes" in name.lower()
        for scope in scopes
    ]


def _entries(told: Told) -> list[Told]:
    return [entry for entry in told.get("errors") or () if isinstance(entry, Mapping)]


def _conflict(told: Told) -> Refusal | Unavailable:
    message = str(told.get("message", ""))
    existing = _EXISTING.search(message)
    if existing is None and "already exists" not in message:
        return unavailable("HubSpot was changing the record at the same time", Cause.BUSY)
    return _taken("email", existing[1] if existing else "")


def _invalid(told: Told) -> Refusal:
    message = str(told.get("message", ""))
    if taken := _TAKEN.search(message):
        return _taken(taken[1], taken[2])
    flaws = flaws_in(told)
    if not flaws:
        return refusal(Cause.RULE, f"HubSpot refuses: {message or 'it does not say why'}")
    names = tuple(dict.fromkeys(flaw.name for flaw in flaws))
    return refusal(cause_of(flaw.code for flaw in flaws), _listed(flaws), fields=names)


def _taken(name: str, existing: str) -> Refusal:
    reason = f"HubSpot refuses {name}: another record has this value"
    return refusal(Cause.DUPLICATE, reason, fields=(name,), existing=existing)


def _listed(flaws: list[Flaw]) -> str:
    return "HubSpot refuses " + "; ".join(f"{flaw.name}: {flaw.message}" for flaw in flaws)


_MEANINGS: Mapping[int, Callable[[Told], Refusal | Unavailable]] = {
    HTTPStatus.UNAUTHORIZED: lambda _: unavailable(
        "HubSpot does not take the hub's access token", Cause.SIGNED_OUT
    ),
    HTTPStatus.REQUEST_TIMEOUT: lambda _: unavailable("HubSpot gave up waiting for the hub"),
    HTTPStatus.TOO_MANY_REQUESTS: _too_many,
    HTTPStatus.FORBIDDEN: _forbidden,
    HTTPStatus.NOT_FOUND: lambda _: gone("record"),
    HTTPStatus.CONFLICT: _conflict,
}
