"""How the hub reads what only Secrets Manager knows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from moto import mock_aws

from referral_hub.adapters.kept import MINUTES
from referral_hub.adapters.secrets import Secret
from referral_hub.domain.errors import Unavailable
from tests.builders import Clock


@pytest.fixture
def manager() -> Iterator[Any]:
    with mock_aws():
        yield boto3.client("secretsmanager", region_name="us-east-1")


def kept(manager: Any, text: str, clock: Clock | None = None) -> Secret:
    manager.create_secret(Name="crm", SecretString=text)
    return Secret(lambda: manager, "crm", clock or Clock())


def test_a_secret_is_read_by_its_name(manager: Any) -> None:
    secret = kept(manager, json.dumps({"client_id": "hub"}))

    assert secret() == {"client_id": "hub"}


def test_a_secret_that_an_admin_replaced_counts_within_minutes(manager: Any) -> None:
    clock = Clock()
    secret = kept(manager, json.dumps({"client_id": "old"}), clock)
    secret()
    manager.put_secret_value(SecretId="crm", SecretString=json.dumps({"client_id": "new"}))

    before = secret()
    clock.advance(seconds=MINUTES.total_seconds())

    assert (before, secret()) == ({"client_id": "old"}, {"client_id": "new"})


@pytest.mark.parametrize("text", ["not json", "[]", '"a"'])
def test_a_secret_that_is_no_object_is_named_and_never_quoted(manager: Any, text: str) -> None:
    secret = kept(manager, text)

    with pytest.raises(Unavailable, match="is no JSON object") as trouble:
        secret()

    assert trouble.value.__cause__ is None


def test_a_secret_that_is_not_there_says_so(manager: Any) -> None:
    with pytest.raises(Unavailable, match="ResourceNotFoundException") as trouble:
        Secret(lambda: manager, "nowhere", Clock())()

    assert trouble.value.cause == "signed_out"
