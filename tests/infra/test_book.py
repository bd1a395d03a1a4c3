"""Where the snapshots of the referral book are kept, and who answers for it."""

from __future__ import annotations

from typing import Any

from tests.infra.template import Template, as_list, mentioned


def bucket(template: Template) -> dict[str, Any]:
    return template.one("S3::Bucket")


def test_snapshots_are_encrypted_and_closed_to_everybody_else(template: Template) -> None:
    made = bucket(template)

    rules = made["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert rules[0]["ServerSideEncryptionByDefault"] == {"SSEAlgorithm": "AES256"}
    assert set(made["PublicAccessBlockConfiguration"].values()) == {True}


def test_snapshots_travel_encrypted_only(template: Template) -> None:
    statements = template.one("S3::BucketPolicy")["PolicyDocument"]["Statement"]

    denied = [s for s in statements if s["Effect"] == "Deny"]

    assert [s["Condition"] for s in denied] == [{"Bool": {"aws:SecureTransport": "false"}}]


def test_a_snapshot_that_was_replaced_is_gone_after_a_day(template: Template) -> None:
    (rule,) = bucket(template)["LifecycleConfiguration"]["Rules"]

    assert rule["NoncurrentVersionExpiration"] == {"NoncurrentDays": 1}
    assert rule["Status"] == "Enabled"


def test_only_the_keeper_writes_snapshots(template: Template) -> None:
    writing = {
        policy.split("Role")[0]
        for policy, statement in template.statements()
        if "s3:PutObject" in as_list(statement["Action"])
    }

    assert writing == {"KeepBook"}


def test_whoever_answers_for_the_book_changes_nothing(template: Template) -> None:
    allowed = {
        action
        for policy, statement in template.statements()
        if policy.startswith("ReferralBookRole")
        for action in as_list(statement["Action"])
        if action.split(":")[0] in {"dynamodb", "s3"}
    }

    assert allowed == {
        "dynamodb:BatchGetItem",
        "dynamodb:GetItem",
        "dynamodb:Query",
        "s3:GetObject",
        "s3:ListBucket",
    }


def test_a_new_reader_of_a_large_book_has_the_time_to_unpack_it(template: Template) -> None:
    (reader,) = (f for id_, f in template.functions.items() if id_.startswith("ReferralBook"))

    assert reader["Timeout"] == 180
    assert reader["EphemeralStorage"] == {"Size": 5 * 1024}


def test_only_the_list_of_the_book_goes_to_it(template: Template) -> None:
    routes = template.all("ApiGatewayV2::Route")
    integrations = template.all("ApiGatewayV2::Integration")

    leading = {
        route["RouteKey"]: integrations[name]["IntegrationUri"]
        for route in routes.values()
        for name in mentioned(route["Target"])
    }

    assert {key for key, uri in leading.items() if "ReferralBook" in str(uri)} == {
        "GET /v1/referral-book"
    }
    assert set(leading) == {"$default", "GET /v1/referral-book"}
