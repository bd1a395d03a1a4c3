"""How the hub reads what only Secrets Manager knows."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber
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
    with pytest.raises(Unavailable, match="was never put") as trouble:
        Secret(lambda: manager, "nowhere", Clock())()

    assert trouble.value.cause == "signed_out"


def test_what_is_put_counts_at_once_for_whoever_put_it(manager: Any) -> None:
    secret = kept(manager, json.dumps({"client_id": "old", "scope": "all"}))
    secret()

    secret.put({"client_id": "new"})

    assert secret() == {"client_id": "new"}


def test_a_secret_is_made_when_it_is_put_for_the_first_time(manager: Any) -> None:
    secret = Secret(lambda: manager, "hub/partners/harbour", Clock())

    secret.put({"client_secret": "s"})

    told = manager.get_secret_value(SecretId="hub/partners/harbour")["SecretString"]
    assert json.loads(told) == {"client_secret": "s"}


def test_after_a_refused_sign_in_a_secret_is_read_again(manager: Any) -> None:
    secret = kept(manager, json.dumps({"client_id": "old"}))
    secret()
    manager.put_secret_value(SecretId="crm", SecretString=json.dumps({"client_id": "new"}))

    assert secret.fresh() == {"client_id": "new"}
    assert secret() == {"client_id": "new"}


def test_a_secret_that_may_not_be_put_says_so_and_never_quotes_it() -> None:
    manager = boto3.client("secretsmanager", region_name="us-east-1")
    with Stubber(manager) as stubber:
        stubber.add_client_error("put_secret_value", "AccessDeniedException", "hush is not yours")

        with pytest.raises(Unavailable, match="AccessDeniedException") as trouble:
            Secret(lambda: manager, "crm", Clock()).put({"client_id": "hush"})

    assert trouble.value.__cause__ is None
    assert "hush" not in str(trouble.value)
