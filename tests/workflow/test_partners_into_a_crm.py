"""
A referral of every partner into Salesforce and HubSpot: every wire is real, only the far ends play.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.workflow.crms import OPENED, Place
from tests.workflow.main_job import books_of, contacts_of, now
from tests.workflow.partner_job import accepted, done
from tests.workflow.partners import PLACES, PartnerPlace
from tests.workflow.world import World

pytestmark = pytest.mark.usefixtures("loopback")


@pytest.fixture(params=PLACES)
def partner(request: pytest.FixtureRequest) -> Iterator[PartnerPlace]:
    with PLACES[request.param]() as partner:
        yield partner


@pytest.fixture(params=OPENED)
def crm(request: pytest.FixtureRequest) -> Iterator[Place]:
    with OPENED[request.param](now) as crm:
        yield crm


def test_the_partner_is_told_the_id_that_the_opportunity_has_in_the_crm(
    a_world: Callable[..., World], partner: PartnerPlace, crm: Place
) -> None:
    world = a_world(partner=partner.partner, connect=partner.connect, crm=lambda _: crm.connect())

    referral = done(world, accepted(world, partner))

    assert partner.knows_id(referral) == referral.opportunity_id
    assert crm.books() == books_of(referral, *contacts_of(world, referral.number))
