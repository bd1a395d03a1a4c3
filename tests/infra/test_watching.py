from __future__ import annotations

import json
from pathlib import Path

import pytest

from infra.funnel import ASIDE, FUNNEL
from tests.infra.template import Template, mentioned

ROOT = Path(__file__).parent.parent.parent


def test_the_dashboard_shows_the_funnel_in_order(template: Template) -> None:
    shown = json.dumps(template.one("CloudWatch::Dashboard")["DashboardBody"])

    places = [shown.index(name) for name in FUNNEL]

    assert list(FUNNEL.values()) == [
        "Received",
        "Accepted",
        "Waiting for contact",
        "Done",
        "Failed",
    ]
    assert places == sorted(places)


@pytest.mark.parametrize(
    "reader",
    [
        "PartnerHints",
        "CrmHints",
        "OutboundMessages",
        "WebhookMessages",
        "RelayChanges",
        "ShowReferrals",
    ],
)
def test_the_dashboard_shows_how_far_each_reader_is_behind(template: Template, reader: str) -> None:
    shown = json.dumps(template.one("CloudWatch::Dashboard")["DashboardBody"])

    assert f'\\"label\\":\\"{reader}\\"' in shown


@pytest.mark.parametrize("name", FUNNEL | ASIDE)
def test_every_count_on_the_dashboard_is_written_by_our_code(name: str) -> None:
    code = [*(ROOT / "functions").rglob("*.py"), *(ROOT / "shared").rglob("*.py")]

    assert any(f'"{name}"' in path.read_text() for path in code)


@pytest.mark.parametrize(
    "metric", ["ContactOverdue", "DealRefused", "ReferralFailed", "RelayFailed", "WebhookDisabled"]
)
def test_one_referral_in_trouble_raises_an_alarm(template: Template, metric: str) -> None:
    (alarm,) = (alarm for alarm in template.alarms if alarm.get("MetricName") == metric)

    assert alarm["Threshold"] == 1
    assert alarm["Namespace"] == "ReferralHub"


@pytest.mark.parametrize("metric", ["ExecutionsFailed", "ExecutionsTimedOut", "ExecutionsAborted"])
def test_one_execution_in_trouble_raises_an_alarm(template: Template, metric: str) -> None:
    assert len(template.alarmed(metric)) == 1


def test_every_door_that_raises_raises_an_alarm_and_no_step_that_is_tried_again_does(
    template: Template,
) -> None:
    handlers = {id_: f["Handler"] for id_, f in template.functions.items()}

    assert template.alarmed("Errors") == {
        id_ for id_, handler in handlers.items() if not handler.startswith("functions.workflow.")
    }


def test_alarms_may_publish_to_the_topic_although_it_has_a_policy_of_its_own(
    template: Template,
) -> None:
    (policy,) = template.all("SNS::TopicPolicy").values()
    statements = policy["PolicyDocument"]["Statement"]

    (allowed,) = (s for s in statements if s["Effect"] == "Allow")
    assert allowed["Principal"] == {"Service": "cloudwatch.amazonaws.com"}
    assert allowed["Action"] == "sns:Publish"
    assert allowed["Condition"] == {
        "StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}
    }


def test_an_error_that_the_api_answers_with_raises_an_alarm(template: Template) -> None:
    assert template.alarmed("5xx") == set(template.all("ApiGatewayV2::Api"))


def test_a_relay_that_falls_behind_raises_an_alarm_long_before_changes_are_lost(
    template: Template,
) -> None:
    readers = [alarm for alarm in template.alarms if alarm.get("MetricName") == "IteratorAge"]

    minutes = {mentioned(a["Dimensions"]).pop(): a["Threshold"] / 60_000 for a in readers}

    assert {id_[:12]: waited for id_, waited in minutes.items()} == {
        "RelayChanges": 10,
        "ShowReferral": 30,
    }


def test_every_alarm_goes_to_the_topic(template: Template) -> None:
    (topic,) = template.all("SNS::Topic")

    assert all(mentioned(alarm["AlarmActions"]) == {topic} for alarm in template.alarms)


def test_nobody_is_subscribed_unless_an_e_mail_is_given(template: Template) -> None:
    (subscription,) = (
        resource
        for resource in template.body["Resources"].values()
        if resource["Type"] == "AWS::SNS::Subscription"
    )

    condition = template.body["Conditions"][subscription["Condition"]]

    assert condition == {"Fn::Not": [{"Fn::Equals": [{"Ref": "AlarmEmail"}, ""]}]}


def test_the_rule_hears_what_partner_central_sends_about_our_catalog(template: Template) -> None:
    (sample,) = (ROOT / "events/partners/aws").glob("engagement_invitation_created.json")
    event = json.loads(sample.read_text())

    (pattern,) = (
        rule["EventPattern"]
        for rule in template.all("Events::Rule").values()
        if "EventPattern" in rule and "EventBusName" not in rule
    )

    assert event["source"] in pattern["source"]
    assert "catalog" in event["detail"]
    assert pattern["detail"] == {"catalog": [{"Ref": "PartnerCentralCatalog"}]}


def test_every_parameter_is_documented_and_has_a_default(template: Template) -> None:
    ours = {
        name: parameter
        for name, parameter in template.body["Parameters"].items()
        if name != "BootstrapVersion"
    }

    assert all("Description" in parameter for parameter in ours.values())
    assert all("Default" in parameter for parameter in ours.values())


def test_a_deployment_says_where_everything_is(template: Template) -> None:
    assert set(template.body["Outputs"]) == {
        "ApiUrl",
        "TableName",
        "StateMachineArn",
        "DashboardUrl",
    }
