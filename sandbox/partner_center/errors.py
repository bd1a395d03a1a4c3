"""
Refusals in the words of the two APIs.

Sources: Microsoft Learn, "Partner API REST error codes" (referrals: one `error` with `code`,
`message`, `target`, `innerError`) and "Partner Center REST error codes" (webhooks: `code`,
`description`, `source`). Which code goes with which mistake is not published: chosen.
"""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

_CODES = {
    400: "invalidRequest",
    401: "unauthenticated",
    403: "accessDenied",
    404: "itemNotFound",
    405: "invalidRequest",
    409: "resourceModified",
    412: "preconditionFailed",
    422: "invalidRequest",
    423: "resourceModified",
    429: "serviceNotAvailable",
    500: "generalException",
    503: "serviceNotAvailable",
}


@dataclass(eq=False)
class ApiError(Exception):
    """A refusal of the referrals API; without `code` it is the one that goes with the status."""

    status: int
    message: str
    target: str = "referral"
    code: str = ""

    def __str__(self) -> str:
        return f"{self.status} {self.body()}"

    def body(self) -> dict[str, Any]:
        code = self.code or _CODES[self.status]
        return {"error": {"code": code, "message": self.message, "target": self.target}}


@dataclass(eq=False)
class RegistrationError(ApiError):
    """A refusal of the webhook registration API, whose codes are not published: the status."""

    def body(self) -> dict[str, Any]:
        return {"code": str(self.status), "description": self.message, "source": "PartnerCenter"}


def invalid(message: str, target: str = "referral") -> ApiError:
    return ApiError(HTTPStatus.BAD_REQUEST, message, target)


def not_found(what: str) -> ApiError:
    return ApiError(HTTPStatus.NOT_FOUND, f"{what} could not be found.")
