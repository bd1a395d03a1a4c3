"""
What Salesforce's errors mean: `Unavailable`, so that somebody tries again, or a `Refusal`.

Form and codes: REST API Developer Guide, "Status Codes and Error Responses"; SOAP API Developer
Guide, "StatusCode".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, TypeVar

from referral_hub.domain.cause import Cause
from referral_hub.domain.errors import Unavailable

from .api import HUB_ID, is_id
from .sign_in_errors import SignedOut
from .wire import SYSTEM, Answer, unreadable

DUPLICATE_VALUE = "DUPLICATE_VALUE"
DUPLICATES = "DUPLICATES_DETECTED"
NOT_WRITABLE = "INVALID_FIELD_FOR_INSERT_UPDATE"
NOT_UNIQUE = "FIELD_NOT_UNIQUE"
NOWHERE = "LOOKUP_NOWHERE"
SEVERAL = "MULTIPLE_CHOICES"
GONE = frozenset({"NOT_FOUND", "ENTITY_IS_DELETED", "INVALID_CROSS_REFERENCE_KEY", "MALFORMED_ID"})
NO_API = "API_DISABLED_FOR_ORG"
HALTED = "PROCESSING_HALTED"
_BYSTANDERS = (HALTED, "ALL_OR_NONE_OPERATION_ROLLED_BACK")
_USED_UP = "REQUEST_LIMIT_EXCEEDED"

_BUSY = {
    "UNABLE_TO_LOCK_ROW": "somebody else is saving one of these records",
    "SERVER_UNAVAILABLE": "Salesforce is not available at the moment",
    "QUERY_TIMEOUT": "Salesforce took too long over a query",
    "REQUEST_RUNNING_TOO_LONG": "Salesforce took too long",
}

T = TypeVar("T")


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong; `matches` are the ids of records that stand in the way."""

    code: str
    message: str = ""
    fields: tuple[str, ...] = ()
    matches: tuple[str, ...] = ()


class Refusal(Exception):
    """Salesforce will not, and will not if asked again; `part` is that of a composite."""

    def __init__(self, problems: tuple[Problem, ...], *, part: str = "") -> None:
        super().__init__(", ".join(problem.code for problem in problems))
        self.problems = problems
        self.part = part

    def has(self, *codes: str) -> bool:
        return any(problem.code in codes for problem in self.problems)

    @property
    def matches(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(i for problem in self.problems for i in problem.matches))


def body_of(answer: Answer) -> Any:
    """
    Take the body of an answer that is a success.

    Raises:
        Refusal, Unavailable: it is none.
    """
    if answer.status < HTTPStatus.MULTIPLE_CHOICES:
        return answer.body
    raise translated(answer.status, answer.body)


def translated(status: int, body: Any, *, part: str = "") -> Refusal | Unavailable:
    """Say what a failed call, or a failed part of a composite, means."""
    if status == HTTPStatus.MULTIPLE_CHOICES:
        return Refusal((Problem(SEVERAL, matches=_ids_in(body)),), part=part)
    problems = tuple(p for p in problems_in(body) if p.code not in _BYSTANDERS)
    if status == HTTPStatus.UNAUTHORIZED:
        return SignedOut(
            "Salesforce refuses the session right after signing in",
            "check the IP restrictions and the API permission of the hub's user",
        )
    passing = (meaning for problem in problems if (meaning := passing_trouble(problem)))
    return next(passing, None) or _lasting(status, problems, part)


def _lasting(status: int, problems: tuple[Problem, ...], part: str) -> Refusal | Unavailable:
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.TOO_MANY_REQUESTS:
        return Unavailable(SYSTEM, f"Salesforce has trouble of its own (HTTP {status})")
    return Refusal(problems, part=part) if problems else unreadable(status)


def passing_trouble(problem: Problem) -> Unavailable | None:
    """Tell a problem that another try may not meet; None for one that lasts."""
    if problem.code == _USED_UP:
        return _used_up(problem.message)
    reason = _BUSY.get(problem.code)
    return Unavailable(SYSTEM, reason, cause=Cause.BUSY) if reason else None


def _used_up(message: str) -> Unavailable:
    """The pool of 24 hours and the number of long calls at once share a code."""
    if "concurrent" in message.lower():
        return Unavailable(SYSTEM, "Salesforce is asked too much at once", cause=Cause.BUSY)
    told = "the org has used up its API calls of 24 hours"
    return Unavailable(SYSTEM, told, cause=Cause.QUOTA)


def lost_race(problem: Problem) -> Unavailable | None:
    """
    Tell our own unique field from one of the customer's: ours is taken, and no record shows it.

    Of two writers at once the slower one meets the other's record, whose field Salesforce may not
    be able to name yet.
    """
    if problem.code != DUPLICATE_VALUE or not (
        HUB_ID in problem.message or "<unknown>" in problem.message
    ):
        return None
    told = "the same record is being created at this moment, or is hidden from the hub's user"
    return Unavailable(SYSTEM, told, cause=Cause.BUSY)


def problems_in(body: Any) -> Iterator[Problem]:
    """Read an error body, the `errors` of one record in a collection, or those of an action."""
    for told in body if isinstance(body, list) else ():
        if isinstance(told, Mapping) and "isSuccess" in told:
            yield from problems_in(told.get("errors"))
        elif isinstance(told, Mapping):
            yield Problem(
                code=str(told.get("errorCode") or told.get("statusCode") or ""),
                message=str(told.get("message") or ""),
                fields=tuple(map(str, told.get("fields") or ())),
                matches=tuple(_matches(told)),
            )


def _matches(told: Mapping[str, Any]) -> Iterator[str]:
    # REST has been seen to write the key without its third `l`.
    result = told.get("duplicateResult") or told.get("duplicateResut") or {}
    for matched in result.get("matchResults") or ():
        for match in matched.get("matchRecords") or ():
            found = str((match.get("record") or {}).get("Id", ""))
            if is_id(found):
                yield found


def _ids_in(urls: Any) -> tuple[str, ...]:
    listed: Sequence[Any] = urls if isinstance(urls, list) else ()
    ends = (str(url).rpartition("/")[2] for url in listed)
    return tuple(end for end in ends if is_id(end))


def unless_gone(read: Callable[[], T]) -> T | None:
    """Read one record; None when Salesforce has none of this id, or shows it to nobody here."""
    try:
        return read()
    except Refusal as refusal:
        if refusal.problems and all(problem.code in GONE for problem in refusal.problems):
            return None
        raise
