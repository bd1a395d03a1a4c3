"""An engagement invitation: an offer that hides the customer's people."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from sandbox.partner_central.state.ids import arn


class InvitationStatus(StrEnum):
    PENDING = "PENDING"
    ACCEPTED = "ACCEPTED"
    REJECTED = "REJECTED"
    EXPIRED = "EXPIRED"


class PayloadType(StrEnum):
    OPPORTUNITY = "OpportunityInvitation"
    LEAD = "LeadInvitation"


# Documented for opportunity invitations; free text belongs to leads.
REJECTION_REASONS = (
    "Customer problem unclear",
    "Next steps unclear",
    "Unable to support",
    "Duplicate of partner referral",
    "Other",
)


@dataclass(frozen=True)
class Invitation:
    """
    One offer of an opportunity or of a lead.

    `offer` is its payload as sent, whatever becomes of the opportunity; a lead has none yet.
    """

    id: str
    catalog: str
    engagement_id: str
    account: str
    title: str
    description: str
    offer: dict[str, Any]
    invited: datetime
    expires: datetime
    opportunity_id: str = ""
    payload_type: PayloadType = PayloadType.OPPORTUNITY
    readiness: dict[str, Any] | None = None
    status: InvitationStatus = InvitationStatus.PENDING
    rejection_reason: str | None = None

    @property
    def arn(self) -> str:
        return arn(self.catalog, "engagement-invitation", self.id)

    @property
    def is_lead(self) -> bool:
        return self.payload_type is PayloadType.LEAD

    @property
    def is_pending(self) -> bool:
        return self.status is InvitationStatus.PENDING

    def accepted(self) -> "Invitation":
        return replace(self, status=InvitationStatus.ACCEPTED)

    def rejected(self, reason: str | None) -> "Invitation":
        return replace(self, status=InvitationStatus.REJECTED, rejection_reason=reason)

    def expired(self, at: datetime) -> "Invitation":
        return replace(self, status=InvitationStatus.EXPIRED, expires=min(self.expires, at))
