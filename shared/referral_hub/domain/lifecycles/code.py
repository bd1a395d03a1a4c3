"""The code by which a sale is known to be somebody's referral."""

from __future__ import annotations

import re
from string import ascii_lowercase, ascii_uppercase
from typing import Annotated

from pydantic import StringConstraints

from referral_hub.domain.errors import HubError
from referral_hub.domain.patterns import LINE
from referral_hub.domain.shapes import Frozen, Moment

from .referrer import ReferrerId

# Salesforce makes a code of an advocate's and a promotion's, with a hyphen in between.
CODE = r"^[A-Z0-9][A-Z0-9._-]{2,63}$"
# Of other letters some have a capital among those of codes: a long s, or an i without its dot.
_CAPITALS = str.maketrans(ascii_lowercase, ascii_uppercase)
_BETWEEN_CODES = re.compile(r"[\s,;|/]+")


class CodeNotFound(HubError):
    code = "referral_code_not_found"
    fix = "GET /v1/referral-codes lists those that there are."


class CodeDoesNotFit(HubError):
    code = "referral_code_does_not_fit"
    fix = "Correct each place that errors names."


class ReferralCode(Frozen):
    """
    Whose a code is, along which lifecycle its referrals are followed, and by which policy they
    earn.

    A code that is not `active` begins nothing new; what it began goes on. While it is `matching`,
    records that waited for it are looked at.
    """

    code: Annotated[str, StringConstraints(pattern=CODE)]
    referrer_id: ReferrerId
    lifecycle_id: str
    policy_id: str
    note: Annotated[str, StringConstraints(pattern=LINE, max_length=255)] = ""
    active: bool = True
    matching: bool = False
    created_at: Moment | None = None
    version: int = 0


def codes_in(text: str) -> tuple[str, ...]:
    """Read the codes that somebody typed into a field: case does not matter, each counts once."""
    typed = _BETWEEN_CODES.split(text.strip().translate(_CAPITALS))
    return tuple(dict.fromkeys(code for code in typed if code))
