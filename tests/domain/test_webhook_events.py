"""What a partner is told of what becomes of its referrals."""

from __future__ import annotations

import json
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from referral_hub.domain.effects import Done, effect_token
from referral_hub.domain.referrals.axes import Progress, Stage
from referral_hub.domain.referrals.referral import Referral
from referral_hub.domain.webhooks.events import announcements, webhook_events
from referral_hub.domain.webhooks.webhook import WebhookEvent
from tests.builders import NOON, a_referral, a_rejection, an_acceptance

LATER = NOON + timedelta(hours=1)
OPPORTUNITY = Done(result="opp-77")


def accepted() -> Referral:
    return a_referral().accept(an_acceptance())


def with_opportunity(referral: Referral) -> Referral:
    return referral.with_ledger(referral.ledger.settle("opportunity", OPPORTUNITY, at=NOON))


def told(before: Referral, after: Referral) -> dict[str, Any]:
    (announcement,) = announcements(before, after, at=LATER)
    return dict(json.loads(announcement.body))


CHANGES = {
    WebhookEvent.ACCEPTED: (a_referral(), accepted()),
    WebhookEvent.REJECTED: (a_referral(), a_referral().reject(a_rejection())),
    WebhookEvent.EXPIRED: (a_referral(), a_referral().expire()),
    WebhookEvent.ABOUT_TO_EXPIRE: (a_referral(), a_referral().warned(at=NOON)),
    WebhookEvent.OPPORTUNITY: (accepted(), with_opportunity(accepted())),
    WebhookEvent.STAGE_CHANGED: (accepted(), accepted().moved_to(Stage.WON)),
    WebhookEvent.CONTACT_OVERDUE: (
        accepted().await_contact(),
        accepted().await_contact().overdue(),
    ),
}


@pytest.mark.parametrize("event", CHANGES)
def test_each_event_comes_of_one_change(event: WebhookEvent) -> None:
    before, after = CHANGES[event]

    assert webhook_events(before, after) == (event,)


@pytest.mark.parametrize("event", CHANGES)
def test_what_has_come_about_already_is_no_news(event: WebhookEvent) -> None:
    _, after = CHANGES[event]

    assert webhook_events(after, after) == ()


def test_what_is_filed_is_no_news_to_whoever_shared_it() -> None:
    assert webhook_events(None, a_referral()) == ()


def test_the_steps_of_a_run_are_the_hosts_business() -> None:
    steps = [accepted(), accepted().await_contact(), accepted().done(), accepted().failed("No")]

    assert [webhook_events(before, after) for before, after in pairwise(steps)] == [()] * 3
    assert steps[-1].progress is Progress.FAILED


def test_a_retry_tells_nothing_that_was_told() -> None:
    failed = with_opportunity(accepted()).failed("The CRM refuses it")

    assert webhook_events(failed, failed.retry(at=LATER)) == ()


def test_two_things_that_happen_at_once_are_told_in_their_order() -> None:
    before, after = a_referral(), with_opportunity(accepted())

    assert webhook_events(before, after) == (WebhookEvent.ACCEPTED, WebhookEvent.OPPORTUNITY)


def test_a_message_says_what_when_and_of_which_referral() -> None:
    assert told(*CHANGES[WebhookEvent.OPPORTUNITY]) == {
        "type": "referral.opportunity",
        "timestamp": "2027-03-01T13:00:00Z",
        "data": {
            "number": "R-000001",
            "partner_referral_id": "H-77",
            "status": "accepted",
            "stage": "new",
            "opportunity_id": "opp-77",
            "expires_at": "2027-03-15T12:00:00Z",
        },
    }


def test_a_rejection_says_why() -> None:
    assert told(*CHANGES[WebhookEvent.REJECTED])["data"]["reason"] == "No capacity"


def test_a_message_says_nothing_of_the_hosts_people_or_records() -> None:
    acceptance = an_acceptance(by="operator:Ingrid", account={"existing": "acc-secret"})
    after = with_opportunity(a_referral().accept(acceptance))

    bodies = " ".join(a.body for a in announcements(a_referral(), after, at=LATER))

    assert "Ingrid" not in bodies
    assert "acc-secret" not in bodies
    assert len(bodies) < 1000


def test_the_same_change_is_the_same_message_however_often_it_is_looked_at() -> None:
    before, after = CHANGES[WebhookEvent.ACCEPTED]

    assert announcements(before, after, at=LATER) == announcements(before, after, at=LATER)


def test_a_later_change_of_the_same_kind_is_another_message() -> None:
    won = accepted().moved_to(Stage.WON).model_copy(update={"version": 5})
    lost = won.moved_to(Stage.LOST).model_copy(update={"version": 6})

    (first,) = announcements(accepted(), won, at=LATER)
    (second,) = announcements(won, lost, at=LATER)

    assert first.id != second.id


def test_two_hubs_that_count_alike_give_different_ids() -> None:
    here = announcements(*CHANGES[WebhookEvent.EXPIRED], at=LATER)
    other = a_referral(partner_referral_id="H-78")

    there = announcements(other, other.expire(), at=LATER)

    assert here[0].id != there[0].id


def test_an_id_has_no_full_stop_which_would_end_it_in_what_is_signed() -> None:
    (announcement,) = announcements(*CHANGES[WebhookEvent.EXPIRED], at=LATER)

    token = effect_token("harbour", "H-77", "referral.expired", "0")
    assert announcement.id == f"msg_20270301T130000Z_{token[:24]}"
