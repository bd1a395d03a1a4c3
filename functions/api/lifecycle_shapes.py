"""What clients send about lifecycles, referrers and codes, and what they are shown."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints, field_validator

from referral_hub.domain.bodies import EMail, Line255, MaybePartnerId, ShortName
from referral_hub.domain.lifecycles.code import ReferralCode
from referral_hub.domain.lifecycles.lifecycle import Lifecycle
from referral_hub.domain.lifecycles.referrer import Referrer, ReferrerId, ReferrerTerms
from referral_hub.domain.patterns import PARTNER_ID
from referral_hub.domain.shapes import Frozen, Moment
from referral_hub.domain.web_domains import domain_of, is_domain

_Id = Annotated[str, StringConstraints(pattern=PARTNER_ID)]


class LifecycleBody(Lifecycle):
    """
    The next version of a lifecycle. What the hub says of a version may be sent back as it was read;
    the address and If-Match are what counts.
    """

    active: bool = True


class LifecycleList(Frozen):
    items: tuple[Lifecycle, ...]


class ReferrerBody(ReferrerTerms):
    """
    A referrer in full; the id stands in the path. A referral of itself is known by `account_id` and
    `domain`. `payee` is what finance knows it by: bank details are not kept here.
    """

    name: ShortName
    email: EMail = Field(default="", repr=False)

    @field_validator("domain")
    @classmethod
    def _is_somebodys_own(cls, told: str) -> str:
        """By another one a referral of oneself would never be known."""
        if told and not is_domain(domain_of(told)):
            raise ValueError("must be a domain of the referrer's own, such as harbour.example")
        return told


class ReferrerView(ReferrerTerms):
    referrer_id: ReferrerId
    created_at: Moment | None = None

    @classmethod
    def of(cls, referrer: Referrer) -> ReferrerView:
        return cls(**referrer.model_dump(include=set(cls.model_fields)))


class ReferrerList(Frozen):
    items: tuple[ReferrerView, ...]


class ReferrerQuery(Frozen):
    partner_id: MaybePartnerId = Field(default="", description="Of this partner only.")


class CodeBody(Frozen):
    """A referral code in full; the code itself stands in the path, in capitals."""

    referrer_id: ReferrerId = Field(description="Whose it is; stays.")
    lifecycle_id: _Id
    policy_id: _Id
    note: Line255 = ""
    active: bool = Field(default=True, description="Whether referrals may begin by it.")


class CodeView(CodeBody):
    code: str
    created_at: Moment | None = None
    matching: bool = Field(description="Whether records that waited for it are being looked at.")

    @classmethod
    def of(cls, code: ReferralCode) -> CodeView:
        return cls(**code.model_dump(include=set(cls.model_fields)))


class CodeList(Frozen):
    items: tuple[CodeView, ...]


class CodeQuery(Frozen):
    referrer_id: Annotated[str, StringConstraints(pattern=r"^([a-z][a-z0-9-]{1,39})?$")] = Field(
        default="", description="Of this referrer only."
    )
