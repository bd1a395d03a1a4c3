"""From a change in the table to what a partner's receiver gets."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from functions.schedule import watch_deadlines
from functions.stream import relay_changes
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.referrals.axes import Stage
from referral_hub.domain.webhooks.events import Announcement
from referral_hub.domain.webhooks.webhook import WebhookEvent
from referral_hub.hub import Hub
from tests.application.stage import accepted, carry_out, filed, reject, retry, run
from tests.application.webhook_stage import Mail, a_telling_hub, deliver, set_up
from tests.builders import Clock
from tests.workflow.world import StreamingTable

WELL = {"batchItemFailures": []}


class Telling:
    """A hub whose stream is relayed change by change, as often as a test likes."""

    def __init__(self, *, webhook: bool = True) -> None:
        self.clock, self.table = Clock(), StreamingTable()
        self.hub, self.mail = a_telling_hub(table=self.table, clock=self.clock)
        if webhook:
            set_up(self.hub)

    def relay(self) -> Any:
        return relay_changes.handle({"Records": self.table.changes}, hub=self.hub)

    @property
    def told(self) -> list[str]:
        return [announcement.event.value for announcement in self.mail.queue.waiting]


@pytest.fixture
def stage() -> Telling:
    return Telling()


def test_a_platform_learns_that_its_referral_is_accepted_and_which_opportunity_it_got(
    stage: Telling,
) -> None:
    number = accepted(stage.hub).number
    carry_out(stage.hub, number)

    stage.relay()
    for message in stage.mail.queue.waiting:
        deliver(stage.hub, message)

    received = [json.loads(sent.body) for sent in stage.mail.sender.sent]
    opportunity = stage.hub.referrals.get(number).opportunity_id
    assert [body["type"] for body in received] == ["referral.accepted", "referral.opportunity"]
    assert received[1]["data"]["opportunity_id"] == opportunity != ""
    assert {body["data"]["partner_referral_id"] for body in received} == {"H-77"}


def test_a_platform_learns_why_its_referral_is_rejected(stage: Telling) -> None:
    reject(stage.hub, filed(stage.hub).number, "No capacity")

    stage.relay()

    (message,) = stage.mail.queue.waiting
    assert json.loads(message.body)["data"]["reason"] == "No capacity"


def test_a_platform_is_warned_before_its_referral_expires_and_told_when_it_does(
    stage: Telling,
) -> None:
    filed(stage.hub)
    for days in (13, 2):
        stage.clock.advance(days=days)
        watch_deadlines.handle({}, hub=stage.hub)

    stage.relay()

    assert stage.told == ["referral.about_to_expire", "referral.expired"]


def test_a_platform_learns_that_its_referral_is_won(stage: Telling) -> None:
    referral = stage.hub.referrals.get(accepted(stage.hub).number)
    stage.hub.referrals.save(referral.moved_to(Stage.WON))

    stage.relay()

    assert stage.told == ["referral.accepted", "referral.stage_changed"]


def test_the_stream_may_bring_every_change_twice(stage: Telling) -> None:
    carry_out(stage.hub, accepted(stage.hub).number)

    stage.relay()
    once = list(stage.mail.queue.waiting)
    stage.mail.queue.waiting.clear()
    stage.relay()

    assert stage.mail.queue.waiting == once
    for message in [*once, *once]:
        deliver(stage.hub, message)
    assert len(stage.mail.sender.sent) == len(once) == 2


def test_a_retry_of_the_hub_is_no_news_to_the_partner(stage: Telling) -> None:
    number = accepted(stage.hub).number
    stage.hub.referrals.save(stage.hub.referrals.get(number).failed("The CRM refuses it"))
    retry(stage.hub, number)
    run(stage.hub, number)

    stage.relay()

    assert stage.told == ["referral.accepted", "referral.opportunity"]


def test_a_partner_without_a_webhook_costs_no_message() -> None:
    stage = Telling(webhook=False)
    carry_out(stage.hub, accepted(stage.hub).number)

    assert stage.relay() == WELL

    assert stage.told == []


def test_what_is_told_of_a_referral_holds_no_contact(stage: Telling) -> None:
    number = accepted(stage.hub).number
    run(stage.hub, number)

    stage.relay()

    bodies = " ".join(message.body for message in stage.mail.queue.waiting)
    assert [planted for planted in ("Maren", "Holt", "Fenwick", "@") if planted in bodies] == []


def test_a_queue_that_takes_nothing_stops_the_stream_there_and_starts_nothing_twice(
    stage: Telling,
) -> None:
    class Full:
        def send(self, announcement: Announcement) -> None:
            raise Unavailable("sqs", announcement.id)

    accepted(stage.hub)
    assert stage.hub.webhooks
    full: Hub = replace(stage.hub, webhooks=replace(stage.hub.webhooks, queue=Full()))

    stopped = relay_changes.handle({"Records": stage.table.changes}, hub=full)
    again = stage.relay()

    assert len(stopped["batchItemFailures"]) == 1
    assert again == WELL
    assert stage.told == ["referral.accepted"]


def test_only_what_the_endpoint_chose_is_queued() -> None:
    stage = Telling(webhook=False)
    set_up(stage.hub, events=(WebhookEvent.OPPORTUNITY,))
    mail: Mail = stage.mail
    carry_out(stage.hub, accepted(stage.hub).number)

    stage.relay()

    assert [message.event for message in mail.queue.waiting] == [WebhookEvent.OPPORTUNITY]
