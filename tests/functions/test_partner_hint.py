"""Hints from the queue, each on its own: some lead to a referral, some nowhere, some are broken."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from functions._entrypoint import flush_metrics
from functions.sqs.partner_hint import handle
from referral_hub.adapters.memory import MemoryDeadLetters
from referral_hub.application.contact_info import arrive
from referral_hub.domain.contacts.contact import MOST_CONTACTS
from referral_hub.domain.effects import Done
from referral_hub.domain.referrals.referral import Referral
from referral_hub.hub import Hub
from referral_hub.ports import Key
from tests.adapters.partners.aws.stage import EVENTS, Stage, a_hub_with_aws, staged
from tests.contracts.partner_connector import TOKEN, settled
from tests.functions.dead_letters import FullLetters, letters_of

READ = "GetEngagementInvitation"
Found = list[Referral]


@pytest.fixture
def stage(loopback: None) -> Iterator[Stage]:  # noqa: ARG001 - opens the way to the stand-in
    with staged() as stage:
        yield stage


@pytest.fixture
def hub(stage: Stage) -> Hub:
    return replace(a_hub_with_aws(stage), dead_letters=MemoryDeadLetters())


def a_batch(*bodies: Any) -> dict[str, Any]:
    """A batch as SQS hands it to the function; texts go in as they are."""
    texts = [body if isinstance(body, str) else json.dumps(body) for body in bodies]
    return {"Records": [{"messageId": f"m{n}", "body": text} for n, text in enumerate(texts)]}


def failed(answer: dict[str, Any]) -> list[str]:
    return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


def a_hint(referral: Referral, about: str = "invitation") -> dict[str, str]:
    return {"partner_id": "aws", "about": about, "id": referral.partner_referral_id}


def inbox(hub: Hub) -> Found:
    return list(hub.referrals.newest())


def awaiting_contact(hub: Hub, stage: Stage) -> Referral:
    """A referral from the inbox, accepted at AWS, that waits for contact info."""
    handle(a_batch(a_hint(stage.shares())), hub=hub)
    (referral,) = inbox(hub)
    outcome = stage.connector.accept(referral, token=TOKEN)
    saved = hub.referrals.save(settled(referral, "partner_notice", outcome))
    place = saved.partner_opportunity_id
    hub.partner_links.link("aws", place, saved.number, now=hub.clock())
    stage.clock.advance(minutes=12)
    return saved


def measured(capsys: pytest.CaptureFixture[str]) -> dict[str, Any]:
    """What was counted since this was last asked, in CloudWatch's embedded metric format."""
    flush_metrics()
    lines = [line for line in capsys.readouterr().out.splitlines() if "CloudWatchMetrics" in line]
    return dict(json.loads(lines[-1])) if lines else {}


def test_an_event_of_aws_brings_the_referral_into_the_inbox(hub: Hub, stage: Stage) -> None:
    shared = stage.shares()
    (event,) = stage.aws.events

    answer = handle(a_batch(event), hub=hub)

    (referral,) = inbox(hub)
    assert failed(answer) == []
    assert referral.partner_id == "aws"
    assert referral.partner_referral_id == shared.partner_referral_id
    assert hub.referrals.invitation_of(referral).via == "event"


def test_a_hint_of_the_poller_brings_the_referral_into_the_inbox(hub: Hub, stage: Stage) -> None:
    shared = stage.shares()

    answer = handle(a_batch(a_hint(shared)), hub=hub)

    (referral,) = inbox(hub)
    assert failed(answer) == []
    assert hub.referrals.invitation_of(referral).via == "poll"


def test_a_referral_that_is_heard_of_often_is_read_and_filed_once(hub: Hub, stage: Stage) -> None:
    hint = a_hint(stage.shares())
    (event,) = stage.aws.events

    for batch in (a_batch(event, event, hint), a_batch(hint)):
        assert failed(handle(batch, hub=hub)) == []

    assert len(inbox(hub)) == 1
    assert len(stage.calls(READ)) == 1


def test_a_received_referral_is_counted_once(
    hub: Hub, stage: Stage, capsys: pytest.CaptureFixture[str]
) -> None:
    hint = a_hint(stage.shares())
    measured(capsys)

    handle(a_batch(hint, hint), hub=hub)

    counted = measured(capsys)
    assert counted["ReferralReceived"] == [1.0]
    assert counted["_aws"]["CloudWatchMetrics"][0]["Namespace"] == "ReferralHub"


def test_contacts_that_an_updated_opportunity_shows_arrive(hub: Hub, stage: Stage) -> None:
    referral = awaiting_contact(hub, stage)
    person = stage.reveals(referral)
    event = stage.aws.events[-1]

    answer = handle(a_batch(event), hub=hub)

    (arrival,) = hub.contacts.of(referral.number)
    assert event["detail-type"] == "Opportunity Updated"
    assert failed(answer) == []
    assert arrival.info == person
    assert arrival.via == "event"


def test_an_event_that_only_echoes_what_the_hub_did_is_not_read(hub: Hub, stage: Stage) -> None:
    awaiting_contact(hub, stage)
    echoes = [e for e in stage.aws.events if e["detail-type"] == "Opportunity Updated"]
    before = len(stage.calls("GetOpportunity"))

    answer = handle(a_batch(*echoes), hub=hub)

    assert echoes
    assert failed(answer) == []
    assert len(stage.calls("GetOpportunity")) == before


