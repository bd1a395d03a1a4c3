"""
HubSpot's codes in the hub's words.

Sources: HubSpot developer docs, "Error handling"; developer changelog, "CRM API Write Validation
Enforcement" (the rules that 2026-09 applies to writes).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

INVALID, UNKNOWN, MISSING = "invalid_fields", "field_unknown", "required_field_missing"
OPTION, TOO_LONG, DUPLICATE = "option_refused", "too_long", "duplicate"
FORBIDDEN, GONE, RULE = "no_permission", "record_gone", "rule"

_CAUSES = {
    "PROPERTY_DOESNT_EXIST": UNKNOWN,
    "INVALID_OPTION": OPTION,
    "REQUIRED_FIELD": MISSING,
    "REQUIRED_PROPERTY": MISSING,
    "MISSING_REQUIRED_PROPERTY": MISSING,
    "MISSING_CONDITIONAL_REQUIRED_PROPERTY": MISSING,
    "PROPERTY_VALUE_TOO_LONG": TOO_LONG,
}

FIXES: Mapping[str, str] = {
    INVALID: "Correct the value or the field mapping, then retry.",
    UNKNOWN: "Create the property in HubSpot or change the field mapping, then retry.",
    MISSING: "Map a value to the property, or let HubSpot no longer require it, then retry.",
    OPTION: "Map the value to one of the options or add the option in HubSpot, then retry.",
    TOO_LONG: "Shorten the value or map less to the property, then retry.",
    DUPLICATE: "Merge the two records in HubSpot or change one of them, then retry.",
    FORBIDDEN: "Give the hub's app or key these scopes, put its new token into the secret, retry.",
    GONE: "Restore the record in HubSpot or choose another one, then retry.",
    RULE: "Correct in HubSpot or in the field mapping what its message names, then retry.",
}


def cause_of(codes: Iterable[str]) -> str:
    """Name what several flaws have in common; flaws of several kinds are just invalid."""
    causes = {_CAUSES.get(code, INVALID) for code in codes}
    return causes.pop() if len(causes) == 1 else INVALID
