"""What a partner's connection tells by webhook, on its way through SQS."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from referral_hub.adapters.memory import MemoryTable
from referral_hub.adapters.partner_contexts import PartnerContexts
from referral_hub.domain.referrals.deal_fields import DealField
from referral_hub.domain.webhooks.events import Announcement, deal_announcement
from referral_hub.domain.webhooks.webhook import CHOICES, WebhookEndpoint
from referral_hub.records.webhooks import WebhookEndpoints
from referral_hub.settings import Settings
from tests.adapters.conftest import a_client
from tests.builders import NOON, Clock, a_partner, a_referral

TOKEN = "0123456789abcdef0123456789abcdef"


@pytest.fixture
def url(aws: None) -> str:  # noqa: ARG001 - the queue is in it
    fifo = {"FifoQueue": "true"}
    made = a_client("sqs").create_queue(QueueName="webhooks.fifo", Attributes=fifo)
    return str(made["QueueUrl"])


@pytest.fixture
def table() -> MemoryTable:
    table = MemoryTable()
    endpoint = WebhookEndpoint(
        partner_id="harbour",
        url="https://hooks.harbour.example/referrals",
        events=CHOICES,
        secret_id="one",
        created_at=NOON,
    )
    WebhookEndpoints(table).save(endpoint)
    return table


def contexts(url: str, table: MemoryTable) -> PartnerContexts:
    settings = Settings(table="hub", webhook_queue_url=url)
    return PartnerContexts(settings, table, Clock())


def news(minutes: int) -> Announcement:
    told = {DealField.TITLE: "Lamps"}
    at = NOON + timedelta(minutes=minutes)
    return deal_announcement(a_referral(), told, token=TOKEN, at=at)


def waiting(url: str) -> list[Any]:
    asked = {"QueueUrl": url, "MaxNumberOfMessages": 10}
    return a_client("sqs").receive_message(**asked).get("Messages", [])


def test_what_is_told_again_is_the_message_that_waits_already(url: str, table: MemoryTable) -> None:
    context = contexts(url, table)(a_partner())

    for minutes in (0, 3):
        context.announce(news(minutes), token=TOKEN)

    [message] = waiting(url)
    assert json.loads(message["Body"])["id"] == news(0).id


def test_another_function_that_tells_it_again_tells_the_same(url: str, table: MemoryTable) -> None:
    for minutes in (0, 3):
        contexts(url, table)(a_partner()).announce(news(minutes), token=TOKEN)

    assert len(waiting(url)) == 1


def test_a_partner_without_a_webhook_is_sent_nothing(url: str) -> None:
    contexts(url, MemoryTable())(a_partner()).announce(news(0), token=TOKEN)

    assert waiting(url) == []
