"""
The failures that are used up, by method and path.

Source: Microsoft Learn, "Partner API REST error codes". What 423 and 429 are called is chosen.
"""

from sandbox.faults import EVERYWHERE, Fault
from sandbox.http_door import Answer
from sandbox.partner_center.errors import ApiError


def _told(status: int, message: str, target: str = "referral") -> Answer:
    return Answer.of(status, ApiError(status, message, target).body())


_COUNTRY = "customerProfile/address/country"
_GENERAL = _told(500, "An unspecified error has occurred.")
_GATEWAY = Answer(504, b"<html><body>Gateway Timeout</body></html>", content_type="text/html")

FAULTS = {
    **EVERYWHERE,
    "general_exception": Fault(_GENERAL),
    "general_exception_after_commit": Fault(_GENERAL, after_commit=True),
    "gateway_timeout": Fault(_GATEWAY),
    "gateway_timeout_after_commit": Fault(_GATEWAY, after_commit=True),
    "service_not_available": Fault(_told(503, "The service is temporarily unavailable.")),
    "too_many_requests": Fault(_told(429, "The client has been throttled.")),
    "resource_modified": Fault(_told(409, "The referral has changed since it was read.")),
    "precondition_failed": Fault(_told(412, "The If-Match header does not match.")),
    "locked": Fault(_told(423, "The referral is locked.")),
    "unprocessable": Fault(_told(422, "The request is semantically incorrect.")),
    "invalid_country": Fault(_told(400, "The country is not valid.", _COUNTRY)),
    "access_denied": Fault(_told(403, "Access is denied to the requested resource.")),
    "unauthenticated": Fault(_told(401, "The caller is not authenticated.")),
    "item_not_found": Fault(_told(404, "The resource could not be found.")),
}
