"""Why something was not done in another system: one vocabulary for all that the hub talks with."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Cause(StrEnum):
    """
    Troubles of one kind, whichever system has them: by these they are listed, counted and retried.

    What a connector cannot put under one of them is `REFUSED`; the other system's own words stand
    in the reason.
    """

    INVALID_FIELDS = "invalid_fields"
    FIELD_UNKNOWN = "field_unknown"
    FIELD_NOT_UNIQUE = "field_not_unique"
    REQUIRED_FIELD_MISSING = "required_field_missing"
    OPTION_REFUSED = "option_refused"
    TOO_LONG = "too_long"
    DUPLICATE = "duplicate"
    RULE = "rule"
    RECORD_GONE = "record_gone"
    NO_PERMISSION = "no_permission"
    STORAGE_FULL = "storage_full"
    REFUSED = "refused"

    UNREACHABLE = "unreachable"
    BUSY = "busy"
    QUOTA = "quota"
    SIGNED_OUT = "signed_out"

    TOLD_AGAIN = "told_again"
    HUB_FAILED = "hub_failed"


# What to do when the connector does not say it better.
ADVICE: Mapping[Cause, str] = {
    Cause.INVALID_FIELDS: "Correct the values or the field mapping, then retry.",
    Cause.FIELD_UNKNOWN: "Create the field in {system} or change the field mapping, then retry.",
    Cause.FIELD_NOT_UNIQUE: "Let the field take unique values only in {system}, then retry.",
    Cause.REQUIRED_FIELD_MISSING: (
        "An admin maps the field, or puts it into the field set, and only then can it be sent;"
        " then retry."
    ),
    Cause.OPTION_REFUSED: "Map the value to one that {system} has, or add it there; then retry.",
    Cause.TOO_LONG: "Shorten the value, or cut it in the field mapping; then retry.",
    Cause.DUPLICATE: "Use or merge the records in {system} that are alike, then retry.",
    Cause.RULE: "Fill what the rule of {system} asks for, then retry.",
    Cause.RECORD_GONE: "Restore the record in {system}, then retry.",
    Cause.NO_PERMISSION: "Give the hub this permission in {system}, then retry.",
    Cause.STORAGE_FULL: "Make room in {system}, then retry.",
    Cause.REFUSED: "Ask whoever looks after {system}, then retry; or dismiss the problem.",
    Cause.UNREACHABLE: "Retry when {system} answers again.",
    Cause.BUSY: "Retry when {system} is less busy.",
    Cause.QUOTA: "Retry when {system} takes calls again, or raise its quota.",
    Cause.SIGNED_OUT: "Renew the access of the hub to {system}, then retry.",
    Cause.TOLD_AGAIN: "Retry: what stood in the way of it may be gone.",
    Cause.HUB_FAILED: "Read the log of the execution, then retry.",
}