def test_contacts_whose_event_was_lost_are_found_by_the_poller(hub: Hub, stage: Stage) -> None:
    referral = awaiting_contact(hub, stage)
    stage.aws.behave(event_copies=0)
    person = stage.reveals(referral)
    hint = {"partner_id": "aws", "about": "contact_info", "id": referral.number}

    answer = handle(a_batch(hint), hub=hub)

    assert failed(answer) == []
    assert [arrival.info for arrival in hub.contacts.of(referral.number)] == [person]


def test_repeated_and_disordered_events_bring_each_contact_once(hub: Hub, stage: Stage) -> None:
    referral = awaiting_contact(hub, stage)
    stage.reveals(referral)
    events = list(reversed(stage.aws.events)) * 2

    answer = handle(a_batch(*events), hub=hub)

    assert failed(answer) == []
    assert len(hub.contacts.of(referral.number)) == 1


def test_one_poisoned_record_in_the_middle_fails_alone(hub: Hub, stage: Stage) -> None:
    first, second = stage.shares(), stage.shares()

    answer = handle(a_batch(a_hint(first), "{not json", a_hint(second)), hub=hub)

    assert failed(answer) == []
    assert letters_of(hub) == ["{not json"]
    assert len(inbox(hub)) == 2


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "null",
        {"partner_id": "aws"},
        {"partner_id": "nobody", "about": "invitation", "id": "engi-0abcd1234efgh"},
        {"detail-type": "Engagement Invitation Created", "source": "aws.partnercentral-selling"},
    ],
)
def test_a_record_that_nobody_can_read_goes_to_the_dead_letters_at_once(
    hub: Hub, body: Any
) -> None:
    assert failed(handle(a_batch(body), hub=hub)) == []
    assert len(letters_of(hub)) == 1


def test_a_hint_that_no_further_try_can_help_goes_there_too(hub: Hub, stage: Stage) -> None:
    referral = awaiting_contact(hub, stage)
    person, at = stage.reveals(referral), hub.clock()
    for n in range(MOST_CONTACTS):
        someone = person.model_copy(update={"last_name": f"Holt {n}", "email": f"{n}@x.example"})
        arrive(referral=referral, people=[someone], via="api", now=at, contacts=hub.contacts)
    hint = {"partner_id": "aws", "about": "contact_info", "id": referral.number}

    answer = handle(a_batch(hint), hub=hub)

    assert failed(answer) == []
    assert [json.loads(body) for body in letters_of(hub)] == [hint]


def test_what_the_dead_letters_did_not_take_is_brought_again(hub: Hub) -> None:
    full = replace(hub, dead_letters=FullLetters())

    assert failed(handle(a_batch("{not json"), hub=full)) == ["m0"]


def test_an_outage_of_the_partner_leaves_the_hint_in_the_queue(hub: Hub, stage: Stage) -> None:
    hint = a_hint(stage.shares())
    stage.aws.behave(internal_error={"operation": READ, "times": 1})

    during = handle(a_batch(hint), hub=hub)
    afterwards = handle(a_batch(hint), hub=hub)

    assert failed(during) == ["m0"]
    assert failed(afterwards) == []
    assert len(inbox(hub)) == 1


def test_an_invitation_that_expired_on_the_way_is_dropped(hub: Hub, stage: Stage) -> None:
    shared = stage.shares()
    stage.takes_back(shared)

    answer = handle(a_batch(a_hint(shared)), hub=hub)

    assert failed(answer) == []
    assert inbox(hub) == []


@pytest.mark.parametrize(
    "body",
    [
        {"partner_id": "harbour", "about": "invitation", "id": "H-1"},
        {"partner_id": "aws", "about": "contact_info", "id": "R-999999"},
        {"partner_id": "aws", "about": "opportunity", "id": "O1234567"},
        {"detail-type": "Object Created", "source": "aws.s3", "detail": {}},
    ],
)
def test_a_hint_that_leads_nowhere_is_no_failure(hub: Hub, body: Any) -> None:
    assert failed(handle(a_batch(body), hub=hub)) == []


def test_nothing_of_the_customer_gets_into_the_log(
    hub: Hub, stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    referral = awaiting_contact(hub, stage)
    stage.reveals(referral)
    broken = '{"partner_id": "sunniva.eide@halvard-marine.example"'

    handle(a_batch(*stage.aws.events, broken, {"about": "Sunniva"}), hub=hub)

    assert "hint.unreadable" in caplog.text
    assert "sunniva" not in caplog.text.lower()


def test_the_batch_kept_as_a_file_is_one_that_the_function_takes(hub: Hub) -> None:
    batch = json.loads((EVENTS / "sqs/partner_hint_batch.json").read_text("utf-8"))

    assert failed(handle(batch, hub=hub)) == []


def test_an_opportunity_without_waiting_referral_is_not_read(hub: Hub, stage: Stage) -> None:
    referral = awaiting_contact(hub, stage)
    stage.reveals(referral)
    hub.table.delete(Key("PARTNER_LINK#aws", referral.partner_opportunity_id))
    before = len(stage.calls("GetOpportunity"))

    handle(a_batch(stage.aws.events[-1]), hub=hub)

    assert len(stage.calls("GetOpportunity")) == before
    assert isinstance(referral.ledger.effects["partner_notice"].outcome, Done)
