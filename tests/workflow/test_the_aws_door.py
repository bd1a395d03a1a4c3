"""
An AWS referral through the whole job: the shipped connector speaks to a stand-in of Partner
Central.

Every request and every answer on that wire is checked against AWS's own service model.
"""

from __future__ import annotations

import pytest

from referral_hub.domain.referrals.deal_fields import DealField
from referral_hub.domain.referrals.referral import Referral
from tests.sandbox.leads import LEAD
from tests.workflow.partner_job import (
    NEW_DAY,
    PartnersMainJob,
    WithPartner,
    accepted,
    follow_hints,
    poll,
    received,
)
from tests.workflow.partners import AwsPlace
from tests.workflow.test_effects_happen_once import ONE_OF_EACH, CrashAt, records
from tests.workflow.world import World


def poll_until(world: World, number: str, progress: str) -> Referral:
    def there() -> bool:
        follow_hints(world)
        return world.referral(number).progress == progress

    world.eventually(there)
    return world.referral(number)


class TestAws(PartnersMainJob):
    partner_name = "aws"

    def test_contact_info_that_aws_showed_before_anybody_waited_is_asked_for(
        self, world: World, place: AwsPlace
    ) -> None:
        number = accepted(world, place)

        world.eventually(lambda: world.hub.queue.hints)
        follow_hints(world)

        world.until(number, "done")


class TestLeads(WithPartner):
    """What AWS shares before there is an opportunity."""

    partner_name = "aws"

    @pytest.fixture
    def number(self, world: World, place: AwsPlace) -> str:
        place.central.share_lead(LEAD)
        poll(world)
        return received(world).number

    def test_a_lead_goes_through_the_whole_job_and_ends_as_an_opportunity(
        self, world: World, place: AwsPlace, number: str
    ) -> None:
        world.operator_accepts(number)
        referral = poll_until(world, number, "done")

        assert records(world) == ONE_OF_EACH
        (made,) = place.seller.opportunities()
        assert made in referral.partner_opportunity_ids
        at_aws = place.seller.opportunity(made)
        assert at_aws["PartnerOpportunityIdentifier"] == referral.opportunity_id

    @pytest.mark.parametrize("moment", ["before", "after"])
    @pytest.mark.parametrize("effect", ["partner_notice", "partner_crm_id"])
    def test_a_crash_around_an_answer_to_a_lead_tells_aws_once(
        self, world: World, place: AwsPlace, number: str, effect: str, moment: str
    ) -> None:
        world.faults = crash = CrashAt(effect, moment)

        world.operator_accepts(number)
        poll_until(world, number, "done")

        assert crash.happened
        assert records(world) == ONE_OF_EACH
        told = place.central.effects
        assert (told["invitation.accepted"], told["opportunity.created"]) == (1, 1)

    def test_what_changes_at_the_opportunity_of_a_lead_is_the_referrals(
        self, world: World, place: AwsPlace, number: str
    ) -> None:
        world.operator_accepts(number)
        poll_until(world, number, "done")

        (made,) = place.seller.opportunities()
        changes = {"LifeCycle": {"TargetCloseDate": NEW_DAY}}
        place.central.edit_opportunity(made, changes, told=False)
        poll(world)

        deal = world.hub.deals.find(number)
        assert deal is not None
        assert deal.text(DealField.TARGET_CLOSE_DATE) == NEW_DAY
        assert deal.text(DealField.TITLE) == "Lead Polarlicht Data GmbH"
