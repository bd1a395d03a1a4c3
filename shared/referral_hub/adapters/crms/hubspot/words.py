"""
HubSpot's codes in the hub's words.

Sources: HubSpot developer docs, "Error handling"; developer changelog, "CRM API Write Validation
Enforcement" (the rules that 2026-09 applies to writes).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from referral_hub.domain.cause import Cause

_CAUSES: Mapping[str, Cause] = {
    "PROPERTY_DOESNT_EXIST": Cause.FIELD_UNKNOWN,
    "INVALID_OPTION": Cause.OPTION_REFUSED,
    "REQUIRED_FIELD": Cause.REQUIRED_FIELD_MISSING,
    "REQUIRED_PROPERTY": Cause.REQUIRED_FIELD_MISSING,
    "MISSING_REQUIRED_PROPERTY": Cause.REQUIRED_FIELD_MISSING,
    "MISSING_CONDITIONAL_REQUIRED_PROPERTY": Cause.REQUIRED_FIELD_MISSING,
    "PROPERTY_VALUE_TOO_LONG": Cause.TOO_LONG,
}

FIXES: Mapping[Cause, str] = {
    Cause.INVALID_FIELDS: "Correct the value or the field mapping, then retry.",
    Cause.FIELD_UNKNOWN: "Create the property in HubSpot or change the mapping, then retry.",
    Cause.REQUIRED_FIELD_MISSING: (
        "Map a value to the property, or let HubSpot no longer require it, then retry."
    ),
    Cause.OPTION_REFUSED: (
        "Map the value to one of the options or add the option in HubSpot, then retry."
    ),
    Cause.TOO_LONG: "Shorten the value or map less to the property, then retry.",
    Cause.DUPLICATE: "Merge the two records in HubSpot or change one of them, then retry.",
    Cause.NO_PERMISSION: (
        "Give the hub's app or key these scopes, put its new token into the secret, retry."
    ),
    Cause.RECORD_GONE: "Restore the record in HubSpot and retry; or dismiss the problem.",
    Cause.RULE: "Correct in HubSpot or in the field mapping what its message names, then retry.",
}


def cause_of(codes: Iterable[str]) -> Cause:
    """Name what several flaws have in common; flaws of several kinds are just invalid."""
    causes = {_CAUSES.get(code, Cause.INVALID_FIELDS) for code in codes}
    return causes.pop() if len(causes) == 1 else Cause.INVALID_FIELDS
