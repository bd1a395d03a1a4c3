"""
Where a partner wants to be told of its referrals, and of what.

The form of what is sent, signed and answered is Standard Webhooks 1.0.0.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Self

from referral_hub.domain.errors import HubError
from referral_hub.domain.partners.partner import ConnectionSettings, Partner
from referral_hub.domain.shapes import Frozen, Moment

# How long the secret before the last still signs, beside its successor.
SECRET_OVERLAP = timedelta(hours=24)


class WebhookEvent(StrEnum):
    """What a partner can be told of, under the names that its receiver reads in `type`."""

    ACCEPTED = "referral.accepted"
    REJECTED = "referral.rejected"
    EXPIRED = "referral.expired"
    ABOUT_TO_EXPIRE = "referral.about_to_expire"
    OPPORTUNITY = "referral.opportunity"
    STAGE_CHANGED = "referral.stage_changed"
    DEAL_CHANGED = "referral.deal_changed"
    CONTACT_OVERDUE = "referral.contact_overdue"
    SHARED = "referral.shared"
    REWARD_NEW = "reward.new"
    REWARD_APPROVED = "reward.approved"
    REWARD_DECLINED = "reward.declined"
    REWARD_HELD = "reward.held"
    REWARD_ISSUED = "reward.issued"
    REWARD_ADJUSTED = "reward.adjusted"
    REWARD_PAID = "reward.paid"
    REWARD_REVERSED = "reward.reversed"
    PAYOUT_CREATED = "payout.created"
    PAYOUT_PAID = "payout.paid"
    PAYOUT_FAILED = "payout.failed"
    TEST = "hub.test"


# What an endpoint chooses from; a test comes when it is asked for.
CHOICES = tuple(event for event in WebhookEvent if event is not WebhookEvent.TEST)


class WebhookNotFound(HubError):
    code = "webhook_not_found"
    fix = "PUT /v1/partners/{partner_id}/webhook sets one."


class WebhooksNotOffered(HubError):
    code = "webhooks_not_offered"
    fix = "Only partners of the kinds platform and feed are told by webhook."


class WebhookUrlRefused(HubError):
    code = "webhook_url_refused"
    fix = "Give an https URL on port 443 whose host has public addresses only."


class WebhookDisabled(HubError):
    code = "webhook_disabled"
    fix = "Mend the receiver; then PUT /v1/partners/{partner_id}/webhook turns it on again."


class EndpointState(StrEnum):
    ACTIVE = "active"
    DISABLED = "disabled"


class WebhookEndpoint(Frozen):
    """
    One partner's endpoint. `secret_id` names the secret that signs; the secret itself is elsewhere.

    `set_at` is when somebody last said where to send: what was tried before is tried anew.
    """

    partner_id: str
    url: str
    events: tuple[WebhookEvent, ...] = CHOICES
    secret_id: str
    previous_secret_id: str = ""
    rotated_at: Moment | None = None
    created_at: Moment
    set_at: Moment | None = None
    disabled_at: Moment | None = None
    disabled_because: str = ""
    version: int = 0

    @property
    def state(self) -> EndpointState:
        return EndpointState.DISABLED if self.disabled_at else EndpointState.ACTIVE

    def wants(self, event: WebhookEvent) -> bool:
        return event is WebhookEvent.TEST or event in self.events

    def pointed_at(self, url: str, events: tuple[WebhookEvent, ...], *, at: datetime) -> Self:
        """Send there from now on, also what is still to be tried again; a disabled one is on."""
        on = {"disabled_at": None, "disabled_because": ""}
        return self.model_copy(update={"url": url, "events": events, "set_at": at, **on})

    def rotated(self, secret_id: str, *, at: datetime) -> Self:
        """Sign with a new secret; the one before goes on signing beside it for 24 hours."""
        update = {"secret_id": secret_id, "previous_secret_id": self.secret_id, "rotated_at": at}
        return self.model_copy(update=update)

    def signing(self, now: datetime) -> tuple[str, ...]:
        """Name the secrets that sign now, the newest first."""
        overlaps = self.rotated_at is not None and now < self.rotated_at + SECRET_OVERLAP
        return (self.secret_id, self.previous_secret_id) if overlaps else (self.secret_id,)

    def disabled(self, because: str, *, at: datetime) -> Self:
        """Send nothing more until somebody turns it on again; the first reason stays."""
        if self.disabled_at:
            return self
        return self.model_copy(update={"disabled_at": at, "disabled_because": because})


def must_be_told_by_webhook(partner: Partner, settings: type[ConnectionSettings]) -> None:
    """
    Raises:
        WebhooksNotOffered: the partner's platform has a way of its own.
    """
    if not settings.told_by_webhook:
        raise WebhooksNotOffered(f"{partner.partner_id} is of the kind {partner.kind}")
