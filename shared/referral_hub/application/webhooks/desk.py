"""A partner's webhook: set it, rotate its secret, try it, look how it goes, send again."""

from __future__ import annotations

import secrets as random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from pydantic import Field

from referral_hub.domain.access import Principal
from referral_hub.domain.partners.partner import PartnerNotFound
from referral_hub.domain.shapes import Frozen, Moment
from referral_hub.domain.webhooks.delivery import Delivery, DeliveryStatus
from referral_hub.domain.webhooks.events import Announcement
from referral_hub.domain.webhooks.signature import SECRET_BYTES, secret_of
from referral_hub.domain.webhooks.webhook import (
    EndpointState,
    WebhookDisabled,
    WebhookEndpoint,
    WebhookEvent,
    WebhookUrlRefused,
    must_be_told_by_webhook,
)
from referral_hub.ports import PartnerConnections, WebhookQueue, WebhookSecrets, WebhookSender
from referral_hub.records.partners import Partners
from referral_hub.records.webhooks import Deliveries, WebhookEndpoints

# Of the messages that wait for their next attempt, pages of 100 that are looked through at once.
_MOST_PAGES = 10


class SetEndpoint(Frozen):
    """An endpoint; `secret` is shown once, when it is new, and empty otherwise."""

    endpoint: WebhookEndpoint
    secret: str = Field(default="", repr=False)


class SentAgain(Frozen):
    """A message that is to be sent, and the id of the one of its referral that it waits behind."""

    delivery: Delivery
    behind: str = ""


class EndpointHealth(Frozen):
    """How the latest 100 messages went; `failures` are those of them that have not arrived."""

    endpoint: WebhookEndpoint
    last_success_at: Moment | None = None
    last_failure_at: Moment | None = None
    failures: int = 0


def announce(
    announcements: Iterable[Announcement],
    *,
    endpoints: WebhookEndpoints,
    deliveries: Deliveries,
    queue: WebhookQueue,
) -> Sequence[str]:
    """
    Queue what the partner's endpoint wants to be told; returns the ids of the messages.

    It is among the deliveries first: what waits behind another message can be seen there.

    What comes about while the endpoint is disabled is queued, too: it ends up among the deliveries
    that can be sent again.

    Raises:
        Unavailable: not all are queued; queue all of them again.
    """
    found = tuple(announcements)
    endpoint = endpoints.find(found[0].partner_id) if found else None
    wanted = [a for a in found if endpoint and endpoint.wants(a.event)]
    for announcement in wanted:
        deliveries.begin(announcement)
        queue.send(announcement)
    return [announcement.id for announcement in wanted]


