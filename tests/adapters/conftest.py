"""The hub's table in moto."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import botocore.session
import pytest
from moto import mock_aws

from referral_hub.adapters.dynamodb import DynamoTable
from referral_hub.ports import INDEXES

REGION = "us-east-1"


@lru_cache
def a_client(service: str) -> Any:
    """Make a client once: reading a service's description takes longer than most tests."""
    return botocore.session.get_session().create_client(service, region_name=REGION)


def create_table(name: str = "hub") -> DynamoTable:
    """Create the table as the stack defines it."""
    client = a_client("dynamodb")
    attributes = ("pk", "sk", *INDEXES, *set(INDEXES.values()))
    client.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": a, "AttributeType": "S"} for a in attributes],
        KeySchema=_keys("pk", "sk"),
        GlobalSecondaryIndexes=[
            {
                "IndexName": name,
                "KeySchema": _keys(name, sort),
                "Projection": {"ProjectionType": "KEYS_ONLY"},
            }
            for name, sort in INDEXES.items()
        ],
    )
    return DynamoTable(client, name)


def _keys(partition: str, sort: str) -> list[dict[str, str]]:
    return [
        {"AttributeName": partition, "KeyType": "HASH"},
        {"AttributeName": sort, "KeyType": "RANGE"},
    ]


@pytest.fixture
def aws() -> Iterator[None]:
    """AWS as moto plays it, empty."""
    with mock_aws():
        yield


@pytest.fixture
def executing_aws() -> Iterator[None]:
    """The same, with state machines that run."""
    with mock_aws(config={"stepfunctions": {"execute_state_machine": True}}):
        yield


@pytest.fixture
def dynamo_table(aws: None) -> DynamoTable:  # noqa: ARG001 (the table lives in it)
    return create_table()
