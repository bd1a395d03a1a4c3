"""A partner, as the hub knows it."""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from .errors import HubError
from .shapes import Frozen


class PartnerKind(StrEnum):
    """Which connector speaks with the partner."""

    PLATFORM = "platform"
    AWS = "aws"


# The one Partner Central that a hub reads.
AWS_PARTNER_ID = "aws"


class PartnerNotFound(HubError):
    code = "partner_not_found"
    fix = "GET /v1/partners lists the partners; an admin adds one with POST /v1/partners."


class PartnerExists(HubError):
    code = "partner_exists"
    fix = "Choose another partner_id."


class Partner(Frozen):
    partner_id: str = Field(pattern=r"^[a-z][a-z0-9-]{1,39}$")
    name: str = Field(min_length=1, max_length=120)
    kind: PartnerKind = PartnerKind.PLATFORM
    version: int = 0


class Hint(Frozen):
    """
    Somebody says that a partner has news: `about` is invitation, opportunity or contact_info.

    `id` is the partner's id of the invitation or opportunity, or the referral's number.
    """

    partner_id: str
    about: str
    id: str
