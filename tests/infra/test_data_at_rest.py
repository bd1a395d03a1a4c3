from __future__ import annotations

from referral_hub.ports import INDEXES
from tests.infra.template import Template


def test_the_table_can_be_restored_to_any_second(template: Template) -> None:
    recovery = template.one("DynamoDB::Table")["PointInTimeRecoverySpecification"]

    assert recovery == {"PointInTimeRecoveryEnabled": True}


def test_the_table_is_encrypted(template: Template) -> None:
    assert template.one("DynamoDB::Table")["SSESpecification"] == {"SSEEnabled": True}


def test_the_table_outlives_its_stack(template: Template) -> None:
    (resource,) = (
        resource
        for resource in template.body["Resources"].values()
        if resource["Type"] == "AWS::DynamoDB::Table"
    )

    assert resource["DeletionPolicy"] == resource["UpdateReplacePolicy"] == "Retain"
    assert resource["Properties"]["DeletionProtectionEnabled"]


def test_its_stream_tells_what_was_and_what_is(template: Template) -> None:
    stream = template.one("DynamoDB::Table")["StreamSpecification"]

    assert stream == {"StreamViewType": "NEW_AND_OLD_IMAGES"}


def test_items_may_carry_the_time_they_can_go(template: Template) -> None:
    expiry = template.one("DynamoDB::Table")["TimeToLiveSpecification"]

    assert expiry == {"AttributeName": "ttl", "Enabled": True}


def test_the_indexes_repeat_keys_and_nothing_else(template: Template) -> None:
    indexes = template.one("DynamoDB::Table")["GlobalSecondaryIndexes"]

    assert {index["Projection"]["ProjectionType"] for index in indexes} == {"KEYS_ONLY"}


def test_the_indexes_are_those_that_the_hub_asks(template: Template) -> None:
    indexes = template.one("DynamoDB::Table")["GlobalSecondaryIndexes"]

    keys = {
        index["IndexName"]: [key["AttributeName"] for key in index["KeySchema"]]
        for index in indexes
    }

    assert keys == {name: [name, sort] for name, sort in INDEXES.items()}


def test_the_access_log_names_no_body_header_or_query(template: Template) -> None:
    written = template.one("ApiGatewayV2::Stage")["AccessLogSettings"]["Format"]

    assert not [word for word in ("body", "header", "query") if word in written.lower()]


def test_the_workflow_logs_every_event_without_its_data(template: Template) -> None:
    logging = template.one("StepFunctions::StateMachine")["LoggingConfiguration"]

    assert logging["Level"] == "ALL"
    assert logging["IncludeExecutionData"] is False
