"""
JSON Patch as far as referrals take it.

Sources: the certified Power Platform connector PartnerCenterReferrals (paths and operations);
Microsoft Learn, "Update a lead or opportunity" (its examples give the deal value as text).
"""

import math
import uuid
from copy import deepcopy
from typing import Any

from sandbox.partner_center.errors import ApiError, invalid
from sandbox.partner_center.referrals.shape import MEMBER, require, require_referral
from sandbox.partner_center.timestamps import ticks

_PATHS = frozenset(
    (
        "/campaignId",
        "/consent/consentToShareReferralWithMicrosoftSellers",
        "/customerProfile/team",
        "/customerProfile/team/-",
        "/details/closingDateTime",
        "/details/currency",
        "/details/dealValue",
        "/details/notes",
        "/details/requirements/solutions",
        "/details/requirements/solutions/-",
        "/externalReferenceId",
        "/referralProgram",
        "/salesStage",
        "/status",
        "/substatus",
        "/statusReason",
        "/team",
        "/team/-",
    )
)
_CONTRACT = "/registrations/0/contract"
_SOLUTION = "/registrations/0/solutionDetails/0"
_MARKETPLACE = f"{_SOLUTION}/marketplaceTransactionDetails"
_REGISTRATION_PATHS = frozenset(
    [f"{_CONTRACT}/{name}" for name in ("startDateTime", "endDateTime", "signDateTime")]
    + [f"{_CONTRACT}/{name}" for name in ("term", "value")]
    + [f"{_SOLUTION}/{name}" for name in ("value", "currency", "isDeployedOnAzure")]
    + [f"{_SOLUTION}/{name}" for name in ("primaryDeploymentOn", "pricingModel")]
    + [f"{_MARKETPLACE}/{n}" for n in ("isMarketplaceTransacted", "marketplaceTransactionDateTime")]
)
_REGISTER = "/registrations/-"
# Where a referral is read, a registration has a status, whose word is chosen here, and no type.
_SHOWN, _UNDER_REVIEW = ("contract", "solutionDetails"), "ReviewPending"


def patched(document: dict[str, Any], operations: Any) -> dict[str, Any]:
    """
    Return a referral with all operations of a JSON Patch done to it.

    Raises:
        ApiError: not a patch, a path or operation that is not allowed, a value that does not fit.
    """
    if not isinstance(operations, list) or not operations:
        raise invalid("The body must be a JSON Patch document with operations.")
    after = deepcopy(document)
    for operation in operations:
        _perform(after, operation)
    return require_referral(after)


def _perform(document: dict[str, Any], operation: Any) -> None:
    if not isinstance(operation, dict) or set(operation) != {"op", "path", "value"}:
        raise invalid("An operation has op, path and value.")
    op, path = operation["op"], operation["path"]
    if op not in ("replace", "add"):
        raise invalid(f"The operation '{op}' is not supported.", "op")
    _require_path(op, path)
    _put(document, path.split("/")[1:], _value(path, operation["value"]))


def _require_path(op: str, path: Any) -> None:
    if not isinstance(path, str) or path not in _PATHS | _REGISTRATION_PATHS | {_REGISTER}:
        raise invalid(f"The path '{path}' cannot be patched.", "path")
    if path.endswith("/-") and op != "add":
        raise invalid(f"Only 'add' works on '{path}'.", "path")


def _put(document: dict[str, Any], names: list[str], value: Any) -> None:
    *parents, last = names
    held: Any = document
    for name, following in zip(parents, names[1:], strict=True):
        held = _step(held, name, [] if following in ("-", "0") else {})
    if last == "-":
        held.append(value)
    else:
        held[last] = value


def _step(held: Any, name: str, empty: Any) -> Any:
    if isinstance(held, list):
        if int(name) >= len(held):
            raise ApiError(422, f"There is no entry {name} to change.", "path")
        return held[int(name)]
    return held.setdefault(name, empty)


def _value(path: str, value: Any) -> Any:
    if path == "/details/dealValue":
        return _number(value)
    if path == "/details/closingDateTime":
        return _instant(value)
    if path in ("/team/-", "/customerProfile/team/-"):
        require(value, MEMBER, path)
        return _object(path, value)
    if path == _REGISTER:
        shown = {k: v for k, v in _object(path, value).items() if k in _SHOWN}
        return {"id": str(uuid.uuid4()), "status": _UNDER_REVIEW, **shown}
    return value


def _object(path: str, value: Any) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise invalid(f"'{path}' takes an object.", path)
    return value


def _number(value: Any) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError) as error:
        raise invalid(f"'{value}' is not a number.", "dealValue") from error
    if isinstance(value, bool) or not math.isfinite(number):
        raise invalid(f"'{value}' is not a number.", "dealValue")
    return int(number) if number.is_integer() else number


def _instant(value: Any) -> Any:
    try:
        ticks(value)
    except (TypeError, ValueError) as error:
        raise invalid(f"'{value}' is not a date and time.", "closingDateTime") from error
    return value
