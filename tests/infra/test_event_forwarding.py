"""Partner Central's events for a hub that is not where they are sent."""

from __future__ import annotations

from typing import Any

import pytest
from aws_cdk import App
from aws_cdk.assertions import Match, Template

from infra.checks import check
from infra.event_forwarding import EventForwarding

BUS = {
    "Fn::Join": [
        "",
        [
            "arn:",
            {"Ref": "AWS::Partition"},
            ":events:eu-north-1:",
            {"Ref": "AWS::AccountId"},
            ":event-bus/default",
        ],
    ]
}


@pytest.fixture(scope="module")
def stack() -> EventForwarding:
    app = App()
    check(app)
    return EventForwarding(app, "Forwarding", to="eu-north-1")


@pytest.fixture(scope="module")
def template(stack: EventForwarding) -> Template:
    return Template.from_stack(stack)


def test_it_stands_where_the_events_are_sent(stack: EventForwarding) -> None:
    assert stack.region == "us-east-1"


def test_events_of_the_chosen_catalog_go_to_the_bus_that_the_hub_listens_to(
    template: Template,
) -> None:
    rule: dict[str, Any] = {
        "EventPattern": {
            "source": ["aws.partnercentral-selling"],
            "detail": {"catalog": [{"Ref": "PartnerCentralCatalog"}]},
        },
        "Targets": [Match.object_like({"Arn": BUS})],
    }

    template.resource_count_is("AWS::Events::Rule", 1)
    template.has_resource_properties("AWS::Events::Rule", rule)


def test_the_rule_may_send_there_and_do_nothing_else(template: Template) -> None:
    statement = {"Action": "events:PutEvents", "Effect": "Allow", "Resource": BUS}

    template.has_resource_properties(
        "AWS::IAM::Policy", {"PolicyDocument": Match.object_like({"Statement": [statement]})}
    )


def test_an_event_that_cannot_be_sent_is_kept(template: Template) -> None:
    target = Match.object_like({"DeadLetterConfig": Match.any_value()})

    template.has_resource_properties("AWS::Events::Rule", {"Targets": [target]})


def test_a_hub_where_the_events_are_sent_gets_none_of_it() -> None:
    with pytest.raises(ValueError, match="hears the events where they are sent"):
        EventForwarding(App(), "Forwarding", to="us-east-1")
