"""Who refers and earns: a partner, or a customer who speaks well of the host (LC-2)."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from referral_hub.domain.errors import HubError
from referral_hub.domain.patterns import E_MAIL, LINE, MAYBE_PARTNER_ID, NAME, RECORD_ID
from referral_hub.domain.shapes import Frozen, Moment

# As a partner's id: it stands in paths.
ReferrerId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9-]{1,39}$")]


class ReferrerNotFound(HubError):
    code = "referrer_not_found"
    fix = "GET /v1/referrers lists those that there are."


class ReferrerDoesNotFit(HubError):
    code = "referrer_does_not_fit"
    fix = "Correct each place that errors names."


class ReferrerKind(StrEnum):
    PARTNER = "partner"
    ADVOCATE = "advocate"

    @property
    def of_a_partner(self) -> bool:
        return self is ReferrerKind.PARTNER


class ReferrerTerms(Frozen):
    """What the host says of a referrer."""

    kind: ReferrerKind
    partner_id: Annotated[str, StringConstraints(pattern=MAYBE_PARTNER_ID)] = ""
    name: Annotated[str, StringConstraints(pattern=NAME, max_length=120)]
    email: Annotated[str, StringConstraints(pattern=E_MAIL, max_length=255)] = Field(
        default="", repr=False
    )
    account_id: Annotated[str, StringConstraints(pattern=RECORD_ID, max_length=80)] = ""
    domain: Annotated[str, StringConstraints(pattern=LINE, max_length=255)] = ""
    payee: Annotated[str, StringConstraints(pattern=LINE, max_length=120)] = ""
    active: bool = True

    @model_validator(mode="after")
    def _has_a_partner_if_it_is_one(self) -> Self:
        if self.kind.of_a_partner != bool(self.partner_id):
            raise ValueError("a referrer of the kind partner has a partner_id, an advocate none")
        return self


class Referrer(ReferrerTerms):
    """
    A referrer of the kind `partner` is, or works for, the partner of `partner_id`, whose people see
    what it earns. An `advocate` is a customer; nobody outside the host sees anything of theirs.

    `account_id` and `domain` are the referrer's own, by which a referral of oneself is known.
    `payee` is what the host's finance knows the referrer by; bank details are not kept here.
    """

    referrer_id: ReferrerId
    created_at: Moment | None = None
    version: int = 0
