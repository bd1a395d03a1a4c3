"""What a peer's refusals mean, in its own words, and what to do about each (AX-8)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from referral_hub.domain.cause import Cause
from referral_hub.domain.contacts.contact import ContactInfo
from referral_hub.domain.effects import Refused

SYSTEM = "The peer"
UNREADABLE_KEY = "unreadable_key"

_PUT_KEY = "Put the Referral key that the peer's admin gave you as the secret of this partner"
_SET_URL = (
    "Correct `url` in the settings of this partner to the Referral URL that the peer gave you"
)
_ASK = "Ask the peer's admin to see to it over there"
_LONGEST = 300
_NOBODY = ContactInfo.model_construct(first_name="", last_name="", email="", phone="", title="")


class _Meaning(NamedTuple):
    cause: Cause
    fix: str


_MEANINGS: Mapping[str, _Meaning] = {
    UNREADABLE_KEY: _Meaning(Cause.SIGNED_OUT, _PUT_KEY),
    "wrong_key": _Meaning(Cause.SIGNED_OUT, _PUT_KEY),
    "key_revoked": _Meaning(Cause.SIGNED_OUT, f"Ask the peer's admin for a new key. {_PUT_KEY}"),
    "foreign_key": _Meaning(Cause.SIGNED_OUT, f"{_SET_URL}, with the key that belongs to it"),
    "link_not_found": _Meaning(Cause.RECORD_GONE, _SET_URL),
    "unknown_route": _Meaning(Cause.RECORD_GONE, _SET_URL),
    "link_disabled": _Meaning(Cause.NO_PERMISSION, _ASK),
    "workflow_missing": _Meaning(Cause.RULE, _ASK),
    "stage_missing": _Meaning(Cause.RULE, _ASK),
    "stale_timestamp": _Meaning(
        Cause.REFUSED, "One of the two clocks is wrong: compare them, and set the one that is"
    ),
    "invalid_request": _Meaning(Cause.INVALID_FIELDS, "Correct what it names"),
    "sent_differently": _Meaning(
        Cause.DUPLICATE, "The peer has it as it was sent first: talk to the people over there"
    ),
    "redirected": _Meaning(Cause.REFUSED, f"The hub follows no redirect. {_SET_URL}"),
}
_UNKNOWN = _Meaning(Cause.REFUSED, _ASK)
_AGAIN = "; then resubmit."


class Refusal(Exception):
    """The peer will not take it; `pointers` name what is wrong in the deal, as it was sent."""

    def __init__(self, code: str, reason: str, pointers: tuple[str, ...] = ()) -> None:
        super().__init__(reason)
        self.reason = f"{reason} ({code})"
        self.fix = _MEANINGS.get(code, _UNKNOWN).fix + _AGAIN
        self._cause = _MEANINGS.get(code, _UNKNOWN).cause
        self._pointers = pointers

    @property
    def told(self) -> Refused:
        """As the sender's own record shows it, by the names of the form."""
        fields = (field_at(pointer) for pointer in self._pointers)
        named = tuple(dict.fromkeys(name for name in fields if name))
        return Refused(reason=self.reason, cause=self._cause, fields=named, fix=self.fix)


def refusal_in(status: int, told: Mapping[str, Any]) -> Refusal:
    """Read an answer that is no success, whoever gave it."""
    redirects = 300 <= status < 400  # noqa: PLR2004 - RFC 9110, section 15.4
    code = "redirected" if redirects else _text(told, "code") or f"http_{status}"
    errors = told.get("errors")
    each = [one for one in errors if isinstance(one, Mapping)] if isinstance(errors, list) else []
    pointers = tuple(_text(one, "pointer") or _text(one, "field") for one in each)
    return Refusal(code[:60], _words(told, f"it answers {status}"), pointers)


def refusal_of(problem: Mapping[str, Any]) -> Refusal:
    """Read why one deal was refused."""
    fields = problem.get("fields")
    pointers = tuple(map(str, fields)) if isinstance(fields, Mapping) else ()
    names = f": {', '.join(pointers)}" if pointers else ""
    return Refusal(
        _text(problem, "code")[:60] or "refused",
        _words(problem, "it says not why") + names,
        pointers,
    )


def field_at(pointer: str) -> str:
    """Name the field of the form that a pointer into a deal, or into its message, leads to."""
    parts = [part for part in pointer.split("/") if part and not part.isdecimal()]
    match [part for part in parts if part != "referrals"]:
        case ["deal", "value", name]:
            return f"value.{name}"
        case ["deal", name]:
            return "value.amount" if name == "value" else name
        case ["client", name]:
            return f"customer.{name}"
        case ["contacts", name]:
            return f"contact.{name}"
        case ["owner", *_]:
            return "host.email"
    return ""


def _words(told: Mapping[str, Any], otherwise: str) -> str:
    """Quote the peer; an e-mail address that stands in it is nobody's to read."""
    words = " ".join((_text(told, "detail") or otherwise).split())
    return f"The peer refuses: {_NOBODY.hidden_in(words)[:_LONGEST]}"


def _text(told: Mapping[str, Any], name: str) -> str:
    found = told.get(name)
    return found if isinstance(found, str) else ""
