"""
An AWS referral through the whole job: the shipped connector speaks to a stand-in of Partner
Central.

Every request and every answer on that wire is checked against AWS's own service model.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial

import pytest

from functions.schedule import poll_partner_feeds
from functions.sqs import partner_hint
from referral_hub.adapters.clients import client
from referral_hub.adapters.partners.aws.connector import PartnerCentral as Connector
from referral_hub.application.feeds import Source
from referral_hub.domain.deal_fields import DealField
from referral_hub.domain.partner import Partner, PartnerKind
from referral_hub.domain.referral import Referral, Status
from sandbox.partner_central import PartnerCentral, PartnerCentralServer
from sandbox.partner_central.model_check import without_nulls
from tests.sandbox.leads import LEAD
from tests.sandbox.rehearsal import EVENTS
from tests.sandbox.rehearsal import Partner as AwsPartner
from tests.workflow.test_effects_happen_once import ONE_OF_EACH, CrashAt, records
from tests.workflow.world import World

pytestmark = pytest.mark.usefixtures("loopback")

EFFECTS = ("partner_notice", "partner_opportunity_id", "contact", "role")


@pytest.fixture
def server() -> Iterator[PartnerCentralServer]:
    with PartnerCentralServer(PartnerCentral(seed=7)) as server:
        yield server
        assert server.violations == []


@pytest.fixture
def aws(server: PartnerCentralServer) -> AwsPartner:
    sample = json.loads((EVENTS / "create_opportunity_request.json").read_text())
    return AwsPartner(server.central, dict(without_nulls(sample)))


@pytest.fixture
def world(a_world: Callable[..., World], server: PartnerCentralServer) -> World:
    partner = Partner(partner_id="aws", name="AWS", kind=PartnerKind.AWS)
    make = partial(client, "partnercentral-selling", "us-east-1", server.url)
    connector = Connector(make, catalog="Sandbox", partner_id="aws", sleep=lambda _: None)
    return a_world(source=Source(partner, connector=connector, feed=connector))


def poll(world: World) -> None:
    """Do what the schedule does, and what the queue then delivers."""
    poll_partner_feeds.handle({}, hub=world.hub)
    follow_hints(world)


def follow_hints(world: World) -> None:
    while world.hub.queue.hints:
        record = {"messageId": "m", "body": json.dumps(world.hub.queue.hints.pop(0))}
        answer = partner_hint.handle({"Records": [record]}, hub=world.hub)
        assert answer == {"batchItemFailures": []}


def received(world: World) -> Referral:
    (referral,) = world.hub.referrals.newest()
    return referral


def test_an_invitation_found_by_the_poll_goes_through_the_whole_job(
    world: World, aws: AwsPartner
) -> None:
    aws.is_referred_a_customer()
    aws.central.behave(contacts="never")
    poll(world)
    number = received(world).number
    world.operator_accepts(number)
    world.until(number, "awaiting_contact")
    world.eventually(lambda: world.hub.contacts.waiting(world.referral(number)))

    shared = world.referral(number).ledger.result("partner_notice")
    aws.central.behave(contacts="as_sent", reveal_contacts=shared)
    poll(world)
    referral = world.until(number, "done")

    assert records(world) == ONE_OF_EACH
    at_aws = aws.central.call("GetOpportunity", {"Catalog": "Sandbox", "Identifier": shared})
    assert at_aws["PartnerOpportunityIdentifier"] == referral.opportunity_id


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("effect", EFFECTS)
def test_a_crash_around_an_effect_tells_aws_once_and_loses_nothing(
    world: World, aws: AwsPartner, effect: str, moment: str
) -> None:
    aws.is_referred_a_customer()
    poll(world)
    world.faults = crash = CrashAt(effect, moment)
    number = received(world).number
    world.operator_accepts(number)
    world.eventually(lambda: world.hub.contacts.waiting(world.referral(number)))

    poll(world)
    world.until(number, "done")

    assert crash.happened
    assert records(world) == ONE_OF_EACH
    told = aws.central.effects
    assert (told["invitation.accepted"], told["opportunity.updated"]) == (1, 1)


def test_contact_info_that_aws_showed_before_anybody_waited_is_asked_for(
    world: World, aws: AwsPartner
) -> None:
    aws.is_referred_a_customer()
    poll(world)
    number = received(world).number

    world.operator_accepts(number)
    world.eventually(lambda: world.hub.queue.hints)
    follow_hints(world)

    world.until(number, "done")


def test_a_rejected_invitation_is_rejected_at_aws_for_the_operators_reason(
    world: World, aws: AwsPartner
) -> None:
    invitation = aws.is_referred_a_customer()
    poll(world)
    number = received(world).number

    world.operator_rejects(number, "Unable to support")
    world.until(number, "done")
    world.until_quiet()

    assert aws.invitation(invitation)["Status"] == "REJECTED"
    assert world.states_entered(number) == ["CarryOutDecision", "WhatNext", "Finished"]


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_crash_around_a_rejection_rejects_once(
    world: World, aws: AwsPartner, moment: str
) -> None:
    invitation = aws.is_referred_a_customer()
    poll(world)
    world.faults = crash = CrashAt("partner_rejection", moment)
    number = received(world).number

    world.operator_rejects(number, "Unable to support")
    world.until(number, "done")

    assert crash.happened
    assert aws.invitation(invitation)["Status"] == "REJECTED"
    assert aws.central.effects["invitation.rejected"] == 1


def test_a_change_of_the_deal_whose_event_was_lost_is_found_by_the_poll(
    world: World, aws: AwsPartner
) -> None:
    aws.is_referred_a_customer()
    poll(world)
    number = received(world).number
    world.operator_accepts(number)
    poll_until(world, number, "done")

    shared = world.referral(number).partner_opportunity_id
    changes = {"LifeCycle": {"TargetCloseDate": "2031-08-15"}}
    aws.central.edit_opportunity(shared, changes, told=False)
    poll(world)

    deal = world.hub.deals.find(number)
    assert deal is not None
    assert deal.text(DealField.TARGET_CLOSE_DATE) == "2031-08-15"


def test_what_aws_only_repeats_is_written_nowhere(world: World, aws: AwsPartner) -> None:
    aws.is_referred_a_customer()
    poll(world)
    number = received(world).number
    world.operator_accepts(number)
    poll_until(world, number, "done")

    poll(world)

    assert world.hub.deals.find(number) is None


def test_a_lead_goes_through_the_whole_job_and_ends_as_an_opportunity(
    world: World, aws: AwsPartner
) -> None:
    aws.central.share_lead(LEAD)
    poll(world)
    number = received(world).number

    world.operator_accepts(number)
    referral = poll_until(world, number, "done")

    assert records(world) == ONE_OF_EACH
    (made,) = aws.opportunities()
    assert made in referral.partner_opportunity_ids
    at_aws = aws.central.call("GetOpportunity", {"Catalog": "Sandbox", "Identifier": made})
    assert at_aws["PartnerOpportunityIdentifier"] == referral.opportunity_id


@pytest.mark.parametrize("moment", ["before", "after"])
@pytest.mark.parametrize("effect", ["partner_notice", "partner_opportunity_id"])
def test_a_crash_around_an_answer_to_a_lead_tells_aws_once(
    world: World, aws: AwsPartner, effect: str, moment: str
) -> None:
    aws.central.share_lead(LEAD)
    poll(world)
    world.faults = crash = CrashAt(effect, moment)
    number = received(world).number

    world.operator_accepts(number)
    poll_until(world, number, "done")

    assert crash.happened
    assert records(world) == ONE_OF_EACH
    told = aws.central.effects
    assert (told["invitation.accepted"], told["opportunity.created"]) == (1, 1)


def test_what_changes_at_the_opportunity_of_a_lead_is_the_referrals(
    world: World, aws: AwsPartner
) -> None:
    aws.central.share_lead(LEAD)
    poll(world)
    number = received(world).number
    world.operator_accepts(number)
    poll_until(world, number, "done")

    (made,) = aws.opportunities()
    changes = {"LifeCycle": {"TargetCloseDate": "2031-08-15"}}
    aws.central.edit_opportunity(made, changes, told=False)
    poll(world)

    deal = world.hub.deals.find(number)
    assert deal is not None
    assert deal.text(DealField.TARGET_CLOSE_DATE) == "2031-08-15"
    assert deal.text(DealField.TITLE) == "Lead Polarlicht Data GmbH"


@pytest.mark.parametrize(
    ("status", "why"), [("EXPIRED", "has expired at AWS"), ("REJECTED", "was rejected at AWS")]
)
def test_an_invitation_that_was_settled_at_aws_is_closed_in_the_inbox(
    world: World, aws: AwsPartner, status: str, why: str
) -> None:
    invitation = aws.is_referred_a_customer()
    poll(world)
    number = received(world).number
    if status == "EXPIRED":
        aws.central.behave(expire_invitation=invitation)
    else:
        aws.rejects(invitation, "Other")

    poll_for_an_hour(world)

    assert world.referral(number).status is Status.EXPIRED
    (told,) = [e for e in world.hub.timeline.of(number) if e.what == "referral.closed"]
    assert why in told.why


def poll_until(world: World, number: str, progress: str) -> Referral:
    def there() -> bool:
        follow_hints(world)
        return world.referral(number).progress == progress

    world.eventually(there)
    return world.referral(number)


def poll_for_an_hour(world: World) -> None:
    for _ in range(13):
        world.later += timedelta(minutes=5)
        poll(world)
