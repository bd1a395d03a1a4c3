"""
Partner Central's EventBridge events as hints to go and read.

Both sides' events arrive in one account, and AWS's test catalog shares the bus with production.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from referral_hub.domain.partners.partner import Hint

from .invitation import PAYLOADS

_SOURCE = "aws.partnercentral-selling"
# An opportunity that is created for us by an acceptance is updated right after it.
_OPPORTUNITY = "Opportunity Updated"
_ENGAGEMENT = ("Engagement Created", "Engagement Updated")
_CLOSED = tuple(f"Engagement Invitation {how}" for how in ("Accepted", "Rejected", "Expired"))


def hint_in(event: Mapping[str, Any], *, partner_id: str, catalog: str) -> Hint | None:
    """
    Read an EventBridge envelope; None when it is no news for us.

    Raises:
        KeyError: it says that it is ours, and lacks what such an event has.
    """
    if event.get("source") != _SOURCE or event["detail"].get("catalog") != catalog:
        return None
    about, identifier = _thing(event["detail-type"], event["detail"])
    if not about:
        return None
    return Hint(partner_id=partner_id, about=about, id=identifier, sent_at=_sent_at(event))


def _thing(said: str, detail: Mapping[str, Any]) -> tuple[str, str]:
    if said == "Engagement Invitation Created":
        return _of_invitation("invitation", detail["engagementInvitation"])
    if said in _CLOSED:
        return _of_invitation("closed", detail["engagementInvitation"])
    if said == _OPPORTUNITY:
        return "opportunity", str(detail["opportunity"]["identifier"])
    if said in _ENGAGEMENT:
        told = detail["engagement"]
        return "opportunity", str(told.get("engagementId") or told["id"])
    return "", ""


def _of_invitation(about: str, invitation: Mapping[str, Any]) -> tuple[str, str]:
    # Mixed case in events, capitals in the API.
    received = str(invitation["participantType"]).upper() == "RECEIVER"
    ours = received and invitation["payloadType"] in PAYLOADS
    return (about, str(invitation["id"])) if ours else ("", "")


def _sent_at(event: Mapping[str, Any]) -> datetime | None:
    try:
        return datetime.fromisoformat(str(event.get("time", "")))
    except ValueError:
        return None
