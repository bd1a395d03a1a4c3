"""What a referral of Partner Center tells beyond what every partner does, kept as text."""

from __future__ import annotations

from collections.abc import Iterable

from .reading import Document, cut, listed, text
from .words import classification

_LONGEST = 500
_PLAIN = {
    "engagement_id": "engagementId",
    "qualification": "qualification",
    "referral_type": "type",
    "sales_stage": "salesStage",
    "referral_source": "referralSource",
    "referral_program": "referralProgram",
    "campaign_id": "campaignId",
    "call_to_action": "callToAction",
    "customer_size": "customerProfile/size",
    "customer_action": "details/customerAction",
    "invited_by": "inviteContext/invitedBy/organizationName",
    "invitation_message": "inviteContext/notes",
    "assistance_requested": "inviteContext/assistanceRequestCode",
    "microsoft_id": "trackingInfo/microsoftMsxId",
}
_LISTED = ("industries", "products", "services", "solutions")


def custom_of(document: Document) -> dict[str, str]:
    """Raises `Flaw` when what should be a text is none."""
    inviter = text(document, "inviteContext/invitedBy/organizationId")
    said = {name: text(document, path) for name, path in _PLAIN.items()}
    said["classification"] = classification(document, inviter)
    for name in _LISTED:
        rows = listed(document, f"details/requirements/{name}")
        said[name] = _joined(text(row, "name") or text(row, "id") for row in rows)
    return {name: cut(told, _LONGEST) for name, told in said.items() if told}


def _joined(texts: Iterable[str]) -> str:
    return ", ".join(each for each in texts if each)
