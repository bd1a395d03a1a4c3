"""What a platform is sent of a referral that the host shares with it."""

from __future__ import annotations

import pytest

from referral_hub.domain.effects import Done, Refused
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.outgoing.referral import Step
from referral_hub.domain.webhooks.delivery import Delivery
from referral_hub.domain.webhooks.webhook import WebhookEvent
from tests.adapters.partners.platform.taking import PlatformTakingStage
from tests.contracts.partner_takes import TODAY, CorrectsReferralsContract, TakesReferralsContract
from tests.contracts.taking_stage import settled, shared, token_of


@pytest.fixture
def stage() -> PlatformTakingStage:
    return PlatformTakingStage()


class TestPlatformTakesReferrals(TakesReferralsContract, CorrectsReferralsContract):
    def test_the_same_correction_twice_is_one(self, stage: PlatformTakingStage) -> None:
        """Under one token; what is asked anew is told anew: nobody knows what it has."""
        referral = shared(stage, stage.whole())

        for turn in (1, 1, 2):
            settled(stage, Step.CORRECT, referral.edited(stage.edits), turn)

        assert stage.changes(referral) == 2


def test_the_message_has_all_of_the_referral(stage: PlatformTakingStage) -> None:
    referral = shared(stage, stage.whole())

    [message] = stage.stage.messages

    assert message["type"] == "referral.shared"
    assert message["data"] == {
        "number": referral.number,
        "title": "Tide gauges",
        "description": "Readings of ninety tide gauges are typed in by hand.",
        "value": {"amount": "2500.00", "currency": "EUR"},
        "target_close_date": "2027-09-30",
        "customer": {
            "company_name": "Solberg Ports",
            "website_url": "https://solberg.example",
            "country_code": "NO",
        },
        "contact": {
            "first_name": "Tuva",
            "last_name": "Lien",
            "email": "tuva.lien@solberg.example",
            "phone": "+4722334466",
            "title": "Harbour Master",
        },
        "solutions": ["offer-1", "offer-2"],
    }


def test_whoever_logs_a_message_logs_nobodys_name(stage: PlatformTakingStage) -> None:
    shared(stage, stage.whole())

    [announcement] = stage.stage.queue.waiting

    assert "Lien" in announcement.body
    assert "Lien" not in repr(announcement)
    assert "Lien" not in repr(Delivery.begun(announcement))


def test_a_message_whose_queueing_got_lost_is_sent_once(stage: PlatformTakingStage) -> None:
    referral = stage.whole()
    stage.stage.queue.loses = True
    with pytest.raises(Unavailable):
        stage.takes.take(Step.CREATE, referral, token=token_of(Step.CREATE, referral))

    outcome = settled(stage, Step.CREATE, referral)

    assert outcome == Done(result=referral.number)
    assert len({announcement.id for announcement in stage.stage.queue.waiting}) == 1


def test_edits_of_one_referral_come_in_their_order_behind_it(stage: PlatformTakingStage) -> None:
    referral = shared(stage, stage.whole())

    settled(stage, Step.CORRECT, referral.edited(stage.edits))

    assert [data["title"] for data in stage.sent(referral)] == ["Tide gauges", stage.edits["title"]]
    assert {announcement.number for announcement in stage.stage.queue.waiting} == {referral.number}


@pytest.mark.parametrize("events", [(), (WebhookEvent.ACCEPTED,)])
def test_a_platform_that_is_not_told_of_it_does_not_have_it(
    stage: PlatformTakingStage, events: tuple[WebhookEvent, ...]
) -> None:
    stage.stage.listens(*events)

    outcome = settled(stage, Step.CREATE, stage.whole())

    assert isinstance(outcome, Refused)
    assert "referral.shared" in outcome.reason
    assert "docs/webhooks.md" in outcome.fix
    assert stage.records() == 0


def test_an_amount_is_shared_with_its_currency(stage: PlatformTakingStage) -> None:
    bare = stage.whole().edited({"value.currency": ""})

    assert set(stage.takes.misfits(bare, today=TODAY)) == {"value.currency"}


def test_what_the_platform_answered_is_what_is_read(stage: PlatformTakingStage) -> None:
    referral = shared(stage, stage.whole())
    before = stage.takes.read(referral)

    stage.meddles(referral)

    word = stage.takes.read(referral)
    assert before
    assert word
    assert (before.verdict, word.verdict) == ("none", "accepted")
