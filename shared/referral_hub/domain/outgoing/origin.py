"""How an outgoing referral came to be."""

from __future__ import annotations

from enum import StrEnum

from referral_hub.domain.shapes import Frozen


class OriginKind(StrEnum):
    """One at a time, by a rule, or in a batch."""

    ONE = "one"
    AUTOMATIC = "automatic"
    BULK = "bulk"


class Origin(Frozen):
    """How it came to be; `rule` and `batch` say by which."""

    how: OriginKind = OriginKind.ONE
    rule: str = ""
    rule_version: int = 0
    batch: str = ""
