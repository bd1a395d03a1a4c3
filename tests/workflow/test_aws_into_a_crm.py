"""A referral of AWS into Salesforce and HubSpot: every wire is real, only the far ends play."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from functools import partial

import pytest

from referral_hub.adapters.clients import client
from referral_hub.adapters.partners.aws.connector import PartnerCentral as Connector
from referral_hub.application.feeds import Source
from referral_hub.domain.partner import Partner, PartnerKind
from sandbox.partner_central import PartnerCentral, PartnerCentralServer
from sandbox.partner_central.model_check import without_nulls
from tests.sandbox.rehearsal import EVENTS
from tests.sandbox.rehearsal import Partner as AwsPartner
from tests.workflow.crms import OPENED, Place
from tests.workflow.main_job import books_of, contacts_of, now
from tests.workflow.test_the_aws_door import poll, received
from tests.workflow.world import World

pytestmark = pytest.mark.usefixtures("loopback")


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
def source(server: PartnerCentralServer) -> Source:
    partner = Partner(partner_id="aws", name="AWS", kind=PartnerKind.AWS)
    make = partial(client, "partnercentral-selling", "us-east-1", server.url)
    connector = Connector(make, catalog="Sandbox", partner_id="aws", sleep=lambda _: None)
    return Source(partner, connector=connector, feed=connector)


@pytest.fixture(params=OPENED)
def place(request: pytest.FixtureRequest, loopback: None) -> Iterator[Place]:  # noqa: ARG001
    with OPENED[request.param](now) as place:
        yield place


def test_aws_is_told_the_id_that_the_opportunity_has_in_the_crm(
    a_world: Callable[..., World], aws: AwsPartner, source: Source, place: Place
) -> None:
    world = a_world(source=source, crm=lambda _: place.connect())
    aws.is_referred_a_customer()
    poll(world)
    number = received(world).number
    world.operator_accepts(number)
    world.eventually(lambda: world.hub.contacts.waiting(world.referral(number)))

    poll(world)
    referral = world.until(number, "done")

    shared = referral.ledger.result("partner_notice")
    at_aws = aws.central.call("GetOpportunity", {"Catalog": "Sandbox", "Identifier": shared})
    assert at_aws["PartnerOpportunityIdentifier"] == referral.opportunity_id
    assert place.books() == books_of(referral, *contacts_of(world, number))
