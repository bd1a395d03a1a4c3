"""Whoever sets a webhook anew has mended something: what fails in that moment is tried at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from referral_hub.adapters.webhooks_memory import MemoryWebhookSender
from referral_hub.domain.webhooks.delivery import MOST_ATTEMPTS, Delivery, DeliveryStatus, Reply
from referral_hub.hub import WebhookPorts
from tests.application.webhook_stage import a_telling_hub, an_announcement, deliver, set_up
from tests.builders import Clock

BROKEN = Reply(status=500, retry_after=86_400)


class MeanwhileSender(MemoryWebhookSender):
    """Lets something happen while the receiver is called for the first time."""

    meanwhile: Callable[[], object] | None = None

    def post(self, url: str, headers: Mapping[str, str], body: str) -> Reply:
        happens, self.meanwhile = self.meanwhile, None
        if happens:
            happens()
        return super().post(url, headers, body)


def test_a_webhook_that_is_set_while_its_receiver_hangs_is_tried_at_once() -> None:
    clock, sender, mended = Clock(), MeanwhileSender(BROKEN), "https://mended.harbour.example/"
    hub, mail = a_telling_hub(clock=clock)
    hub = replace(hub, webhooks=WebhookPorts(mail.queue, mail.secrets, sender))
    set_up(hub)
    tried = Delivery.begun(an_announcement()).model_copy(update={"attempts": MOST_ATTEMPTS - 2})
    hub.deliveries.save(tried)
    sender.meanwhile = lambda: (clock.advance(seconds=10), set_up(hub, mended))

    missed = deliver(hub, an_announcement())
    again = deliver(hub, an_announcement())

    assert (missed.status, missed.again_in) == (DeliveryStatus.WAITING, 1)
    assert again.status is DeliveryStatus.DELIVERED
    assert sender.sent[-1].url == mended


class SlowLookUp(MemoryWebhookSender):
    """Its look at an address takes time, in which the world goes on."""

    meanwhile: Callable[[], object] | None = None

    def objection(self, url: str) -> str:
        happens, self.meanwhile = self.meanwhile, None
        if happens:
            happens()
        return super().objection(url)


def test_what_fails_while_the_new_address_is_looked_at_is_tried_at_once() -> None:
    clock, sender = Clock(), SlowLookUp(BROKEN)
    hub, mail = a_telling_hub(clock=clock)
    hub = replace(hub, webhooks=WebhookPorts(mail.queue, mail.secrets, sender))
    set_up(hub)
    sender.meanwhile = lambda: (
        clock.advance(seconds=2),
        deliver(hub, an_announcement()),
        clock.advance(seconds=2),
    )

    set_up(hub)

    assert deliver(hub, an_announcement()).status is DeliveryStatus.DELIVERED
