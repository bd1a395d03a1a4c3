"""The faults that strike calls and tasks when asked, and are used up by striking."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from sandbox.partner_central.errors import (
    AccessDeniedError,
    ApiError,
    InternalError,
    QuotaExceededError,
    ThrottlingError,
)
from sandbox.partner_central.model_check import Code, Flaw, declares_error, service_model
from sandbox.switches import BadBehaviourError

ANY_OPERATION = "*"


class Fault(StrEnum):
    """Name a fault that strikes a call."""

    THROTTLE = "throttle"
    INTERNAL_ERROR = "internal_error"
    QUOTA_EXCEEDED = "quota_exceeded"
    ACCESS_DENIED = "access_denied"
    DROP_BEFORE_COMMIT = "drop_before_commit"
    INTERNAL_ERROR_AFTER_COMMIT = "internal_error_after_commit"
    DROP_AFTER_COMMIT = "drop_after_commit"


# A dropped connection has no error of its own.
ERROR_OF: dict[Fault, type[ApiError] | None] = {
    Fault.THROTTLE: ThrottlingError,
    Fault.INTERNAL_ERROR: InternalError,
    Fault.QUOTA_EXCEEDED: QuotaExceededError,
    Fault.ACCESS_DENIED: AccessDeniedError,
    Fault.DROP_BEFORE_COMMIT: None,
    Fault.INTERNAL_ERROR_AFTER_COMMIT: InternalError,
    Fault.DROP_AFTER_COMMIT: None,
}
BEFORE_COMMIT = (
    Fault.THROTTLE,
    Fault.INTERNAL_ERROR,
    Fault.QUOTA_EXCEEDED,
    Fault.ACCESS_DENIED,
    Fault.DROP_BEFORE_COMMIT,
)
AFTER_COMMIT = (Fault.INTERNAL_ERROR_AFTER_COMMIT, Fault.DROP_AFTER_COMMIT)


@dataclass
class FaultPlan:
    """Count the faults still to come, by kind and operation."""

    _left: dict[tuple[Fault, str], int] = field(default_factory=dict)

    def copy(self) -> "FaultPlan":
        return FaultPlan(dict(self._left))

    def plan(self, fault: Fault, *, operation: str = ANY_OPERATION, times: int = 1) -> None:
        """
        Let the next `times` calls of an operation (or of any) meet a fault; 0 calls it off.

        Raises:
            BadBehaviourError: no such operation, or one that cannot answer with this error.
        """
        _require_possible(fault, operation)
        self._left[(fault, operation)] = times

    def take(self, faults: tuple[Fault, ...], operation: str) -> Fault | None:
        """Use up one planned fault of these kinds for this call, if there is one."""
        for fault in faults:
            for key in ((fault, operation), (fault, ANY_OPERATION)):
                if self._left.get(key, 0) > 0 and _declares(fault, operation):
                    self._left[key] -= 1
                    return fault
        return None

    def left(self) -> dict[str, int]:
        """Return what is still planned, as `fault operation: times`."""
        return {f"{fault} {name}": times for (fault, name), times in self._left.items() if times}


def _require_possible(fault: Fault, operation: str) -> None:
    if operation == ANY_OPERATION:
        return
    if operation not in service_model().operation_names:
        raise BadBehaviourError(f"no such operation: {operation}")
    if not _declares(fault, operation):
        raise BadBehaviourError(f"{operation} never answers with {fault}")


def _declares(fault: Fault, operation: str) -> bool:
    error = ERROR_OF[fault]
    return error is None or declares_error(operation, error.name)


@dataclass
class Refusals:
    """Count the calls that are still to be found fault with, by operation, and over what."""

    _left: dict[str, tuple[tuple[Flaw, ...], int]] = field(default_factory=dict)

    def copy(self) -> "Refusals":
        return Refusals(dict(self._left))

    def plan(self, wish: Any) -> None:
        """
        Read `{"operation": "CreateOpportunity", "errors": [{"field": "Project.Title", "code":
        "INVALID_VALUE", "message": "..."}], "times": 1}`; 0 times calls it off.

        Raises:
            BadBehaviourError: no such operation or code, or no error at all.
        """
        try:
            operation, times = wish["operation"], int(wish.get("times", 1))
            flaws = tuple(
                Flaw(error["field"], Code(error["code"]), error.get("message", "is not accepted"))
                for error in wish["errors"]
            )
        except (KeyError, TypeError, ValueError) as error:
            raise BadBehaviourError(f"refuse: {error}") from error
        if operation not in service_model().operation_names or not flaws:
            raise BadBehaviourError("refuse: an operation, and the errors that it is told")
        self._left[operation] = (flaws, times)

    def take(self, operation: str) -> tuple[Flaw, ...]:
        """Use up one planned refusal of this operation, if there is one."""
        flaws, times = self._left.get(operation, ((), 0))
        if times:
            self._left[operation] = (flaws, times - 1)
        return flaws if times else ()

    def left(self) -> dict[str, int]:
        return {operation: times for operation, (_, times) in self._left.items() if times}


@dataclass(frozen=True)
class TaskFailure:
    """Say how the next tasks of a kind fail."""

    reason_code: str
    message: str
    times: int

    @classmethod
    def read(cls, wish: Any) -> "TaskFailure":
        """
        Read `{"reason_code": "InternalError", "message": "...", "times": 1}`.

        Raises:
            BadBehaviourError: the model knows no such reason code.
        """
        if not isinstance(wish, Mapping):
            raise BadBehaviourError("a task failure is an object with reason_code and times")
        code = str(wish.get("reason_code", "InternalError"))
        if code not in service_model().shape_for("ReasonCode").enum:
            raise BadBehaviourError(f"no such reason code: {code}")
        message = str(wish.get("message", f"The task failed: {code}."))
        return cls(code, message, int(wish.get("times", 1)))

    def used(self) -> "TaskFailure | None":
        return replace(self, times=self.times - 1) if self.times > 1 else None
