"""
The failures of HubSpot that are used up, by method and path.

Source: HubSpot developer docs, "Error handling", common error responses.
"""

from sandbox.faults import EVERYWHERE, Fault
from sandbox.http_door import Answer
from sandbox.hubspot.errors import ApiError, missing_scopes, rate_limited, unauthenticated

_HTML = b"<html><head><title>504 Gateway Time-out</title></head><body></body></html>"


def _told(error: ApiError, **headers: str) -> Answer:
    answer = Answer.of(error.status, error.body())
    return answer.with_headers({name.replace("_", "-"): text for name, text in headers.items()})


_OOPS = _told(ApiError(500, "internal error", category="INTERNAL_ERROR"))
_GATEWAY = Answer(504, _HTML, content_type="text/html")

HUBSPOT = {
    **EVERYWHERE,
    "internal_error": Fault(_OOPS),
    "internal_error_after_commit": Fault(_OOPS, after_commit=True),
    "bad_gateway": Fault(_told(ApiError(502, "Bad gateway"))),
    "service_unavailable": Fault(_told(ApiError(503, "Service unavailable"), Retry_After="3")),
    "gateway_timeout": Fault(_GATEWAY),
    "gateway_timeout_after_commit": Fault(_GATEWAY, after_commit=True),
    "locked": Fault(_told(ApiError(423, "The resource is locked", category="LOCKED"))),
    "migrating": Fault(_told(ApiError(477, "Migration in progress"), Retry_After="60")),
    "rate_limited": Fault(_told(rate_limited("TEN_SECONDLY_ROLLING"))),
    "rate_limited_with_retry_after": Fault(
        _told(rate_limited("TEN_SECONDLY_ROLLING"), Retry_After="7")
    ),
    "rate_limited_daily": Fault(_told(rate_limited("DAILY"))),
    "search_rate_limited": Fault(_told(rate_limited("SECONDLY"))),
    "unauthenticated": Fault(_told(unauthenticated("The token is invalid."))),
    "expired": Fault(_told(unauthenticated("The OAuth token expired.", "EXPIRED_AUTHENTICATION"))),
    "missing_scopes": Fault(_told(missing_scopes(["crm.objects.contacts.write"]))),
}
