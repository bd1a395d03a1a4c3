"""The errors Partner Central answers with, as the model names them."""

from collections.abc import Sequence
from typing import Any, ClassVar

from sandbox.partner_central.model_check import Flaw

_NAMESPACE = "com.amazonaws.partnercentralselling"


class ApiError(Exception):
    """Refuse a call the way the service would."""

    name: ClassVar[str]
    status: ClassVar[int] = 400

    def members(self) -> dict[str, Any]:
        """Return the members of the error's shape."""
        return {"Message": str(self)}

    def body(self) -> dict[str, Any]:
        """Return the wire body: the members plus AWS JSON's `__type`."""
        return {"__type": f"{_NAMESPACE}#{self.name}", **self.members()}


class AccessDeniedError(ApiError):
    name = "AccessDeniedException"


class ConflictError(ApiError):
    name = "ConflictException"


class NotFoundError(ApiError):
    name = "ResourceNotFoundException"


class ThrottlingError(ApiError):
    name = "ThrottlingException"


class QuotaExceededError(ApiError):
    name = "ServiceQuotaExceededException"


class InternalError(ApiError):
    name = "InternalServerException"
    status = 500


class UnknownOperationError(ApiError):
    name = "UnknownOperationException"


class SerializationError(ApiError):
    name = "SerializationException"


class MissingAuthenticationError(ApiError):
    name = "MissingAuthenticationTokenException"
    status = 403


class WrongSignatureError(ApiError):
    name = "InvalidSignatureException"
    status = 403


class InvalidError(ApiError):
    """Refuse a call because of its fields; every flaw is told at once."""

    name = "ValidationException"
    reason: ClassVar[str]

    def __init__(self, flaws: Sequence[Flaw]) -> None:
        super().__init__("; ".join(str(flaw) for flaw in flaws))
        self.flaws = tuple(flaws)

    def members(self) -> dict[str, Any]:
        """Return Message, Reason and the ErrorList."""
        listed = [
            {"FieldName": flaw.path, "Message": flaw.message, "Code": str(flaw.code)}
            for flaw in self.flaws
        ]
        return {"Message": str(self), "Reason": self.reason, "ErrorList": listed}


class InvalidRequestError(InvalidError):
    """The body does not fit the model."""

    reason = "REQUEST_VALIDATION_FAILED"


class BusinessRuleError(InvalidError):
    """The body fits the model and breaks a rule of the service."""

    reason = "BUSINESS_VALIDATION_FAILED"


class ResponseViolationError(Exception):
    """The sandbox was about to answer something the real service cannot answer: fix the sandbox."""


class ConnectionDroppedError(Exception):
    """The caller gets no answer at all; whether anything happened is for it to find out."""
