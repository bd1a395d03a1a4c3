"""What is saved in Salesforce is told to the hub: change events on a channel, relayed to AWS."""

from __future__ import annotations

import json

import pytest

from tests.salesforce.metadata import Component, of_type, the, within


def test_a_changed_referral_and_a_changed_opportunity_are_told() -> None:
    members = within("force-app", "PlatformEventChannelMember").values()

    assert {each.text("selectedEntity") for each in members} == {
        "Referral__ChangeEvent",
        "OpportunityChangeEvent",
    }


def test_every_change_is_told_since_gap_events_carry_no_field_to_filter_by() -> None:
    members = of_type("PlatformEventChannelMember").values()

    assert {each.text("filterExpression") for each in members} == {""}


def test_the_events_travel_on_one_channel_of_the_hubs_own() -> None:
    (channel,) = within("force-app", "PlatformEventChannel").items()
    members = within("force-app", "PlatformEventChannelMember").values()
    relay = the("EventRelayConfig", "Referral_Hub")

    assert channel[1].text("channelType") == "data"
    assert {each.text("eventChannel") for each in members} == {channel[0]}
    assert relay.text("eventChannel") == channel[0]


@pytest.mark.parametrize("relay", of_type("EventRelayConfig").values(), ids=lambda each: each.name)
def test_a_relay_goes_to_the_aws_account_of_whoever_deploys_it(relay: Component) -> None:
    name = relay.text("destinationResourceName").removeprefix("callout:")
    credential = the("NamedCredential", name)

    assert credential.text("endpoint") == "arn:aws:AWS_REGION:AWS_ACCOUNT_ID"
    assert credential.text("protocol") == "NoAuthentication"


@pytest.mark.parametrize("relay", of_type("EventRelayConfig").values(), ids=lambda each: each.name)
def test_after_an_interruption_a_relay_tells_all_that_is_still_kept(relay: Component) -> None:
    assert json.loads(relay.text("relayOption")) == {"ReplayRecovery": "EARLIEST"}


@pytest.mark.parametrize("relay", of_type("EventRelayConfig").values(), ids=lambda each: each.name)
def test_deploying_a_relay_again_does_not_stop_one_that_runs(relay: Component) -> None:
    assert relay.text("state") == ""


@pytest.mark.parametrize("kind", ["EventRelayConfig", "NamedCredential"])
def test_what_needs_an_aws_account_is_deployed_apart(kind: str) -> None:
    for component in of_type(kind).values():
        assert component.folder in ("event-relay", "flow-relay")
