"""What clients send about a partner's webhook, and what is shown of it."""

from __future__ import annotations

from typing import Annotated, Literal, Self, get_args

from pydantic import AfterValidator, Field, StringConstraints

from referral_hub.application.webhooks.desk import EndpointHealth, SentAgain, SetEndpoint
from referral_hub.domain.shapes import Frozen, Moment
from referral_hub.domain.webhooks.delivery import Delivery, DeliveryStatus
from referral_hub.domain.webhooks.webhook import EndpointState, WebhookEvent

# `CHOICES`, as a type.
Chosen = Literal[
    "referral.accepted",
    "referral.rejected",
    "referral.expired",
    "referral.about_to_expire",
    "referral.opportunity",
    "referral.stage_changed",
    "referral.deal_changed",
    "referral.contact_overdue",
    "referral.shared",
    "reward.new",
    "reward.approved",
    "reward.declined",
    "reward.held",
    "reward.issued",
    "reward.adjusted",
    "reward.paid",
    "reward.reversed",
    "payout.created",
    "payout.paid",
    "payout.failed",
]


def _once(events: tuple[Chosen, ...]) -> tuple[Chosen, ...]:
    if len(set(events)) < len(events):
        raise ValueError("names an event twice")
    return events


class WebhookBody(Frozen):
    url: Annotated[str, StringConstraints(min_length=1, max_length=2048)] = Field(
        description="An https URL on port 443; redirects are not followed."
    )
    events: Annotated[tuple[Chosen, ...], AfterValidator(_once)] = Field(
        default=get_args(Chosen),
        min_length=1,
        description="What to tell of; everything, when it is left out.",
        json_schema_extra={"uniqueItems": True},
    )

    @property
    def chosen(self) -> tuple[WebhookEvent, ...]:
        return tuple(WebhookEvent(event) for event in self.events)


class WebhookView(Frozen):
    """Where a partner is told, of what, and how the latest 100 messages went."""

    partner_id: str
    url: str
    events: tuple[WebhookEvent, ...]
    state: EndpointState
    created_at: Moment
    rotated_at: Moment | None = None
    disabled_at: Moment | None = None
    disabled_because: str = ""
    last_success_at: Moment | None = None
    last_failure_at: Moment | None = None
    failures: int = Field(
        default=0, description="How many of the latest 100 messages were tried and did not arrive."
    )

    @classmethod
    def of(cls, health: EndpointHealth) -> Self:
        told = health.model_dump(exclude={"endpoint"})
        hidden = {"secret_id", "previous_secret_id", "set_at", "version"}
        endpoint = health.endpoint.model_dump(exclude=hidden)
        return cls(state=health.endpoint.state, **endpoint, **told)


class NewWebhookView(WebhookView):
    """The webhook with the secret that signs from now on: shown once."""

    secret: str = Field(repr=False, description="`whsec_` and base64, as receivers' libraries ask.")

    @classmethod
    def with_secret(cls, made: SetEndpoint) -> Self:
        shown = WebhookView.of(EndpointHealth(endpoint=made.endpoint))
        return cls(**dict(shown), secret=made.secret)


class DeliveryView(Frozen):
    """One message: `id` is its `webhook-id`, `answer` the latest."""

    id: str
    event: WebhookEvent
    number: str = Field(
        description="The referral, or the payout, that it is about; empty for a test."
    )
    at: Moment
    status: DeliveryStatus
    attempts: int
    next_attempt_at: Moment | None = Field(
        default=None,
        description="Null while it waits for the message before it, of the same referral, as well.",
    )
    delivered_at: Moment | None = None
    failed_at: Moment | None = None
    answer: str = ""

    @classmethod
    def of(cls, delivery: Delivery) -> Self:
        return cls(**{name: getattr(delivery, name) for name in cls.model_fields})


class SentAgainView(DeliveryView):
    """A message that is to be sent; it keeps its place among those of its referral."""

    waits_behind: str | None = Field(
        default=None,
        description="The message of the same referral that holds it up: send that one again.",
    )

    @classmethod
    def after(cls, again: SentAgain) -> Self:
        shown = DeliveryView.of(again.delivery)
        return cls(**dict(shown), waits_behind=again.behind or None)


class DeliveryList(Frozen):
    items: tuple[DeliveryView, ...]
