import json
from collections.abc import Iterator
from typing import Any

import pytest

from sandbox.eventbridge import EventBridgeSink
from sandbox.partner_central import PartnerCentral
from tests.sandbox.listeners import Bus, listening
from tests.sandbox.rehearsal import EVENTS, Clock, Partner


def shape(value: Any) -> Any:
    """Reduce a document to its member names."""
    if isinstance(value, dict):
        return {name: shape(item) for name, item in value.items()}
    return type(value).__name__


def of_type(central: PartnerCentral, detail_type: str) -> dict[str, Any]:
    return next(event for event in central.events if event["detail-type"] == detail_type)


def heard(central: PartnerCentral) -> list[str]:
    return [event["detail-type"] for event in central.events]


@pytest.mark.parametrize("name", ["engagement_invitation_created", "opportunity_updated"])
def test_the_sample_events_have_the_shape_of_the_sent_ones(
    partner: Partner, central: PartnerCentral, name: str
) -> None:
    example = json.loads((EVENTS / f"{name}.json").read_text(encoding="utf-8"))

    partner.accepts(partner.is_referred_a_customer())

    assert shape(of_type(central, example["detail-type"])) == shape(example)


def test_an_invitation_event_says_which_invitation_until_when_and_to_whom(
    partner: Partner, central: PartnerCentral
) -> None:
    invitation = partner.invitation(partner.is_referred_a_customer())

    told = of_type(central, "Engagement Invitation Created")["detail"]["engagementInvitation"]
    assert told["id"] == invitation["Id"]
    assert told["expirationDate"] == "2026-12-08T07:41:18Z"
    assert told["participantType"] == "Receiver"


def test_a_referral_is_announced_in_the_order_things_happen(
    partner: Partner, central: PartnerCentral
) -> None:
    partner.accepts(partner.is_referred_a_customer())

    assert heard(central) == [
        "Engagement Invitation Created",
        "Engagement Invitation Accepted",
        "Engagement Member Added",
        "Opportunity Created",
        "Opportunity Updated",
        "Opportunity Updated",
    ]


def test_an_event_of_an_opportunity_carries_no_data(
    partner: Partner, central: PartnerCentral
) -> None:
    opportunity_id = partner.accepts(partner.is_referred_a_customer())

    detail = of_type(central, "Opportunity Created")["detail"]
    assert detail == {
        "schemaVersion": "1",
        "catalog": "Sandbox",
        "opportunity": {"identifier": opportunity_id},
    }


def test_an_event_bears_the_time_at_which_it_was_due(
    partner: Partner, clock: Clock, central: PartnerCentral
) -> None:
    central.behave(contact_delay_seconds=600)
    partner.accepts(partner.is_referred_a_customer())

    clock.advance(days=1)
    central.tick()

    assert central.events[-1]["time"] == "2026-11-23T07:51:18Z"


def test_rejection_and_expiry_are_announced(partner: Partner, central: PartnerCentral) -> None:
    partner.rejects(partner.is_referred_a_customer(), "Other")
    central.behave(expire_invitation=partner.is_referred_a_customer())

    assert heard(central)[1::2] == [
        "Engagement Invitation Rejected",
        "Engagement Invitation Expired",
    ]


def test_events_can_be_lost(partner: Partner, central: PartnerCentral) -> None:
    central.behave(event_copies=0)

    partner.accepts(partner.is_referred_a_customer())

    assert central.events == []


def test_events_can_be_repeated(partner: Partner, central: PartnerCentral) -> None:
    central.behave(event_copies=2)

    partner.is_referred_a_customer()

    first, second = central.events
    assert first == second


def test_events_can_come_in_the_wrong_order(partner: Partner, central: PartnerCentral) -> None:
    central.behave(events_reversed=True)

    partner.accepts(partner.is_referred_a_customer())

    assert heard(central)[1:4] == [
        "Opportunity Updated",
        "Opportunity Updated",
        "Opportunity Created",
    ]


def test_a_listener_may_call_back(sample: dict[str, Any]) -> None:
    seen: list[str] = []

    def read(event: dict[str, Any]) -> None:
        identifier = event["detail"]["engagementInvitation"]["id"]
        seen.append(central_calls.invitation(identifier)["Status"])

    central = PartnerCentral(on_event=read)
    central_calls = Partner(central, sample)
    central_calls.is_referred_a_customer()

    assert seen == ["PENDING"]


def test_a_listener_that_fails_breaks_no_call(
    sample: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(_event: dict[str, Any]) -> None:
        raise RuntimeError("deaf")

    partner = Partner(PartnerCentral(on_event=refuse), sample)

    invitation_id = partner.is_referred_a_customer()

    assert partner.invitation(invitation_id)["Status"] == "PENDING"
    assert "Engagement Invitation Created was lost" in capsys.readouterr().err


@pytest.fixture
def bus() -> Iterator[Bus]:
    with listening(bus := Bus()):
        yield bus


def test_events_reach_the_default_bus_of_an_emulator(bus: Bus, sample: dict[str, Any]) -> None:
    sink = EventBridgeSink(bus.url)
    central = PartnerCentral(on_event=sink)

    Partner(central, sample).is_referred_a_customer()
    sink.close()

    sent = bus.entries[0]
    assert (sent["Source"], sent["DetailType"]) == (
        "aws.partnercentral-selling",
        "Engagement Invitation Created",
    )
    assert json.loads(sent["Detail"]) == central.events[0]["detail"]
    assert sent["Resources"] == central.events[0]["resources"]
    assert "EventBusName" not in sent


def test_a_bus_that_is_away_breaks_nothing(
    sample: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    sink = EventBridgeSink("http://127.0.0.1:9")
    partner = Partner(PartnerCentral(on_event=sink), sample)

    invitation_id = partner.is_referred_a_customer()
    sink.close()

    assert partner.invitation(invitation_id)["Status"] == "PENDING"
    assert "was lost" in capsys.readouterr().err
