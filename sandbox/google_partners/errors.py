"""
Refusals in the form of all Google APIs, and the faults that are used up.

Source: Google Cloud API Design Guide, "Errors", and API Improvement Proposal 193. Which of them
this API gives for what is not published: chosen.
"""

from dataclasses import dataclass
from http import HTTPStatus

from sandbox.faults import EVERYWHERE, Fault
from sandbox.http_door import Answer

_STATUSES = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    409: "ABORTED",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
}

_BAD_REQUEST = "type.googleapis.com/google.rpc.BadRequest"


@dataclass(eq=False)
class ApiError(Exception):
    """`field` is told as a violation."""

    status: int
    message: str
    field: str = ""

    def answer(self) -> Answer:
        told = {"code": self.status, "message": self.message, "status": _STATUSES[self.status]}
        violation = {"field": self.field, "description": self.message}
        detail = {"@type": _BAD_REQUEST, "fieldViolations": [violation]}
        details = {"details": [detail]} if self.field else {}
        return Answer.of(self.status, {"error": {**told, **details}})


def invalid(message: str, field: str = "") -> ApiError:
    return ApiError(HTTPStatus.BAD_REQUEST, message, field)


def _fault(status: int, message: str, field: str = "", **headers: str) -> Fault:
    return Fault(ApiError(status, message, field).answer().with_headers(headers))


FAULTS = {
    **EVERYWHERE,
    "unauthenticated": _fault(401, "Request had invalid authentication credentials."),
    "permission_denied": _fault(403, "The caller does not have permission."),
    "invalid_deal_term": _fault(400, 'Invalid value at "lead.deal_term".', "lead.deal_term"),
    "aborted": _fault(409, "The opportunity was changed at the same time."),
    "resource_exhausted": _fault(429, "Quota exceeded.", **{"Retry-After": "30"}),
    "internal": _fault(500, "Internal error encountered."),
    "unavailable": _fault(503, "The service is currently unavailable."),
}
