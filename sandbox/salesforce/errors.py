"""
Refusals in the words of Salesforce.

Codes and forms: REST API Developer Guide, "Status Codes and Error Responses"; SOAP API Developer
Guide, "StatusCode".
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

_STATUS = {
    "INVALID_SESSION_ID": 401,
    "REQUEST_LIMIT_EXCEEDED": 403,
    "INSUFFICIENT_ACCESS": 403,
    "NOT_FOUND": 404,
    "ENTITY_IS_DELETED": 404,
    "METHOD_NOT_ALLOWED": 405,
    "UNSUPPORTED_MEDIA_TYPE": 415,
    "UNKNOWN_EXCEPTION": 500,
    "SERVER_UNAVAILABLE": 503,
}


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong; `fields` is None where Salesforce names none at all."""

    code: str
    message: str
    fields: tuple[str, ...] | None = None
    details: Mapping[str, Any] = field(default_factory=dict)

    def as_error(self) -> dict[str, Any]:
        """Return the item of an error body."""
        named = {} if self.fields is None else {"fields": list(self.fields)}
        return {"message": self.message, "errorCode": self.code, **named, **self.details}

    def as_result(self) -> dict[str, Any]:
        """Return the item of `errors` in the result of one record of a collection."""
        fields = list(self.fields or ())
        return {"statusCode": self.code, "message": self.message, "fields": fields, **self.details}


class SalesforceError(Exception):
    """Refuse a call; nothing of it has happened."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(f"{p.code}: {p.message}" for p in problems))
        self.problems = problems

    @property
    def code(self) -> str:
        return self.problems[0].code

    @property
    def status(self) -> int:
        return _STATUS.get(self.code, 400)

    def body(self) -> list[dict[str, Any]]:
        return [problem.as_error() for problem in self.problems]


class SeveralMatchError(Exception):
    """An external id that several records carry: told as 300 with their addresses."""

    def __init__(self, sobject: str, ids: Sequence[str]) -> None:
        super().__init__(f"{len(ids)} records of {sobject} match")
        self.sobject = sobject
        self.ids = tuple(ids)


def refusal(code: str, message: str, *fields: str) -> SalesforceError:
    """Return an error that names no fields, or these."""
    return SalesforceError(Problem(code, message, fields or None))


def not_found() -> SalesforceError:
    return refusal("NOT_FOUND", "The requested resource does not exist")


def require_none(problems: Sequence[Problem]) -> None:
    """
    Let nothing happen if something is wrong.

    Raises:
        SalesforceError: with every problem.
    """
    if problems:
        raise SalesforceError(*problems)
