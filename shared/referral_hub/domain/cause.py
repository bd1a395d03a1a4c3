"""Why something was not done in another system: one vocabulary for all that the hub talks with."""

from __future__ import annotations

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
