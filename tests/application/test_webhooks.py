"""A partner's webhook is set, rotated, tried and taken away."""

from __future__ import annotations

import pytest

from referral_hub.application.webhooks import desk as webhooks
from referral_hub.domain.access import Role
from referral_hub.domain.errors import Conflict
from referral_hub.domain.partners.partner import PartnerKind, PartnerNotFound
from referral_hub.domain.webhooks.delivery import DeliveryNotFound, DeliveryStatus, Reply
from referral_hub.domain.webhooks.webhook import (
    CHOICES,
    EndpointState,
    WebhookDisabled,
    WebhookEvent,
    WebhookNotFound,
    WebhooksNotOffered,
    WebhookUrlRefused,
)
from referral_hub.hub import Hub
from referral_hub.records.webhooks import WebhookEndpoints
from tests.application.webhook_stage import (
    ADMIN,
    URL,
    Mail,
    a_telling_hub,
    an_announcement,
    deliver,
    desk,
    kept,
    set_up,
)
from tests.builders import a_partner, a_principal

GONE = Reply(status=410)
ITSELF = a_principal(Role.INTEGRATION, partner_ids=("harbour",))
ANOTHER = a_principal(Role.INTEGRATION, partner_ids=("quay",))


@pytest.fixture
def telling() -> tuple[Hub, Mail]:
    return a_telling_hub()


@pytest.fixture
def hub(telling: tuple[Hub, Mail]) -> Hub:
    return telling[0]


@pytest.fixture
def mail(telling: tuple[Hub, Mail]) -> Mail:
    return telling[1]


def announced(hub: Hub, mail: Mail, event: WebhookEvent = WebhookEvent.ACCEPTED) -> int:
    message = an_announcement(event)
    sent = webhooks.announce(
        [message],
        endpoints=hub.webhook_endpoints,
        deliveries=hub.deliveries,
        queue=mail.queue,
    )
    return len(sent)


def test_a_new_webhook_comes_with_a_secret_that_is_shown_once(hub: Hub, mail: Mail) -> None:
    first = set_up(hub)
    second = set_up(hub)

    assert first.secret in mail.secrets.kept.values()
    assert first.secret.startswith("whsec_")
    assert second.secret == ""
    assert first.secret not in repr(first)


def test_the_table_knows_the_name_of_a_secret_and_never_the_secret(hub: Hub) -> None:
    secret = set_up(hub).secret

    item = hub.table.query("WEBHOOK").items[0]

    assert secret.removeprefix("whsec_") not in str(item)


def test_a_partner_sets_its_own_webhook(hub: Hub) -> None:
    set_by_itself = desk(hub).set("harbour", url=URL, events=CHOICES, by=ITSELF, clock=hub.clock)

    assert set_by_itself.endpoint.url == URL


def test_another_partners_webhook_is_as_unknown_as_that_of_nobody(hub: Hub) -> None:
    set_up(hub)

    for partner_id in ("harbour", "nobody"):
        with pytest.raises(PartnerNotFound):
            desk(hub).look(partner_id, by=ANOTHER)


def test_a_partner_whose_platform_has_its_own_way_has_no_webhook(hub: Hub) -> None:
    hub.partners.add(a_partner(partner_id="aws", kind=PartnerKind.AWS))

    with pytest.raises(WebhooksNotOffered):
        set_up(hub, partner_id="aws")


def test_an_address_that_may_not_be_called_is_refused_before_a_secret_is_made(
    hub: Hub, mail: Mail
) -> None:
    with pytest.raises(WebhookUrlRefused):
        set_up(hub, url="http://169.254.169.254/latest/meta-data")

    assert mail.secrets.kept == {}


def test_after_a_rotation_both_secrets_sign_for_a_day(hub: Hub) -> None:
    set_up(hub)
    endpoint = desk(hub).rotate("harbour", by=ADMIN, now=hub.clock()).endpoint

    at_once, tomorrow = hub.clock(), hub.clock().replace(day=2)

    assert len(endpoint.signing(at_once)) == 2
    assert endpoint.signing(tomorrow) == (endpoint.secret_id,)


def test_no_more_than_two_secrets_are_kept(hub: Hub, mail: Mail) -> None:
    set_up(hub)

    for _ in range(3):
        desk(hub).rotate("harbour", by=ADMIN, now=hub.clock())

    assert len(mail.secrets.kept) == 2


