"""What clients send about the intake policy."""

from __future__ import annotations

from typing import Annotated

from pydantic import BeforeValidator, Field, StringConstraints

from referral_hub.application.policies.trials import MOST_REFERRALS
from referral_hub.domain.bodies import MaybePartnerId, PartnerId, RecordId
from referral_hub.domain.patterns import NUMBER
from referral_hub.domain.policies.policy import IntakePolicy
from referral_hub.domain.shapes import Frozen

from .shapes import whole_number


class PolicyBody(IntakePolicy):
    """
    The next version of the intake policy; what is left out is as in the policy that ships for the
    CRM.

    `version`, `crm` and `partner_id` may be sent back as they were read; If-Match is what counts.
    """

    crm: str = Field(default="", max_length=40)


class TrialBody(Frozen):
    """A policy to try, and the number of the referral to try it on."""

    draft: PolicyBody
    number: Annotated[str, StringConstraints(pattern=NUMBER)]


class OutgoingTrialBody(Frozen):
    """A policy to try, and the opportunity of which would be shared."""

    draft: PolicyBody
    opportunity_id: Annotated[RecordId, Field(min_length=1)]


class ReplayBody(Frozen):
    """A policy to try on the newest referrals: of its partner, or of all."""

    draft: PolicyBody
    limit: Annotated[int, Field(strict=True, ge=1, le=MOST_REFERRALS)] = 50


class PolicyQuery(Frozen):
    partner_id: MaybePartnerId = Field(
        default="", description="The partner whose own policy is meant; without it, all partners'."
    )


class OwnPolicyQuery(Frozen):
    partner_id: PartnerId = Field(description="The partner whose own policy is meant.")


PolicyNumber = Annotated[int, Field(ge=0, le=99_999_999), BeforeValidator(whole_number)]


class PolicyChangesQuery(PolicyQuery):
    before: PolicyNumber = Field(description="The older version.")
    after: PolicyNumber = Field(description="The newer version.")
