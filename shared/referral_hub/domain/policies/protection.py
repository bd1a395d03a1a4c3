"""What happens when a customer is shared with a second partner."""

from enum import StrEnum


class OnConflict(StrEnum):
    """
    Whether sharing a customer whom another partner refers, or was told of, is refused.

    `warn` notes it on the referral, `block` refuses, `ignore` does not look.
    """

    WARN = "warn"
    BLOCK = "block"
    IGNORE = "ignore"