@dataclass(frozen=True)
class WebhookDesk:
    """Where a partner's webhook is looked after: by an admin, or by the partner itself."""

    partners: Partners
    connections: PartnerConnections
    endpoints: WebhookEndpoints
    deliveries: Deliveries
    secrets: WebhookSecrets
    sender: WebhookSender
    queue: WebhookQueue

    def set(
        self,
        partner_id: str,
        *,
        url: str,
        events: tuple[WebhookEvent, ...],
        by: Principal,
        clock: Callable[[], datetime],
    ) -> SetEndpoint:
        """
        Set where a partner is told, and of what; a disabled endpoint is on again.

        What waits for its next attempt is sent there now, with all its attempts. The clock is read
        when it is set: looking at the address takes seconds, in which messages fail, too.

        Raises:
            PartnerNotFound: no such partner, or none of the caller's business.
            WebhooksNotOffered: the partner's platform has a way of its own.
            WebhookUrlRefused: the address may not be called.
            Conflict: somebody else set it at the same moment.
            Unavailable: it is set, and something may still wait for its next attempt.
        """
        self._must_be_concerned(partner_id, by)
        partner = self.partners.get(partner_id)
        must_be_told_by_webhook(partner, self.connections.settings_of(partner.kind))
        if problem := self.sender.objection(url):
            raise WebhookUrlRefused(f"the URL {problem}", fields={"/url": problem})
        known, secret = self.endpoints.find(partner_id), ""
        if known is None:
            secret_id, secret = self._new_secret(partner_id)
            known = WebhookEndpoint(
                partner_id=partner_id, url=url, secret_id=secret_id, created_at=clock()
            )
        saved = self.endpoints.save(known.pointed_at(url, events, at=clock()))
        self._bring_back(partner_id)
        return SetEndpoint(endpoint=saved, secret=secret)

    def rotate(self, partner_id: str, *, by: Principal, now: datetime) -> SetEndpoint:
        """
        Sign with a new secret; the one before goes on signing for 24 hours, those before it end.

        Raises:
            PartnerNotFound, WebhookNotFound: there is no such webhook.
            Conflict: it changed at the same moment.
        """
        known = self._endpoint(partner_id, by)
        secret_id, secret = self._new_secret(partner_id)
        rotated = self.endpoints.save(known.rotated(secret_id, at=now))
        if known.previous_secret_id:
            self.secrets.forget(partner_id, known.previous_secret_id)
        return SetEndpoint(endpoint=rotated, secret=secret)

    def remove(self, partner_id: str, *, by: Principal) -> None:
        """
        Tell the partner nothing more, also not what was still to be tried again.

        Raises:
            PartnerNotFound, WebhookNotFound: there is no such webhook.
        """
        known = self._endpoint(partner_id, by)
        self.endpoints.remove(partner_id)
        for secret_id in filter(None, (known.secret_id, known.previous_secret_id)):
            self.secrets.forget(partner_id, secret_id)

    def look(self, partner_id: str, *, by: Principal) -> EndpointHealth:
        """
        Raises:
            PartnerNotFound, WebhookNotFound: there is no such webhook.
        """
        endpoint = self._endpoint(partner_id, by)
        return _health(endpoint, self.deliveries.latest(partner_id))

    def latest(self, partner_id: str, *, by: Principal) -> list[Delivery]:
        """
        Raises:
            PartnerNotFound, WebhookNotFound: there is no such webhook.
        """
        self._endpoint(partner_id, by)
        return self.deliveries.latest(partner_id)

    def test(self, partner_id: str, *, by: Principal, now: datetime) -> Delivery:
        """
        Send a message about nothing, as every other is sent.

        Raises:
            PartnerNotFound, WebhookNotFound: there is no such webhook.
            WebhookDisabled: nothing is sent there.
            Unavailable: it is not queued.
        """
        self._active(partner_id, by)
        test = Announcement.of(
            WebhookEvent.TEST,
            {"partner_id": partner_id},
            partner_id=partner_id,
            number="",
            token=random.token_hex(12),
            at=now,
        )
        saved = self.deliveries.save(Delivery.begun(test))
        self.queue.send(test)
        return saved

    def resend(self, partner_id: str, message_id: str, *, by: Principal) -> SentAgain:
        """
        Send a message once more, with all its attempts, under the id that it has.

        One that still waits keeps its place among those of the same referral: it is brought at
        once when it waits for its next attempt, and after the one before it when it waits for that.

        Raises:
            PartnerNotFound, WebhookNotFound, DeliveryNotFound: there is no such message.
            WebhookDisabled: nothing is sent there.
            Conflict: another attempt was noted at the same moment.
            Unavailable: it is not queued.
        """
        self._active(partner_id, by)
        delivery = self.deliveries.get(partner_id, message_id)
        if delivery.status is not DeliveryStatus.WAITING:
            delivery = self.deliveries.save(delivery.begun_anew())
        elif delivery.is_held:
            delivery = self.deliveries.save(delivery.due_now())
            if not self.queue.bring_now([delivery.receipt]):
                return SentAgain(delivery=delivery)
        # The same turn of what is in the queue comes after it and is dropped; what the queue lost
        # is there again.
        self.queue.send(delivery.announcement)
        return SentAgain(delivery=delivery, behind=self._ahead_of(delivery))

    def _ahead_of(self, delivery: Delivery) -> str:
        if not delivery.has_place:
            return ""
        pages = islice(self.deliveries.held(delivery.partner_id), _MOST_PAGES)
        ahead = (held.id for page in pages for held in page if delivery.is_behind(held))
        return next(ahead, "")

    def _bring_back(self, partner_id: str) -> None:
        """Let all pauses be over: whoever sets an endpoint has mended something."""
        for held in islice(self.deliveries.held(partner_id), _MOST_PAGES):
            if held:
                self.queue.bring_now([delivery.receipt for delivery in held])

    def _active(self, partner_id: str, by: Principal) -> WebhookEndpoint:
        endpoint = self._endpoint(partner_id, by)
        if endpoint.state is EndpointState.DISABLED:
            raise WebhookDisabled(f"the webhook is disabled: {endpoint.disabled_because}")
        return endpoint

    def _endpoint(self, partner_id: str, by: Principal) -> WebhookEndpoint:
        self._must_be_concerned(partner_id, by)
        self.partners.get(partner_id)
        return self.endpoints.get(partner_id)

    def _must_be_concerned(self, partner_id: str, by: Principal) -> None:
        """Let nobody learn which other partners there are."""
        if not by.may_see(partner_id):
            raise PartnerNotFound.of(partner_id)

    def _new_secret(self, partner_id: str) -> tuple[str, str]:
        """
        Draw a secret and keep it, before anything refers to it.

        Under an id of its own: of two calls at once neither overwrites the other's, and what a
        crash leaves behind signs nothing.
        """
        secret_id, secret = random.token_hex(6), secret_of(random.token_bytes(SECRET_BYTES))
        self.secrets.keep(partner_id, secret_id, secret)
        return secret_id, secret


def _health(endpoint: WebhookEndpoint, latest: Sequence[Delivery]) -> EndpointHealth:
    arrived = [d.delivered_at for d in latest if d.delivered_at]
    failed = [d.failed_at for d in latest if d.failed_at]
    lost = [d for d in latest if d.attempts and d.status is not DeliveryStatus.DELIVERED]
    return EndpointHealth(
        endpoint=endpoint,
        last_success_at=max(arrived, default=None),
        last_failure_at=max(failed, default=None),
        failures=len(lost),
    )
