"""How long a message is tried, and what ends it."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from referral_hub.domain.webhooks.delivery import (
    MOST_ATTEMPTS,
    PAUSES,
    Delivery,
    DeliveryStatus,
    Reply,
)
from referral_hub.domain.webhooks.events import Announcement
from referral_hub.domain.webhooks.webhook import WebhookEvent
from tests.builders import NOON

BROKEN = Reply(status=500)


def a_delivery(token: str = "0" * 32) -> Delivery:
    told = {"number": "R-000001"}
    return Delivery.begun(
        Announcement.of(
            WebhookEvent.ACCEPTED,
            told,
            partner_id="harbour",
            number="R-000001",
            token=token,
            at=NOON,
        )
    )


def tried_until_it_failed(delivery: Delivery) -> list[datetime]:
    """When each attempt was made, at an endpoint that is always broken."""
    now, attempts = NOON, []
    while delivery.status is DeliveryStatus.WAITING:
        attempts.append(now)
        delivery = delivery.answered(BROKEN, at=now)
        now = delivery.next_attempt_at or now
    return attempts


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_any_success_is_an_arrival(status: int) -> None:
    arrived = a_delivery().answered(Reply(status=status), at=NOON)

    assert (arrived.status, arrived.delivered_at) == (DeliveryStatus.DELIVERED, NOON)


@pytest.mark.parametrize("status", [0, 199, 301, 302, 307, 308, 400, 401, 404, 500, 503])
def test_anything_else_is_tried_again(status: int) -> None:
    missed = a_delivery().answered(Reply(status=status), at=NOON)

    assert missed.status is DeliveryStatus.WAITING
    assert missed.wait(NOON) == 5


def test_ten_attempts_are_made_over_three_days() -> None:
    attempts = tried_until_it_failed(a_delivery())

    assert len(attempts) == MOST_ATTEMPTS == 10
    assert timedelta(days=3) < attempts[-1] - attempts[0] < timedelta(days=3.5)


def test_each_pause_is_that_of_the_table_and_up_to_a_tenth_more() -> None:
    attempts = tried_until_it_failed(a_delivery())

    pauses = [(after - before).total_seconds() for before, after in pairwise(attempts)]
    assert all(p <= taken <= 1.1 * p for p, taken in zip(PAUSES, pauses, strict=True))


def test_what_failed_together_does_not_come_back_together() -> None:
    waits = {a_delivery(f"{n:032}"[::-1]).answered(BROKEN, at=NOON).id for n in range(10)}
    second = {
        a_delivery(f"{n:032}"[::-1]).answered(BROKEN, at=NOON).answered(BROKEN, at=NOON).wait(NOON)
        for n in range(10)
    }

    assert len(waits) == 10
    assert len(second) > 5


def test_a_receiver_that_is_gone_is_not_tried_again() -> None:
    gone = a_delivery().answered(Reply(status=410), at=NOON)

    assert (gone.status, gone.next_attempt_at) == (DeliveryStatus.FAILED, None)


@pytest.mark.parametrize("status", [429, 502, 504])
def test_a_receiver_that_is_overloaded_is_left_alone_for_a_minute(status: int) -> None:
    assert a_delivery().answered(Reply(status=status), at=NOON).wait(NOON) >= 60


def test_a_receiver_that_says_when_is_not_asked_before() -> None:
    busy = a_delivery().answered(Reply(status=503, retry_after=3600), at=NOON)

    assert 3600 <= busy.wait(NOON) <= 3960


def test_a_receiver_cannot_put_a_message_off_for_ever() -> None:
    busy = a_delivery().answered(Reply(status=503, retry_after=10**9), at=NOON)

    assert busy.wait(NOON) <= 1.1 * 24 * 3600


def test_what_arrived_is_not_sent_again_by_a_copy_of_its_message() -> None:
    delivery = a_delivery()
    arrived = delivery.answered(Reply(status=204), at=NOON)

    assert delivery.is_due_for(delivery.announcement)
    assert not arrived.is_due_for(delivery.announcement)


def test_sending_again_begins_anew_under_the_same_id() -> None:
    failed = a_delivery().answered(Reply(status=410), at=NOON)

    again = failed.begun_anew()

    assert again.is_due_for(again.announcement)
    assert not again.is_due_for(failed.announcement)
    assert (again.id, again.body, again.attempts) == (failed.id, failed.body, 0)
