"""A message reaches its endpoint at least once, under one id, whatever breaks on the way."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import TypeVar

import pytest

from referral_hub.adapters.memory import MemoryTable
from referral_hub.adapters.webhooks_memory import MemoryWebhookSender
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.webhooks.delivery import MOST_ATTEMPTS, DeliveryStatus, Reply
from referral_hub.domain.webhooks.webhook import EndpointState, WebhookEvent
from referral_hub.hub import Hub
from referral_hub.ports import Item, Key
from tests.application.webhook_stage import (
    ADMIN,
    Mail,
    a_telling_hub,
    an_announcement,
    deliver,
    desk,
    kept,
    set_up,
)

T = TypeVar("T")
ARRIVED, BROKEN = Reply(status=204), Reply(status=500)


class Crash(BaseException):
    """The process is gone; nothing may catch this."""


class Breaking(MemoryTable):
    """Crashes at the call whose turn it is, before or after it is done."""

    def __init__(self) -> None:
        super().__init__()
        self.calls_left: int | None = None
        self.after = False

    def get(self, key: Key) -> Item | None:
        return self._around(lambda: super(Breaking, self).get(key))

    def put(self, item: Item, *, version: int) -> None:
        self._around(lambda: super(Breaking, self).put(item, version=version))

    def _around(self, act: Callable[[], T]) -> T:
        breaks = self.calls_left == 0
        if self.calls_left is not None:
            self.calls_left -= 1
        if breaks and not self.after:
            raise Crash
        result = act()
        if breaks:
            raise Crash
        return result


class BreakingSender(MemoryWebhookSender):
    """Crashes before the receiver is called, or after it was: then it has the message."""

    crash = ""

    def post(self, url: str, headers: Mapping[str, str], body: str) -> Reply:
        crash, self.crash = self.crash, ""
        if crash == "before":
            raise Crash
        reply = super().post(url, headers, body)
        if crash == "after":
            raise Crash
        return reply


@pytest.fixture
def telling() -> tuple[Hub, Mail]:
    hub, mail = a_telling_hub()
    set_up(hub)
    return hub, mail


def until_settled(hub: Hub, *, crashes: int = 1) -> int:
    """Bring the message again as SQS does, until it may be forgotten; counts how often."""
    now, brought = hub.clock(), 0
    while True:
        brought += 1
        assert brought < 100
        try:
            attempt = deliver(hub, an_announcement(), now=now)
        except Crash:
            crashes -= 1
            assert crashes >= 0
            continue
        if not attempt.again_in:
            return brought
        now += timedelta(seconds=attempt.again_in)


def test_a_message_that_arrives_is_settled(telling: tuple[Hub, Mail]) -> None:
    hub, mail = telling

    attempt = deliver(hub, an_announcement())

    assert (attempt.again_in, attempt.status) == (0, DeliveryStatus.DELIVERED)
    assert len(mail.sender.sent) == 1


def test_a_message_that_the_queue_brings_twice_is_sent_once(telling: tuple[Hub, Mail]) -> None:
    hub, mail = telling

    deliver(hub, an_announcement())
    deliver(hub, an_announcement())

    assert len(mail.sender.sent) == 1


def test_a_message_that_comes_back_too_early_waits_on(telling: tuple[Hub, Mail]) -> None:
    hub, mail = telling
    mail.sender.replies += [BROKEN, BROKEN]
    deliver(hub, an_announcement())
    deliver(hub, an_announcement(), now=hub.clock() + timedelta(seconds=5))

    early = deliver(hub, an_announcement(), now=hub.clock() + timedelta(seconds=65))

    assert 240 <= early.again_in <= 270
    assert len(mail.sender.sent) == 2


def test_each_attempt_is_stamped_anew_and_keeps_its_id(telling: tuple[Hub, Mail]) -> None:
    hub, mail = telling
    mail.sender.replies.append(BROKEN)

    until_settled(hub)

    first, second = (sent.headers for sent in mail.sender.sent)
    assert first["webhook-id"] == second["webhook-id"]
    assert int(second["webhook-timestamp"]) == int(first["webhook-timestamp"]) + 5
    assert mail.sender.sent[0].body == mail.sender.sent[1].body


def test_an_endpoint_that_never_takes_a_message_is_disabled_and_says_why(
    telling: tuple[Hub, Mail],
) -> None:
    hub, mail = telling
    mail.sender.replies += [BROKEN] * MOST_ATTEMPTS

    until_settled(hub)

    endpoint = hub.webhook_endpoints.get("harbour")
    assert len(mail.sender.sent) == MOST_ATTEMPTS
    assert endpoint.state is EndpointState.DISABLED
    assert endpoint.disabled_because == "referral.accepted failed: HTTP 500"


def test_what_comes_about_while_it_is_disabled_is_kept_and_not_sent(
    telling: tuple[Hub, Mail],
) -> None:
    hub, mail = telling
    hub.webhook_endpoints.save(hub.webhook_endpoints.get("harbour").disabled("410", at=hub.clock()))

    deliver(hub, an_announcement(WebhookEvent.REJECTED))

    assert mail.sender.sent == []
    aside = kept(hub, an_announcement(WebhookEvent.REJECTED))
    assert aside.status is DeliveryStatus.NOT_SENT


def test_what_waits_for_a_webhook_that_is_taken_away_is_not_sent(
    telling: tuple[Hub, Mail],
) -> None:
    hub, mail = telling
    mail.sender.replies.append(BROKEN)
    deliver(hub, an_announcement())
    desk(hub).remove("harbour", by=ADMIN)

    until_settled(hub)

    assert len(mail.sender.sent) == 1


def test_what_the_partner_chose_not_to_be_told_since_is_not_tried_again(
    telling: tuple[Hub, Mail],
) -> None:
    hub, mail = telling
    mail.sender.replies.append(BROKEN)
    deliver(hub, an_announcement())
    set_up(hub, events=(WebhookEvent.REJECTED,))

    until_settled(hub)

    assert len(mail.sender.sent) == 1
    assert kept(hub, an_announcement()).answer == "the webhook wants it no more"


def test_nothing_is_sent_that_cannot_be_signed(telling: tuple[Hub, Mail]) -> None:
    hub, mail = telling
    mail.secrets.kept.clear()

    with pytest.raises(Unavailable):
        deliver(hub, an_announcement())

    assert mail.sender.sent == []


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("call", range(5))
@pytest.mark.parametrize(
    "replies", [[ARRIVED], [BROKEN, ARRIVED], [Reply(status=410)] * 2], ids=["well", "late", "gone"]
)
def test_a_crash_at_any_call_of_the_table_loses_nothing_and_changes_no_id(
    call: int,
    after: bool,  # noqa: FBT001 - a column of the table above
    replies: list[Reply],
) -> None:
    table = Breaking()
    hub, mail = a_telling_hub(*replies, table=table)
    set_up(hub)
    table.calls_left, table.after = call, after

    until_settled(hub)

    table.calls_left = None
    assert set(mail.ids) == {an_announcement().id}
    assert kept(hub, an_announcement()).status is not DeliveryStatus.WAITING
    gone = replies[-1].is_gone
    disabled = hub.webhook_endpoints.get("harbour").state is EndpointState.DISABLED
    assert disabled == gone


@pytest.mark.parametrize("crash", ["before", "after"])
def test_a_crash_around_the_call_sends_it_again_under_the_same_id(crash: str) -> None:
    hub, mail = a_telling_hub()
    sender = BreakingSender()
    sender.crash = crash
    assert hub.webhooks
    object.__setattr__(hub.webhooks, "sender", sender)
    set_up(hub)

    until_settled(hub)

    ids = [sent.headers["webhook-id"] for sent in sender.sent]
    assert ids == [an_announcement().id] * (2 if crash == "after" else 1)
    assert mail.sender.sent == []
