"""
The synthesized template on the emulator, after a referral went through each door and the whole job.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
import requests

from local.api import Caller, eventually, read
from local.hub import LocalHub, local_hub
from local.sandboxes import control
from local.schedule import run_now
from local.steps import Steps
from local.walk import RAISED, walk

pytestmark = pytest.mark.e2e

# Every contact of the walk, by name and e-mail.
PLANTED = (
    "Sunniva",
    "Eide",
    "Torstein",
    "Haug",
    "halvard-marine.example",
    "Ragnhild",
    "fabrikam.example",
    "Iselin",
    "brygge-lys.example",
)
CLOSES = "target_close_date"
# A feed that asks for a token, at an address that nobody has.
LANTERN = {
    "partner_id": "lantern",
    "name": "Lantern",
    "kind": "feed",
    "settings": {
        "url": "https://lantern.example/referrals",
        "authentication": {},
        "fields": {"id": "id", "title": "title", "company": "company"},
    },
}


@pytest.fixture(scope="module")
def told() -> io.StringIO:
    return io.StringIO()


@pytest.fixture(scope="module")
def hub(told: io.StringIO) -> Iterator[LocalHub]:
    steps = Steps(told)
    with local_hub(steps) as hub:
        walk(hub, steps)
        yield hub


@pytest.fixture
def operator(hub: LocalHub) -> Caller:
    return Caller(hub.url, hub.keys["operator"])


@pytest.fixture
def admin(hub: LocalHub) -> Caller:
    return Caller(hub.url, hub.keys["admin"])


def aws(hub: LocalHub, service: str) -> Any:
    return boto3.client(
        service,
        region_name="us-east-1",
        endpoint_url=hub.emulator_url,
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )


def histories(hub: LocalHub) -> dict[str, list[dict[str, Any]]]:
    client = aws(hub, "stepfunctions")
    runs = client.list_executions(stateMachineArn=hub.state_machine_arn)["executions"]
    pages = client.get_paginator("get_execution_history")
    return {
        run["name"]: [
            event
            for page in pages.paginate(executionArn=run["executionArn"])
            for event in page["events"]
        ]
        for run in runs
    }


def logs(hub: LocalHub) -> str:
    client = aws(hub, "logs")
    groups = [g["logGroupName"] for g in client.describe_log_groups()["logGroups"]]
    pages = client.get_paginator("filter_log_events")
    return "\n".join(
        event["message"]
        for group in groups
        for page in pages.paginate(logGroupName=group)
        for event in page["events"]
    )


@pytest.mark.usefixtures("hub")
def test_each_step_of_the_walk_is_told_with_what_it_took(told: io.StringIO) -> None:
    lines = [line for line in told.getvalue().splitlines() if "✓" in line]

    assert len(lines) == 51
    assert all(line.endswith(" s") for line in lines)


def test_all_referrals_are_done(operator: Caller) -> None:
    found = operator.get("/v1/referrals")["items"]

    assert {(r["number"], r["partner_id"]): r["progress"] for r in found} == {
        ("R-000001", "aws"): "done",
        ("R-000002", "example-platform"): "done",
        ("R-000003", "microsoft"): "done",
        ("R-000004", "example-feed"): "done",
    }


def test_each_execution_bears_the_number_of_its_referral(hub: LocalHub, operator: Caller) -> None:
    numbers = [f"R-00000{place}" for place in range(1, 5)]
    named = [operator.get(f"/v1/referrals/{n}")["execution"]["name"] for n in numbers]

    assert named == numbers
    assert {name[: len("R-000001")] for name in histories(hub)} == set(numbers)


def test_no_execution_history_names_a_contact(hub: LocalHub) -> None:
    readable = json.dumps(histories(hub), default=str).casefold()

    assert "executionsucceeded" in readable
    assert [planted for planted in PLANTED if planted.casefold() in readable] == []


def test_no_log_names_a_contact(hub: LocalHub) -> None:
    readable = logs(hub).casefold()

    assert "execution.started" in readable
    assert [planted for planted in PLANTED if planted.casefold() in readable] == []


def test_every_request_to_partner_central_and_every_answer_fit_awss_model(hub: LocalHub) -> None:
    sandbox = hub.sandboxes["partner_central"]

    assert read(f"{sandbox}/_sandbox/violations") == []


def test_a_webhook_that_is_not_taken_comes_again_under_its_id(hub: LocalHub) -> None:
    platform = Caller(hub.url, hub.keys["integration"])
    receiver, path = hub.sandboxes["webhook_receiver"], "/v1/partners/example-platform/webhook"
    control(receiver, "behave", {"broken_after_commit": 1})

    queued = platform.post(f"{path}/test", {})["id"]
    delivery = eventually(lambda: _arrived(platform, path, queued), "the second attempt")

    came = [m for m in read(f"{receiver}/_sandbox/messages") if m["id"] == queued]
    assert delivery["attempts"] == 2
    assert [(m["problem"], m["repeated"]) for m in came] == [("", False), ("", True)]
    assert platform.get(path)["state"] == "active"


def _arrived(platform: Caller, path: str, message_id: str) -> dict[str, Any] | None:
    items = platform.get(f"{path}/deliveries")["items"]
    return next((i for i in items if i["id"] == message_id and i["status"] == "delivered"), None)


def partner_central(hub: LocalHub) -> Any:
    return boto3.client(
        "partnercentral-selling",
        region_name="us-east-1",
        endpoint_url=hub.sandboxes["partner_central"],
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )


def test_the_hosts_own_deal_is_at_aws_once_and_accepted(hub: LocalHub, operator: Caller) -> None:
    [shared] = operator.get("/v1/outgoing-referrals", status="accepted")["items"]
    side = operator.get(f"/v1/outgoing-referrals/{shared['number']}")["partner_referral"]

    listed = partner_central(hub).list_opportunities(Catalog="Sandbox")["OpportunitySummaries"]

    marks = {o["Id"]: o.get("PartnerOpportunityIdentifier", "") for o in listed}
    ours = [name for name, mark in marks.items() if mark.startswith(shared["number"])]
    assert ours == [side["partner_referral_id"]]
    assert (shared["status"], side["status"]) == ("accepted", "Approved")


def test_the_mail_of_a_batch_is_shown_to_a_browser_and_names_nobody(hub: LocalHub) -> None:
    page = requests.get(hub.sandboxes["mail_sink"], timeout=5).text

    assert "opp-nowhere" in page
    assert [name for name in PLANTED if name in page] == []


def test_aws_was_told_once(hub: LocalHub) -> None:
    effects = read(f"{hub.sandboxes['partner_central']}/_sandbox/effects")

    assert (effects["invitation.accepted"], effects["opportunity.updated"]) == (1, 1)


def test_microsoft_was_told_once_and_no_webhook_of_it_was_lost(
    hub: LocalHub, admin: Caller
) -> None:
    calls = read(f"{hub.sandboxes['partner_center']}/_sandbox/calls")
    changes = [json.loads(call["body"]) for call in calls if call["method"] == "PATCH"]
    run_now(hub.emulator_url, "PollPartnerFeeds")

    told = [[step["path"] for step in change] for change in changes]
    assert told == [["/status", "/substatus"], ["/externalReferenceId"]]
    assert admin.get("/v1/partners/microsoft")["health"]["missed"] == 0


def test_the_crm_has_what_the_platform_said_after_acceptance(operator: Caller) -> None:
    referral = operator.get("/v1/referrals/R-000002")
    opportunity = operator.get(f"/v1/crm/opportunities/{referral['opportunity_id']}")
    told = [e["what"] for e in operator.get("/v1/referrals/R-000002/timeline")["items"]]

    assert opportunity["fields"]["amount"] == RAISED["amount"]
    assert {"deal.changed", "opportunity.updated"} <= set(told)
    assert referral["integrations"]["crm"]["status"] == "success"


def test_the_timeline_tells_the_whole_story(operator: Caller) -> None:
    told = [entry["what"] for entry in operator.get("/v1/referrals/R-000001/timeline")["items"]]

    assert told[:2] == ["referral.received", "referral.accepted"]
    assert set(told) >= {
        "account.created",
        "opportunity.ready",
        "partner.told_accepted",
        "partner.told_opportunity_id",
        "contact_info.received",
        "contact.created",
        "contact.given_role",
    }


def test_the_hub_may_read_its_catalog_of_partner_central(admin: Caller) -> None:
    tested = admin.post("/v1/partners/aws/test", {})

    assert tested["passed"], tested


def test_what_an_operator_corrects_stands_in_awss_own_record_where_the_policy_says_so(
    hub: LocalHub, admin: Caller, operator: Caller
) -> None:
    admin.replace("/v1/policy", {**admin.get("/v1/policy"), "tells_partner": [CLOSES]})
    referral = operator.get("/v1/referrals/R-000001")
    central = partner_central(hub)
    record = {"Catalog": "Sandbox", "Identifier": referral["partner_opportunity_id"]}
    before = central.get_opportunity(**record)

    operator.patch("/v1/referrals/R-000001/deal", {CLOSES: "2028-02-29", "title": "Ours alone"})
    eventually(
        lambda: (
            central.get_opportunity(**record)["LifeCycle"].get("TargetCloseDate") == "2028-02-29"
        ),
        "the close date in Partner Central",
    )

    after = central.get_opportunity(**record)
    assert after["Project"] == before["Project"]
    told = eventually(lambda: _told_of_deals(operator, "R-000001"), "the note on the timeline")
    assert told == [CLOSES]
    assert operator.get("/v1/referrals/R-000001")["integrations"]["partner"]["status"] == "success"


def _told_of_deals(operator: Caller, number: str) -> list[str]:
    story = operator.get(f"/v1/referrals/{number}/timeline")["items"]
    return [entry["why"] for entry in story if entry["what"] == "partner.told_deal"]


def test_the_secret_of_a_partner_is_in_secrets_manager_and_nowhere_else(
    hub: LocalHub, admin: Caller
) -> None:
    admin.post("/v1/partners", LANTERN)
    admin.post("/v1/partners/lantern/pause", {})

    shown = [admin.put("/v1/partners/lantern/secret", {"token": t}) for t in ("hush-1", "hush-2")]
    tested = admin.post("/v1/partners/lantern/test", {})["checks"]

    secret = aws(hub, "secretsmanager").get_secret_value(SecretId="ReferralHub/partners/lantern")
    assert json.loads(secret["SecretString"]) == {"token": "hush-2"}
    assert [check["problem"] for check in tested if check["name"] == "secret"] == [""]
    assert "hush" not in json.dumps(shown) + logs(hub)
