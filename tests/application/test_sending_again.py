"""What still waits keeps its place among those of its referral when it is sent again by hand."""

from __future__ import annotations

import pytest

from referral_hub.application.webhooks import desk as webhooks
from referral_hub.domain.webhooks.delivery import Reply
from referral_hub.domain.webhooks.events import Announcement
from referral_hub.hub import Hub
from tests.application.webhook_stage import (
    ADMIN,
    Mail,
    a_telling_hub,
    an_announcement,
    deliver,
    desk,
    set_up,
)

BROKEN = Reply(status=500)
FIRST, SECOND, THIRD = (an_announcement(token=str(place) * 32) for place in (1, 2, 3))
ELSEWHERE = an_announcement(number="R-000002", token="4" * 32)


@pytest.fixture
def held() -> tuple[Hub, Mail]:
    """Of three messages of a referral the first waits for its next attempt; one of another."""
    hub, mail = a_telling_hub(BROKEN)
    set_up(hub)
    announced(hub, mail, FIRST, SECOND, THIRD, ELSEWHERE)
    deliver(hub, FIRST)
    mail.queue.hidden.add("r-1")
    mail.sender.sent.clear()
    return hub, mail


def announced(hub: Hub, mail: Mail, *messages: Announcement) -> None:
    webhooks.announce(
        messages, endpoints=hub.webhook_endpoints, deliveries=hub.deliveries, queue=mail.queue
    )


def bring_all(hub: Hub, mail: Mail) -> None:
    for message in mail.queue.waiting:
        deliver(hub, message)


def test_a_message_behind_another_stays_there_when_it_is_sent_again(held: tuple[Hub, Mail]) -> None:
    hub, mail = held

    again = desk(hub).resend("harbour", SECOND.id, by=ADMIN)
    desk(hub).resend("harbour", FIRST.id, by=ADMIN)
    bring_all(hub, mail)

    assert again.behind == FIRST.id
    assert mail.ids == [FIRST.id, SECOND.id, THIRD.id, ELSEWHERE.id]


def test_what_nothing_holds_up_is_not_said_to_wait_behind_another(held: tuple[Hub, Mail]) -> None:
    hub, _ = held

    assert desk(hub).resend("harbour", ELSEWHERE.id, by=ADMIN).behind == ""
    assert desk(hub).resend("harbour", FIRST.id, by=ADMIN).behind == ""


def test_a_message_that_waits_and_was_lost_by_the_queue_is_queued_again(
    held: tuple[Hub, Mail],
) -> None:
    hub, mail = held
    mail.queue.waiting.remove(SECOND)

    desk(hub).resend("harbour", SECOND.id, by=ADMIN)

    assert SECOND in mail.queue.waiting


def test_a_message_that_is_on_its_way_already_keeps_its_place_when_it_is_sent_again(
    held: tuple[Hub, Mail],
) -> None:
    hub, mail = held
    mail.queue.hidden.clear()

    desk(hub).resend("harbour", FIRST.id, by=ADMIN)
    bring_all(hub, mail)

    assert mail.ids == [FIRST.id, SECOND.id, THIRD.id, ELSEWHERE.id]
