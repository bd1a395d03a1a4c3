"""Why a message for a Referral URL is refused; each keeps nothing of the message."""

from __future__ import annotations

from referral_hub.domain.errors import HubError

_OURS = "Nothing can be sent until an admin over there sees to it; then send the same again."


class BadSignatureHeaders(HubError):
    code = "bad_signature_headers"
    fix = (
        "Send webhook-id, webhook-timestamp, webhook-signature and referral-key-id, each once and"
        " in the form that docs/access-referrals.md gives."
    )


class StaleTimestamp(HubError):
    code = "stale_timestamp"
    fix = "Set your clock, and sign each attempt with the time of that attempt."


class WrongKey(HubError):
    code = "wrong_key"
    fix = "Enter the Referral key as it was given to you; sign the body as it is sent, to the byte."


class KeyRevoked(HubError):
    code = "key_revoked"
    fix = "Ask the admin who gave you the key for a new one."


class ForeignKey(HubError):
    code = "foreign_key"
    fix = "Use the Referral URL and the Referral key that belong together."


class LinkNotFound(HubError):
    code = "link_not_found"
    fix = "Enter the Referral URL as it was given to you."


class LinkDisabled(HubError):
    code = "link_disabled"
    fix = _OURS


class WorkflowMissing(HubError):
    code = "workflow_missing"
    fix = _OURS


class StageMissing(HubError):
    code = "stage_missing"
    fix = _OURS


class MessageIdReused(HubError):
    code = "message_id_reused"
    fix = "Draw a new webhook-id for each message; only the same message again has the same."


class SentDifferently(HubError):
    code = "sent_differently"
    fix = "A deal that was sent stays as it was sent; talk to the people over there."
