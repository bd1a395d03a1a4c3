"""What a platform's receiver is told of a deal."""

from __future__ import annotations

import pytest

from referral_hub.domain.effects import Done
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.referrals.deal_fields import DealField
from referral_hub.domain.webhooks.webhook import WebhookEvent
from tests.adapters.partners.platform.stage import PlatformStage
from tests.contracts.partner_connector import TOKEN, accepted
from tests.contracts.partner_deals import LATER_TOKEN

CLOSES = DealField.TARGET_CLOSE_DATE


def test_the_message_says_which_referral_and_what_changed_alone(stage: PlatformStage) -> None:
    told = {DealField.AMOUNT: "2500.5", DealField.CURRENCY: "EUR", CLOSES: "2027-11-30"}

    stage.deals.tell_deal(accepted(stage), told, token=TOKEN)

    assert stage.messages == [
        {
            "type": "referral.deal_changed",
            "timestamp": "2027-03-01T12:00:00Z",
            "data": {
                "number": "R-000001",
                "partner_referral_id": "H-77",
                "value": {"amount": "2500.50", "currency": "EUR"},
                "target_close_date": "2027-11-30",
            },
        }
    ]


def test_what_is_on_its_way_is_listed(stage: PlatformStage) -> None:
    stage.deals.tell_deal(accepted(stage), stage.news, token=TOKEN)

    assert stage.listed == [message.id for message in stage.queue.waiting]


def test_a_repetition_is_known_by_its_id_however_late_it_comes(stage: PlatformStage) -> None:
    referral = accepted(stage)
    stage.queue.loses = True
    with pytest.raises(Unavailable):
        stage.deals.tell_deal(referral, stage.news, token=TOKEN)
    first = list(stage.queue.waiting)
    # By now the queue no longer remembers that it has it.
    stage.queue.waiting.clear()
    stage.clock.advance(hours=1)

    outcome = stage.deals.tell_deal(referral, stage.news, token=TOKEN)

    assert outcome == Done()
    assert stage.queue.waiting == first


def test_two_changes_are_two_messages_in_their_order(stage: PlatformStage) -> None:
    referral = accepted(stage)
    stage.deals.tell_deal(referral, {CLOSES: "2027-11-30"}, token=TOKEN)
    stage.clock.advance(minutes=1)

    stage.deals.tell_deal(referral, {CLOSES: "2027-12-24"}, token=LATER_TOKEN)

    assert [m["data"]["target_close_date"] for m in stage.messages] == ["2027-11-30", "2027-12-24"]
    assert [a.id for a in stage.queue.waiting] == sorted(a.id for a in stage.queue.waiting)


def test_what_is_told_of_a_referral_waits_for_what_was_told_of_it_before(
    stage: PlatformStage,
) -> None:
    referral = accepted(stage)

    stage.deals.tell_deal(referral, stage.news, token=TOKEN)

    assert [announcement.number for announcement in stage.queue.waiting] == [referral.number]


def test_a_platform_that_does_not_listen_to_it_reads_the_deal_instead(
    stage: PlatformStage,
) -> None:
    stage.listens(WebhookEvent.ACCEPTED)

    outcome = stage.deals.tell_deal(accepted(stage), stage.news, token=TOKEN)

    assert outcome == Done()
    assert stage.messages == []
