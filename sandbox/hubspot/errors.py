"""
The refusals of HubSpot, in the shape that all its APIs share.

Source: HubSpot developer docs, "Error handling" and the Error schema of the 2026-09 specifications.
"""

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

Context = Mapping[str, list[str]]
Detail = dict[str, Any]


class ApiError(Exception):
    """
    Refuse a call the way HubSpot would.

    `category` None leaves the member out, as HubSpot does for requests it cannot make sense of.
    """

    def __init__(
        self,
        status: int,
        message: str,
        *,
        category: str | None = None,
        sub_category: str | None = None,
        context: Context | None = None,
        errors: Iterable[Detail] = (),
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.category = category
        self.context = dict(context or {})
        self.errors = list(errors)
        self._extra = {"subCategory": sub_category, **(extra or {})}

    def body(self) -> dict[str, Any]:
        """Return the wire body with a correlation id of its own."""
        members = {
            "status": "error",
            "message": str(self),
            "correlationId": str(uuid.uuid4()),
            "category": self.category,
            "context": self.context,
            "errors": self.errors,
            **self._extra,
        }
        return {name: value for name, value in members.items() if value}

    def as_item(self, trace: str | None = None) -> dict[str, Any]:
        """Return the entry of a batch's `errors`; a trace names the input it is about."""
        context = {**self.context, **({"objectWriteTraceId": [trace]} if trace else {})}
        body = {**self.body(), "context": context}
        return {name: value for name, value in body.items() if name != "correlationId"}


def invalid(message: str, **more: Any) -> ApiError:
    return ApiError(400, message, category="VALIDATION_ERROR", **more)


def not_understood(message: str = "There was a problem with the request.") -> ApiError:
    return ApiError(400, message)


def not_found(message: str = "resource not found", **more: Any) -> ApiError:
    return ApiError(404, message, category="OBJECT_NOT_FOUND", **more)


def unauthenticated(message: str, category: str = "INVALID_AUTHENTICATION") -> ApiError:
    return ApiError(401, message, category=category)


def missing_scopes(scopes: Iterable[str]) -> ApiError:
    detail = {
        "message": "One or more of the following scopes are required.",
        "context": {"requiredGranularScopes": list(scopes)},
    }
    return ApiError(
        403,
        "This app hasn't been granted all required scopes to make this call.",
        category="MISSING_SCOPES",
        errors=[detail],
    )


def rate_limited(policy: str) -> ApiError:
    """
    Refuse for one of the policies TEN_SECONDLY_ROLLING, SECONDLY and DAILY.

    Source: HubSpot developer docs, "API usage guidelines", the 429 body.
    """
    return ApiError(
        429,
        f"You have reached your {policy.lower()} limit.",
        category="RATE_LIMITS",
        extra={"errorType": "RATE_LIMIT", "policyName": policy},
    )
