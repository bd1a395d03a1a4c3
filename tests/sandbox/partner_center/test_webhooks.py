import pytest

from sandbox.partner_center import PartnerCenter
from tests.sandbox.listeners import Receiver
from tests.sandbox.partner_center.wire import (
    REGISTRATION,
    WEBHOOKS,
    Clock,
    Wire,
    delivered,
    register,
)

ALL = ["referral-created", "referral-updated", "test-created"]


def test_a_tenant_is_registered_once_and_changed_from_then_on(
    wire: Wire, receiver: Receiver
) -> None:
    registered = register(wire, receiver)
    again = wire.call("POST", REGISTRATION, registered.json())
    changed = wire.call(
        "PUT", REGISTRATION, {"WebhookUrl": receiver.url, "WebhookEvents": ["referral-created"]}
    )

    assert (registered.status_code, again.status_code, changed.status_code) == (200, 409, 200)
    assert changed.json()["SubscriberId"] == registered.json()["SubscriberId"]
    assert wire.call("GET", REGISTRATION).json()["WebhookEvents"] == ["referral-created"]
    assert wire.call("GET", f"{REGISTRATION}/events").json() == ALL


def test_a_registration_that_makes_no_sense_is_refused(wire: Wire, receiver: Receiver) -> None:
    wire.log_in(WEBHOOKS)
    body = {"WebhookUrl": receiver.url, "WebhookEvents": ["lunch-served"]}

    assert wire.call("GET", REGISTRATION).status_code == 404
    assert wire.call("PUT", REGISTRATION, body | {"WebhookEvents": ALL}).status_code == 404
    assert wire.call("POST", REGISTRATION, body).status_code == 400
    refusal = wire.call("POST", REGISTRATION, {"WebhookEvents": ALL})
    assert set(refusal.json()) == {"code", "description", "source"}


def test_an_event_says_what_changed_and_nothing_of_it(
    wire: Wire, center: PartnerCenter, receiver: Receiver
) -> None:
    register(wire, receiver)
    referral_id = center.share(name="secret")

    _, body = delivered(center, receiver)

    (event,) = receiver.events
    assert event == {
        "EventName": "referral-created",
        "ResourceUri": f"{WEBHOOKS}/engagements/v1/referrals/{referral_id}",
        "ResourceName": "referral",
        "AuditUri": None,
        "ResourceChangeUtcDate": "2027-03-01T08:30:00.2500001+00:00",
    }
    assert b"secret" not in body


def test_our_own_changes_are_told_as_well(
    wire: Wire, center: PartnerCenter, receiver: Receiver
) -> None:
    register(wire, receiver)
    referral_id = center.share()
    wire.log_in().accept(referral_id)

    center.tick()

    assert [event["EventName"] for event in receiver.events] == [
        "referral-created",
        "referral-updated",
    ]


def test_nobody_is_told_of_what_they_did_not_register_for(
    wire: Wire, center: PartnerCenter, receiver: Receiver
) -> None:
    register(wire, receiver, WebhookEvents=["referral-updated"])

    center.share()
    center.tick()

    assert receiver.taken == []
    assert len(center.events) == 1


@pytest.mark.parametrize(("copies", "count"), [(0, 0), (2, 2)])
def test_events_can_be_lost_and_repeated(
    wire: Wire, center: PartnerCenter, receiver: Receiver, copies: int, count: int
) -> None:
    center.behave(webhook_copies=copies)
    register(wire, receiver)

    center.share()
    center.tick()

    assert len(receiver.events) == count


def test_events_can_overtake_each_other(
    wire: Wire, center: PartnerCenter, receiver: Receiver
) -> None:
    register(wire, receiver)
    center.behave(webhook_delay_seconds=60)
    center.share()
    center.behave(webhook_delay_seconds=0)
    referral_id = center.share()

    center.tick()

    (event,) = receiver.events
    assert event["ResourceUri"].endswith(referral_id)


def test_events_of_one_turn_can_come_in_reverse(
    wire: Wire, center: PartnerCenter, clock: Clock, receiver: Receiver
) -> None:
    register(wire, receiver)
    center.behave(webhooks_reversed=True, webhook_copies=0)
    ids = [center.share(), center.share()]
    center.behave(webhook_copies=1)
    clock.pass_by(days=15)

    center.tick()

    told = [event["ResourceUri"].rpartition("/")[2] for event in receiver.events]
    assert told == [ids[1], ids[0]]


def test_what_is_not_taken_is_sent_again_ten_times_in_all(
    wire: Wire, center: PartnerCenter, clock: Clock, receiver: Receiver
) -> None:
    register(wire, receiver)
    receiver.refusals = 100
    center.share()

    for _ in range(12):
        center.tick()
        clock.pass_by(seconds=20)

    assert receiver.refusals == 90


def test_a_test_event_tells_how_it_fared(
    wire: Wire, center: PartnerCenter, clock: Clock, receiver: Receiver
) -> None:
    register(wire, receiver)
    receiver.refusals = 1
    events = f"{REGISTRATION}/validationEvents"

    sent = wire.call("POST", events).json()["correlationId"]
    center.tick()
    meanwhile = wire.call("GET", f"{events}/{sent}").json()
    clock.pass_by(seconds=1)
    center.tick()
    after = wire.call("GET", f"{events}/{sent}").json()

    assert (meanwhile["status"], after["status"]) == ("pending", "completed")
    assert [r["responseCode"] for r in after["results"]] == ["ServiceUnavailable", "OK"]
    assert receiver.events[0]["EventName"] == "test-created"
    assert receiver.events[0]["ResourceUri"].endswith(f"{events}/{sent}")


def test_two_test_events_a_minute_are_enough(wire: Wire, clock: Clock, receiver: Receiver) -> None:
    events = f"{REGISTRATION}/validationEvents"
    register(wire, receiver)

    answers = [wire.call("POST", events) for _ in range(3)]
    clock.pass_by(minutes=1)

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].headers["Retry-After"] == "2"
    assert wire.call("POST", events).status_code == 200
    assert wire.call("GET", f"{events}/made-up").status_code == 404