def test_of_two_rotations_at_once_one_stops_and_the_other_signs(
    hub: Hub, mail: Mail, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up(hub)
    stale = hub.webhook_endpoints.get("harbour")
    won = desk(hub).rotate("harbour", by=ADMIN, now=hub.clock())
    monkeypatch.setattr(WebhookEndpoints, "get", lambda *_: stale)

    with pytest.raises(Conflict):
        desk(hub).rotate("harbour", by=ADMIN, now=hub.clock())

    signing = hub.webhook_endpoints.find("harbour")
    assert signing
    assert mail.secrets.read("harbour", signing.secret_id) == won.secret


def test_a_webhook_that_is_taken_away_leaves_no_secret(hub: Hub, mail: Mail) -> None:
    set_up(hub)
    desk(hub).rotate("harbour", by=ADMIN, now=hub.clock())

    desk(hub).remove("harbour", by=ADMIN)

    assert mail.secrets.kept == {}
    with pytest.raises(WebhookNotFound):
        desk(hub).look("harbour", by=ADMIN)


def test_nothing_is_queued_for_a_partner_without_a_webhook(hub: Hub, mail: Mail) -> None:
    assert announced(hub, mail) == 0


def test_a_partner_is_told_what_it_chose_and_nothing_else(hub: Hub, mail: Mail) -> None:
    set_up(hub, events=(WebhookEvent.REJECTED,))

    assert announced(hub, mail, WebhookEvent.ACCEPTED) == 0
    assert announced(hub, mail, WebhookEvent.REJECTED) == 1


def test_a_test_is_sent_like_any_other_message(hub: Hub, mail: Mail) -> None:
    set_up(hub, events=(WebhookEvent.REJECTED,))

    test = desk(hub).test("harbour", by=ITSELF, now=hub.clock())
    deliver(hub, mail.queue.waiting[0])

    assert mail.ids == [test.id]
    assert '"type":"hub.test"' in mail.sender.sent[0].body


def test_how_it_goes_is_told_by_the_latest_messages(hub: Hub, mail: Mail) -> None:
    set_up(hub)
    mail.sender.replies[:] = [Reply(status=204), Reply(status=500)]
    deliver(hub, an_announcement(token="1" * 32))
    deliver(hub, an_announcement(token="2" * 32))

    health = desk(hub).look("harbour", by=ADMIN)

    assert health.last_success_at == health.last_failure_at == hub.clock()
    assert health.failures == 1


def test_a_message_that_failed_can_be_sent_again_once_the_receiver_is_mended(
    hub: Hub, mail: Mail
) -> None:
    set_up(hub)
    message = an_announcement()
    mail.sender.replies.append(GONE)
    deliver(hub, message)
    set_up(hub)

    desk(hub).resend("harbour", message.id, by=ITSELF)
    deliver(hub, mail.queue.waiting[-1])

    assert mail.ids == [message.id, message.id]
    assert kept(hub, message).status is DeliveryStatus.DELIVERED


def test_what_was_sent_again_is_not_sent_once_more_by_the_first_message(
    hub: Hub, mail: Mail
) -> None:
    set_up(hub)
    message = an_announcement()
    mail.sender.replies.append(GONE)
    deliver(hub, message)
    set_up(hub)

    desk(hub).resend("harbour", message.id, by=ADMIN)
    left = deliver(hub, message)

    assert left.again_in == 0
    assert len(mail.sender.sent) == 1


def test_nothing_is_sent_again_while_the_webhook_is_disabled(hub: Hub, mail: Mail) -> None:
    set_up(hub)
    mail.sender.replies.append(GONE)
    deliver(hub, an_announcement())

    with pytest.raises(WebhookDisabled):
        desk(hub).resend("harbour", an_announcement().id, by=ADMIN)
    with pytest.raises(WebhookDisabled):
        desk(hub).test("harbour", by=ADMIN, now=hub.clock())


def test_a_disabled_webhook_is_on_again_when_it_is_set(hub: Hub, mail: Mail) -> None:
    set_up(hub)
    mail.sender.replies.append(GONE)
    deliver(hub, an_announcement())
    disabled = desk(hub).look("harbour", by=ADMIN).endpoint

    again = set_up(hub).endpoint

    assert disabled.state is EndpointState.DISABLED
    assert disabled.disabled_because == "referral.accepted failed: HTTP 410"
    assert again.state is EndpointState.ACTIVE


def test_what_was_never_sent_cannot_be_sent_again(hub: Hub) -> None:
    set_up(hub)

    with pytest.raises(DeliveryNotFound):
        desk(hub).resend("harbour", "msg_1", by=ADMIN)
