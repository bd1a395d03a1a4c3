"""The way to partners' webhooks, as it is deployed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from infra.webhooks import _TRIES
from referral_hub.adapters.webhooks import TIMEOUT_SECONDS
from referral_hub.domain.webhooks.delivery import MOST_ATTEMPTS, PAUSES
from tests.infra.template import Properties, Template, as_list, mentioned

DESK, CALLER = "api.app", "sqs.deliver_webhook"
TELLERS = ("stream.relay_changes", "sqs.outbound")


@pytest.fixture
def queue(template: Template) -> Properties:
    (found,) = (
        q
        for id_, q in template.all("SQS::Queue").items()
        if id_.startswith("WebhookMessages") and "RedrivePolicy" in q
    )
    return found


def may(template: Template, action: str) -> set[str]:
    """The functions that may do this with the secrets that sign."""
    roles = {
        role
        for policy in template.all("IAM::Policy").values()
        for statement in policy["PolicyDocument"]["Statement"]
        if f"secretsmanager:{action}" in as_list(statement["Action"])
        and "/webhooks/*" in str(statement["Resource"])
        for role in mentioned(policy["Roles"])
    }
    return {m for m, function in template.modules.items() if mentioned(function["Role"]) <= roles}


def test_who_makes_secrets_cannot_read_them_and_who_signs_cannot_make_them(
    template: Template,
) -> None:
    assert may(template, "CreateSecret") == may(template, "DeleteSecret") == {DESK}
    assert may(template, "GetSecretValue") == {CALLER}


def test_who_calls_addresses_that_others_chose_reads_no_other_secret(template: Template) -> None:
    role = mentioned(template.modules[CALLER]["Role"])

    places = [
        str(statement["Resource"])
        for policy in template.all("IAM::Policy").values()
        if role & mentioned(policy["Roles"])
        for statement in policy["PolicyDocument"]["Statement"]
        if "secretsmanager:" in str(statement["Action"])
    ]

    assert len(places) == 1
    assert "/webhooks/*" in places[0]


def test_a_message_is_kept_for_as_long_as_two_of_a_referral_are_tried_one_after_the_other(
    queue: Properties,
) -> None:
    longest = timedelta(seconds=1.1 * sum(PAUSES))

    assert timedelta(seconds=queue["MessageRetentionPeriod"]) > 2 * longest


def test_a_message_has_more_tries_than_attempts_and_pauses_in_two_parts(queue: Properties) -> None:
    in_parts = sum(1 + int(pause * 1.1) // (11 * 3600) for pause in PAUSES)

    assert queue["RedrivePolicy"]["maxReceiveCount"] == _TRIES
    assert 2 * (MOST_ATTEMPTS + in_parts) < _TRIES


def test_one_slow_receiver_takes_nobody_elses_time(template: Template) -> None:
    (mapping,) = (
        m
        for m in template.all("Lambda::EventSourceMapping").values()
        if "WebhookMessages" in str(m["EventSourceArn"])
    )

    assert mapping["BatchSize"] == 1
    assert template.modules[CALLER]["Timeout"] > 2 * TIMEOUT_SECONDS


@pytest.mark.parametrize("module", [DESK, *TELLERS, CALLER])
def test_whoever_has_to_do_with_webhooks_knows_the_way(template: Template, module: str) -> None:
    told = template.modules[module]["Environment"]["Variables"]

    assert {"HUB_WEBHOOK_QUEUE_URL", "HUB_WEBHOOK_SECRETS_PREFIX"} <= told.keys()


def test_only_who_has_something_to_tell_partners_queues_it(template: Template) -> None:
    roles = {
        role
        for policy in template.all("IAM::Policy").values()
        for statement in policy["PolicyDocument"]["Statement"]
        if "sqs:SendMessage" in as_list(statement["Action"])
        and "WebhookMessages" in str(statement["Resource"])
        and "DeadLetters" not in str(statement["Resource"])
        for role in mentioned(policy["Roles"])
    }

    writers = {m for m, f in template.modules.items() if mentioned(f["Role"]) <= roles}
    assert writers == {DESK, *TELLERS}


def test_no_deployment_calls_its_own_machine_unless_told(template: Template) -> None:
    assert template.body["Parameters"]["LocalAddresses"]["Default"] == "no"


def test_no_more_than_two_functions_read_the_stream(template: Template) -> None:
    """Lambda's guide: more readers of one shard than two are throttled."""
    streams = [
        m for m in template.all("Lambda::EventSourceMapping").values() if "StartingPosition" in m
    ]

    assert len(streams) == 2


def test_the_relay_is_not_woken_by_the_filing_of_a_referral(template: Template) -> None:
    (relay,) = (
        m
        for m in template.all("Lambda::EventSourceMapping").values()
        if "RelayChanges" in str(m["FunctionName"])
    )

    patterns = [each["Pattern"] for each in relay["FilterCriteria"]["Filters"]]

    assert (
        '{"dynamodb":{"NewImage":{"kind":{"S":["REFERRAL"]},'
        '"version":{"N":[{"anything-but":["1"]}]}}}}'
    ) in patterns
    assert len(patterns) <= 5
