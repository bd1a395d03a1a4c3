"""
Partner Central's EventBridge events as hints to go and read.

Both sides' events arrive in one account, and AWS's test catalog shares the bus with production. An
invitation that was accepted, rejected or expired elsewhere is no hint: it has nothing to read.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from referral_hub.domain.partner import Hint

from .invitation import PAYLOAD

_SOURCE = "aws.partnercentral-selling"


def hint_in(event: Mapping[str, Any], *, partner_id: str, catalog: str) -> Hint | None:
    """
    Read an EventBridge envelope; None when it is no news for us.

    Raises:
        KeyError: it says that it is ours, and lacks what such an event has.
    """
    if event.get("source") != _SOURCE or event["detail"].get("catalog") != catalog:
        return None
    detail = event["detail"]
    match event["detail-type"]:
        case "Engagement Invitation Created":
            return _of_invitation(detail["engagementInvitation"], partner_id)
        case "Opportunity Created" | "Opportunity Updated":
            identifier = detail["opportunity"]["identifier"]
            return Hint(partner_id=partner_id, about="opportunity", id=identifier)
        case _:
            return None


def _of_invitation(invitation: Mapping[str, Any], partner_id: str) -> Hint | None:
    # Mixed case in events, capitals in the API.
    received = str(invitation["participantType"]).upper() == "RECEIVER"
    if not received or invitation["payloadType"] != PAYLOAD:
        return None
    return Hint(partner_id=partner_id, about="invitation", id=invitation["id"])
