"""Signing in by either flow, once per process; and what an admin is told when it fails."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from subprocess import run
from typing import Any

import pytest

from referral_hub.adapters.crms.salesforce.connection import connect
from referral_hub.adapters.crms.salesforce.session import Token
from referral_hub.domain.errors import Unavailable
from tests.adapters.crms.salesforce.org import SECRET, Stage, new_attempts
from tests.builders import Clock
from tests.sandbox.salesforce.rehearsal import AUDIENCE, KEY, USER, client, private_pem, public_pem


def jwt_secret(**override: str) -> dict[str, str]:
    said = {"client_id": KEY, "username": USER, "private_key": private_pem(), "audience": AUDIENCE}
    return said | override


def refusal(stage: Stage, secret: Mapping[str, str]) -> Unavailable:
    with pytest.raises(Unavailable) as trouble:
        stage.connect(lambda: secret).crm.stages()
    return trouble.value


def test_nothing_is_contacted_before_the_first_call() -> None:
    def secret() -> dict[str, str]:
        raise AssertionError("asked too early")

    connection = connect(
        "https://fenwick.my.salesforce.com", secret, Clock(), attempts=new_attempts()
    )

    assert connection.crm.name == "salesforce"


def test_one_sign_in_serves_all_calls(stage: Stage) -> None:
    stage.crm.stages()
    stage.crm.search_accounts("fenwick")

    assert stage.sign_ins() == 1


def test_a_signed_assertion_signs_in(stage: Stage) -> None:
    stage.org.configure_app(certificate=public_pem())

    connection = stage.connect(jwt_secret)

    assert connection.crm.stages()


def test_an_assertion_is_for_production_unless_told(stage: Stage) -> None:
    stage.org.configure_app(certificate=public_pem())
    secret = {name: text for name, text in jwt_secret().items() if name != "audience"}

    assert stage.connect(lambda: secret).crm.stages()


def test_a_client_that_nobody_here_wrote_reads_what_was_written(stage: Stage) -> None:
    created = stage.crm.create_account({"Name": "Fenwick Lighthouses"}, token="a-1")

    theirs = client(stage.server, domain="fenwick.my", consumer_key=KEY, consumer_secret=SECRET_KEY)
    found = theirs.Account.get_by_custom_id("Referral_Hub_Id__c", "a-1")

    assert (found["Id"], found["Name"]) == (created.result, "Fenwick Lighthouses")


SECRET_KEY = SECRET["client_secret"]


def test_a_user_who_is_not_approved_is_told_with_the_fix(stage: Stage) -> None:
    stage.org.configure_app(certificate=public_pem())
    stage.behave(user_approved=False)

    trouble = refusal(stage, jwt_secret())

    assert trouble.cause == "signed_out"
    assert "user hasn't approved this consumer" in trouble.reason
    assert "pre-authorise" in trouble.reason


def test_a_missing_run_as_user_is_told_with_the_fix(stage: Stage) -> None:
    stage.behave(run_as_user=False)

    trouble = refusal(stage, SECRET)

    assert (trouble.cause, "'Run As'" in trouble.reason) == ("signed_out", True)


@pytest.mark.parametrize(
    ("secret", "fix"),
    [
        ({"client_id": "another"}, "consumer key"),
        ({"client_secret": "another"}, "consumer secret"),
    ],
)
def test_wrong_credentials_are_told_with_the_fix(
    stage: Stage, secret: dict[str, str], fix: str
) -> None:
    trouble = refusal(stage, SECRET | secret)

    assert (trouble.cause, fix in trouble.reason) == ("signed_out", True)
    assert "another" not in trouble.reason


@pytest.mark.parametrize(
    ("override", "fix"),
    [
        ({"audience": "https://elsewhere.example"}, "test.salesforce.com"),
        ({"username": "nobody@example.com"}, "pre-authorise"),
        ({"private_key": "-----BEGIN NONSENSE-----"}, "PEM"),
        ({"private_key": ""}, "PEM"),
    ],
)
def test_a_wrong_assertion_is_told_with_the_fix(
    stage: Stage, override: dict[str, str], fix: str
) -> None:
    stage.org.configure_app(certificate=public_pem())

    trouble = refusal(stage, jwt_secret(**override))

    assert (trouble.cause, fix in trouble.reason) == ("signed_out", True)


@pytest.mark.parametrize(
    "lacking",
    [{}, {"client_id": KEY}, {"private_key": "k"}, {"private_key": "k", "client_id": KEY}],
)
def test_an_incomplete_secret_says_what_it_lacks(stage: Stage, lacking: dict[str, str]) -> None:
    trouble = refusal(stage, lacking)

    assert (trouble.cause, "lacks" in trouble.reason) == ("signed_out", True)


def test_a_changed_secret_counts_at_the_next_sign_in(stage: Stage) -> None:
    secret: dict[str, Any] = dict(SECRET)
    crm = stage.connect(lambda: secret).crm
    crm.stages()
    stage.org.configure_app(consumer_secret="rotated")
    stage.behave(expire_sessions=True)

    secret["client_secret"] = "rotated"

    assert crm.search_accounts("fenwick") == []


def test_a_session_that_is_refused_again_is_a_sign_in_trouble(stage: Stage) -> None:
    stage.behave(invalid_session={"path": "/query$", "times": 2})

    with pytest.raises(Unavailable) as trouble:
        stage.crm.stages()

    assert trouble.value.cause == "signed_out"


@pytest.mark.usefixtures("loopback")
def test_an_address_where_nobody_answers_is_a_trouble_without_secrets() -> None:
    crm = connect("http://127.0.0.1:9", lambda: SECRET, Clock(), attempts=new_attempts()).crm

    with pytest.raises(Unavailable) as trouble:
        crm.stages()

    assert trouble.value.cause == "unreachable"
    assert SECRET_KEY not in str(trouble.value)


@pytest.mark.parametrize("url", ["http://fenwick.my.salesforce.com", "fenwick", "", "ftp://x"])
def test_no_secret_leaves_in_the_open(url: str) -> None:
    crm = connect(url, lambda: SECRET, Clock(), attempts=new_attempts()).crm

    with pytest.raises(Unavailable) as trouble:
        crm.stages()

    assert (trouble.value.cause, "https://" in trouble.value.reason) == ("signed_out", True)


def test_the_library_for_assertions_is_loaded_by_that_flow_only() -> None:
    load = (
        "import sys, referral_hub.adapters.crms.salesforce.connection; print('jwt' in sys.modules)"
    )

    told = run([sys.executable, "-c", load], capture_output=True, text=True, check=True, env=PLACE)

    assert told.stdout.strip() == "False"


PLACE = {"PYTHONPATH": os.pathsep.join(sys.path)}


def test_a_token_does_not_show_itself() -> None:
    assert "00D!secret" not in repr(Token("00D!secret", "https://fenwick.my.salesforce.com"))
