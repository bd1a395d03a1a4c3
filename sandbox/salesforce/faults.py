"""The org's own ways to fail, next to those of any HTTP service."""

from collections.abc import Mapping

from sandbox.faults import EVERYWHERE, Fault
from sandbox.http_door import Answer
from sandbox.salesforce.errors import SalesforceError, refusal


def _told(error: SalesforceError, status: int) -> Answer:
    return Answer.of(status, error.body())


_UNKNOWN = _told(
    refusal(
        "UNKNOWN_EXCEPTION",
        "An unexpected error occurred. Please include this ErrorId if you contact support: "
        "1234567-89012 (-345678901)",
    ),
    500,
)
_LOCKED = "unable to obtain exclusive access to this record or 1 records"

FAULTS: Mapping[str, Fault] = {
    **EVERYWHERE,
    "server_unavailable": Fault(_told(refusal("SERVER_UNAVAILABLE", "Server unavailable"), 503)),
    "unknown_exception": Fault(_UNKNOWN),
    "unknown_exception_after_commit": Fault(_UNKNOWN, after_commit=True),
    "unable_to_lock_row": Fault(_told(refusal("UNABLE_TO_LOCK_ROW", _LOCKED), 400)),
    "request_limit_exceeded": Fault(
        _told(refusal("REQUEST_LIMIT_EXCEEDED", "TotalRequests Limit exceeded."), 403)
    ),
    "too_many_long_requests": Fault(
        _told(
            refusal(
                "REQUEST_LIMIT_EXCEEDED",
                "ConcurrentRequests (Concurrent API Requests) Limit exceeded.",
            ),
            403,
        )
    ),
    "api_disabled": Fault(
        _told(refusal("API_DISABLED_FOR_ORG", "API is not enabled for this Organization"), 403)
    ),
    "invalid_session": Fault(
        _told(refusal("INVALID_SESSION_ID", "Session expired or invalid"), 401)
    ),
}
