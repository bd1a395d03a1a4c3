"""
An opportunity, and what a patch under a mask makes of it.

Sources: Google for Developers, "REST Resource: partners.opportunities" (fields, and which of them
are output only); Google's API Improvement Proposals 134 (a missing mask means all that is set), 161
(an unknown path is an invalid argument) and 203 (what is output only is ignored). That this API
keeps to them is assumed.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sandbox.google_partners.errors import invalid

OUTPUT_ONLY = frozenset(
    {
        "name",
        "lead",
        "owner",
        "dealCurrencyCode",
        "sourceSystem",
        "winProbability",
        "productFamily",
        "customer",
        "createDate",
        "submitDate",
    }
)
_TYPES: Mapping[str, type | tuple[type, ...]] = {
    "notes": str,
    "nextSteps": str,
    "dealSize": (int, float),
    "closeDate": dict,
    "salesStage": str,
    "termMonths": str,
    "qualificationState": str,
    "externalSystemId": str,
    "isConfidential": bool,
    "decisionPhase": str,
}
_DATE = {"year", "month", "day"}

Opportunity = dict[str, Any]


def patched(opportunity: Opportunity, body: Any, mask: str) -> Opportunity:
    """
    Make the opportunity that comes of a patch.

    Raises:
        ApiError: the body is no opportunity, or the mask names what it has not.
    """
    if not isinstance(body, dict):
        raise invalid("The request body is no Opportunity.")
    _must_be_known(list(body), "Unknown name")
    named = mask.split(",") if mask else list(body)
    _must_be_known([path.split(".")[0] for path in named], "Invalid field mask path")
    changed = dict(opportunity)
    for field in (each for each in named if each not in OUTPUT_ONLY):
        changed.pop(field, None)
        if field in body:
            changed[field] = _sound(field, body[field])
    return changed


def _must_be_known(fields: Sequence[str], why: str) -> None:
    for field in fields:
        if field not in _TYPES and field not in OUTPUT_ONLY:
            raise invalid(f'{why} "{field}".')


def _sound(field: str, value: Any) -> Any:
    is_date = field != "closeDate" or (isinstance(value, dict) and set(value) <= _DATE)
    if not isinstance(value, _TYPES[field]) or not is_date:
        raise invalid(f'Invalid value at "opportunity.{field}".')
    return value
