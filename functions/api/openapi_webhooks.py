"""What partners' receivers are sent: the `webhooks` of the OpenAPI document."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from referral_hub.domain.webhooks.events import DealNews, ReferralNews
from referral_hub.domain.webhooks.rewards import PayoutNews, RewardNews
from referral_hub.domain.webhooks.sharing import SharedNews
from referral_hub.domain.webhooks.webhook import WebhookEvent

Json = dict[str, Any]

NEWS = (ReferralNews, DealNews, SharedNews, RewardNews, PayoutNews)

_SAYS: Mapping[WebhookEvent, str] = {
    WebhookEvent.ACCEPTED: "The host accepted a referral; the customer's contacts are welcome now",
    WebhookEvent.REJECTED: "The host rejected a referral; `reason` says why",
    WebhookEvent.EXPIRED: "A referral expired before anybody decided",
    WebhookEvent.ABOUT_TO_EXPIRE: "A referral expires within 48 hours; `expires_at` says when",
    WebhookEvent.OPPORTUNITY: "The host's CRM has the opportunity; `opportunity_id` is its id",
    WebhookEvent.STAGE_CHANGED: "The sale moved on; `stage` says where it stands",
    WebhookEvent.DEAL_CHANGED: "The host changed the deal; the values that changed are told",
    WebhookEvent.CONTACT_OVERDUE: "The host still waits for the contacts of an accepted referral",
    WebhookEvent.SHARED: "The host shares a referral, or has edited it; all of it is told",
    WebhookEvent.REWARD_NEW: "A referral earns its referrer a reward; or is decided anew",
    WebhookEvent.REWARD_APPROVED: "A reward is approved, by the policy or by a person",
    WebhookEvent.REWARD_DECLINED: "The host declined a reward; `reason` says why",
    WebhookEvent.REWARD_HELD: "A reward is held for now; `reason` says why",
    WebhookEvent.REWARD_ISSUED: "A reward is owed; `payout_date` says when it is paid",
    WebhookEvent.REWARD_ADJUSTED: "A reward is worth something else now",
    WebhookEvent.REWARD_PAID: "A reward is paid",
    WebhookEvent.REWARD_REVERSED: "A reward is not earned any more; `reason` says why",
    WebhookEvent.PAYOUT_CREATED: "A payment to a referrer is on its way",
    WebhookEvent.PAYOUT_PAID: "A payment was made; `reference` is the bank's",
    WebhookEvent.PAYOUT_FAILED: "A payment failed; what it was for is part of the next",
    WebhookEvent.TEST: "Somebody tries the webhook",
}
_DESCRIPTION = (
    "Signed as Standard Webhooks 1.0.0 says. Verify before reading; answer 2xx within 15 seconds. "
    "It comes at least once: know it again by `webhook-id`."
)
_HEADERS = {
    "webhook-id": "The message, however often it is sent.",
    "webhook-timestamp": "When it was sent, in Unix seconds; refuse what is five minutes off.",
    "webhook-signature": "`v1,` and the HMAC-SHA256 of `id.timestamp.body` in base64; several, with"
    " spaces between, while the secret is rotated.",
}
_RESPONSES: Json = {
    "2XX": {"description": "Taken. The body is not read."},
    "410": {"description": "Never again: the webhook is disabled."},
    "default": {
        "description": "Not taken: it is sent again, ten times in all over three days. Redirects"
        " are not followed; `Retry-After` is honoured."
    },
}


def webhooks(refs: Mapping[Any, Json]) -> Json:
    """Describe every message, by its `type`."""
    news, deal, shared, reward, payout = (refs[(model, "serialization")] for model in NEWS)
    test: Json = {"type": "object", "properties": {"partner_id": {"type": "string"}}}
    others = {
        WebhookEvent.TEST: test,
        WebhookEvent.DEAL_CHANGED: deal,
        WebhookEvent.SHARED: shared,
    }
    of_money = {"reward": reward, "payout": payout}
    return {
        event.value: {
            "post": _operation(event, others.get(event) or of_money.get(_about(event), news))
        }
        for event in WebhookEvent
    }


def _about(event: WebhookEvent) -> str:
    return event.value.partition(".")[0]


def _operation(event: WebhookEvent, data: Json) -> Json:
    return {
        "operationId": f"on_{event.value.replace('.', '_')}",
        "summary": _SAYS[event],
        "description": _DESCRIPTION,
        "tags": ["Webhooks"],
        "security": [],
        "parameters": [_header(name, says) for name, says in _HEADERS.items()],
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": _envelope(event, data)}},
        },
        "responses": _RESPONSES,
    }


def _header(name: str, says: str) -> Json:
    return {
        "name": name,
        "in": "header",
        "required": True,
        "description": says,
        "schema": {"type": "string"},
    }


def _envelope(event: WebhookEvent, data: Json) -> Json:
    return {
        "type": "object",
        "required": ["type", "timestamp", "data"],
        "properties": {
            "type": {"const": event.value},
            "timestamp": {"type": "string", "format": "date-time"},
            "data": data,
        },
    }
