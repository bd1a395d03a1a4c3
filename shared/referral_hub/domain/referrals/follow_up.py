"""Who has to get in touch with the customer: that follows from the way a referral went (PB-9)."""

from __future__ import annotations

from typing import Literal

from referral_hub.domain.access import Principal
from referral_hub.domain.shapes import Frozen

from .assignment import Assignment


class FollowUp(Frozen):
    """
    Which side follows up, and who there: of the host the partner's manager, or whoever owns it
    where there is none; a partner sees to that itself, and is named by its id.
    """

    side: Literal["host", "partner"]
    who: str = ""

    def shown_to(self, reader: Principal) -> FollowUp:
        """Partners are shown which side it is; whom the host has for it is the host's."""
        hidden = reader.role.of_a_partner and self.side == "host"
        return self.model_copy(update={"who": ""}) if hidden else self


def of_inbound(assignment: Assignment) -> FollowUp:
    return FollowUp(side="host", who=assignment.partner_manager or assignment.owner)


def of_outgoing(partner_id: str) -> FollowUp:
    return FollowUp(side="partner", who=partner_id)
