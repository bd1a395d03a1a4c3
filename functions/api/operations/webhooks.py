"""Operations on partners' webhooks."""

from __future__ import annotations

from functools import partial

from functions.api.refusals import UnknownPartner
from functions.api.routes import webhooks
from functions.api.webhook_shapes import (
    DeliveryList,
    DeliveryView,
    NewWebhookView,
    SentAgainView,
    WebhookBody,
    WebhookView,
)
from referral_hub.domain.webhooks.delivery import DeliveryNotFound
from referral_hub.domain.webhooks.webhook import (
    WebhookDisabled,
    WebhookNotFound,
    WebhooksNotOffered,
    WebhookUrlRefused,
)

from .operation import Operation

_PATH = "/v1/partners/{partner_id}/webhook"
_NONE = (UnknownPartner, WebhookNotFound)

_see = partial(Operation, "GET", refusals=_NONE)
_set = partial(Operation, refusals=_NONE)
_send = partial(Operation, "POST")

OPERATIONS: tuple[Operation, ...] = (
    _set(
        "PUT",
        _PATH,
        "putWebhook",
        "Set where a partner is told of its referrals; a disabled webhook is on again",
        webhooks.put,
        answers={200: WebhookView, 201: NewWebhookView},
        body=WebhookBody,
        refusals=(UnknownPartner, WebhooksNotOffered, WebhookUrlRefused),
        secret=True,
    ),
    _see(
        _PATH,
        "openWebhook",
        "See a partner's webhook, and how its latest messages went",
        webhooks.read,
        answers={200: WebhookView},
    ),
    _set(
        "DELETE",
        _PATH,
        "removeWebhook",
        "Tell a partner nothing more",
        webhooks.remove,
        answers={204: None},
    ),
    _set(
        "POST",
        f"{_PATH}/rotate",
        "rotateWebhookSecret",
        "Sign with a new secret; the old one signs beside it for another 24 hours",
        webhooks.rotate,
        answers={201: NewWebhookView},
        secret=True,
    ),
    _send(
        f"{_PATH}/test",
        "testWebhook",
        "Send a message about nothing, `hub.test`",
        webhooks.test,
        answers={202: DeliveryView},
        refusals=(*_NONE, WebhookDisabled),
    ),
    _see(
        f"{_PATH}/deliveries",
        "listDeliveries",
        "List the latest 100 messages, newest first",
        webhooks.list_deliveries,
        answers={200: DeliveryList},
    ),
    _send(
        f"{_PATH}/deliveries/{{delivery_id}}/resend",
        "resendDelivery",
        "Send a message once more, with all its attempts, under the id that it has",
        webhooks.resend,
        answers={202: SentAgainView},
        refusals=(*_NONE, WebhookDisabled, DeliveryNotFound),
    ),
)
