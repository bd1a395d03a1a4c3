"""A lead has no deal at AWS until an opportunity was made of it."""

from __future__ import annotations

import pytest

from referral_hub.domain.effects import Done, Refused
from referral_hub.domain.referrals.deal_fields import DealField
from referral_hub.domain.referrals.referral import Referral
from tests.adapters.partners.aws.stage import NEWS, LeadStage, Stage
from tests.contracts.partner_connector import TOKEN, accepted, settled


@pytest.fixture
def an_accepted(stage: Stage) -> Referral:
    return accepted(LeadStage(stage))


def test_a_lead_that_is_no_opportunity_is_told_nothing(stage: Stage, an_accepted: Referral) -> None:
    before = len(stage.aws.calls)

    outcome = stage.deals.tell_deal(an_accepted, NEWS, token=TOKEN)

    assert isinstance(outcome, Refused)
    assert "made no opportunity of the lead" in outcome.reason
    assert len(stage.aws.calls) == before


def test_the_opportunity_that_was_made_of_a_lead_is_told(
    stage: Stage, an_accepted: Referral
) -> None:
    converted = stage.connector.tell_opportunity(an_accepted, token=TOKEN)
    referral = settled(an_accepted, "partner_crm_id", converted)

    outcome = stage.deals.tell_deal(referral, NEWS, token=TOKEN)

    asked = {
        "Catalog": "Sandbox",
        "Identifier": referral.ledger.result("partner_crm_id"),
    }
    draft = stage.aws.call("GetOpportunity", asked)
    assert outcome == Done()
    assert draft["Project"]["Title"] == NEWS[DealField.TITLE]
    assert draft["LifeCycle"]["Stage"] == "Committed"
