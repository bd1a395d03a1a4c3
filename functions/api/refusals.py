"""What the API itself refuses, before or beside the business, each under a stable code."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from referral_hub.domain.access import Role
from referral_hub.domain.errors import HubError


class NotAuthenticated(HubError):
    code = "not_authenticated"
    fix = (
        "Send a valid key as `Authorization: Bearer rh_...`, which an admin issues, or a token of"
        " your organisation's sign-in in its place."
    )


class NotAllowed(HubError):
    code = "not_allowed"
    fix = "Use a key whose role may do this; GET /v1/me shows yours."

    def __init__(self, role: Role, allowed: Collection[Role]) -> None:
        *others, last = sorted(allowed)
        roles = f"{', '.join(others)} or {last}" if others else last
        super().__init__(f"the role {role} may not do this; {roles} may")


class CrmNotConnected(HubError):
    code = "crm_not_connected"
    fix = "Name the CRM that the hub was deployed with, and one that tells of changes."


class UnknownPartner(HubError):
    code = "unknown_partner"
    # Partners read it too, and may not list the others.
    fix = "A partner names itself, as GET /v1/me shows; the host's people, one of their partners."


class UnknownRoute(HubError):
    code = "unknown_route"
    fix = "GET /openapi.json lists every route."


class MethodNotAllowed(HubError):
    code = "method_not_allowed"
    fix = "Use one of the methods that the Allow header names."

    def __init__(self, detail: str, *, allow: str) -> None:
        super().__init__(detail)
        self.allow = allow


class UnsupportedMediaType(HubError):
    code = "unsupported_media_type"
    fix = "Send UTF-8 with the Content-Type that GET /openapi.json gives for the operation."


class BodyTooLarge(HubError):
    code = "body_too_large"
    fix = "Send at most 1 MB."


class MalformedJson(HubError):
    code = "malformed_json"
    fix = "Send one JSON document; a linter shows where it breaks."


class UnreadableText(HubError):
    code = "unreadable_text"
    fix = "Save the file as UTF-8; spreadsheets call it CSV UTF-8. Where it has \ufffd, type anew."


class MalformedCsv(HubError):
    code = "malformed_csv"
    fix = "Name columns in the first line, give every row as many cells, and send up to 1,000 rows."


class InvalidRequest(HubError):
    code = "invalid_request"
    fix = "Correct each field named in errors; GET /openapi.json has the schema."

    def __init__(self, detail: str, *, fields: Mapping[str, str]) -> None:
        super().__init__(detail, fields=fields)


class InvalidQuery(HubError):
    code = "invalid_query"
    fix = "Correct each parameter named in errors; GET /openapi.json lists them."


class InvalidCursor(HubError):
    code = "invalid_cursor"
    fix = "Take the cursor from the page before, and ask with the same key and the same filters."


class InvalidIdempotencyKey(HubError):
    code = "invalid_idempotency_key"
    fix = "Send 1 to 255 visible ASCII characters, such as a UUID."


class NotRepeatable(HubError):
    code = "idempotency_key_not_taken"
    fix = "Send it without Idempotency-Key: the secret in the answer is shown once, and not kept."


class PreconditionRequired(HubError):
    code = "precondition_required"
    fix = "Send If-Match with the ETag of the version that you changed."


class PreconditionFailed(HubError):
    code = "precondition_failed"
    fix = "Read it again, apply your change to what you find, and send the new ETag."


class TooManyRequests(HubError):
    code = "too_many_requests"
    fix = "Wait for the seconds that Retry-After says."

    def __init__(self, detail: str, *, wait: int) -> None:
        super().__init__(detail)
        self.wait = wait
