"""AWS's own side of an opportunity is read when somebody asks for it."""

from __future__ import annotations

from referral_hub.domain.access import Role
from tests.adapters.partners.aws.stage import Stage, a_hub_with_aws
from tests.adapters.partners.aws.test_with_the_hub import carried_out, decided
from tests.builders import NOON
from tests.functions.api.client import a_client


def test_stage_score_advice_and_team_are_those_of_aws(stage: Stage) -> None:
    hub = a_hub_with_aws(stage)
    referral = carried_out(hub, decided(hub, stage))

    shown = a_client(hub, Role.READ_ONLY).get(f"/v1/referrals/{referral.number}/assessment").said

    told = (shown["stage"], shown["score"], shown["advice"])
    assert told == ("Engaged", "Medium", "Call the customer.")
    assert shown["partner_opportunity_id"] == referral.partner_opportunity_id
    assert shown["people"]


def test_reading_it_changes_nothing_and_costs_one_call(stage: Stage) -> None:
    hub = a_hub_with_aws(stage)
    referral = carried_out(hub, decided(hub, stage))

    a_client(hub, Role.OPERATOR).get(f"/v1/referrals/{referral.number}/assessment")

    assert len(stage.calls("GetAwsOpportunitySummary")) == 1
    assert hub.referrals.get(referral.number) == referral


def test_before_acceptance_there_is_nothing_to_see_and_nobody_is_called(stage: Stage) -> None:
    assert stage.connector.assess(stage.shares(), at=NOON) is None
    assert stage.calls("GetAwsOpportunitySummary") == []
