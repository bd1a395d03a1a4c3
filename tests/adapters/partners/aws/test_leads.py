"""A lead: accepted at once, and an opportunity only when AWS is told the CRM's id."""

from __future__ import annotations

from typing import Any

import pytest

from referral_hub.adapters.partners.aws.invitation import A_LEAD
from referral_hub.domain.contacts.contact import ContactInfo
from referral_hub.domain.effects import Done, Pending, Refused
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.partners.news import PartnerNews
from referral_hub.domain.partners.partner import Hint
from referral_hub.domain.referrals.deal_fields import DealField
from referral_hub.domain.referrals.referral import Referral
from tests.adapters.partners.aws.stage import LeadStage, Stage
from tests.builders import NOON
from tests.contracts.partner_connector import CRM_ID, TOKEN, accepted, read_invitation, settled
from tests.sandbox.leads import LEAD

WIEBKE = ContactInfo(
    first_name="Wiebke",
    last_name="Harms",
    email="Wiebke.Harms@Polarlicht.example",
    phone="0421 555 0199",
    title="Head of Data",
)


@pytest.fixture
def an_accepted(stage: Stage) -> Referral:
    return accepted(LeadStage(stage))


def opportunity(stage: Stage, told: Any) -> dict[str, Any]:
    asked = {"Catalog": "Sandbox", "Identifier": told.result}
    return dict(stage.aws.call("GetOpportunity", asked))


def status(stage: Stage, referral: Referral) -> str:
    asked = {"Catalog": "Sandbox", "Identifier": referral.partner_opportunity_id}
    lead = stage.aws.call("GetEngagement", asked)["Contexts"][0]["Payload"]["Lead"]
    return str(lead["QualificationStatus"])


def disqualify(stage: Stage, referral: Referral) -> None:
    stage.aws.edit_lead(referral.partner_opportunity_id, {"QualificationStatus": "Disqualified"})


def test_a_lead_is_read_with_what_is_known_of_it_before_acceptance(stage: Stage) -> None:
    referral = stage.shares_lead()

    found = read_invitation(stage.feed, referral.partner_referral_id, at=NOON, via="poll")

    assert found is not None
    assert found.offer == A_LEAD
    assert found.customer.company_name == "Polarlicht Data GmbH"
    assert found.customer.country_code == "DE"
    assert found.custom["lead_source"] == "Event, Cloud day Bremen"
    assert found.custom["lead_contact_title"] == "Head of Data"
    assert found.custom["lead_readiness"] == "High"


def test_members_that_the_hub_does_not_know_are_ignored(stage: Stage) -> None:
    referral = stage.shares_lead()
    stage.aws.behave(
        poison=[{"kind": "unknown_member", "operation": "GetEngagementInvitation", "times": 1}]
    )

    found = read_invitation(stage.feed, referral.partner_referral_id, at=NOON, via="poll")

    assert found is not None


def test_accepting_a_lead_opens_its_engagement(stage: Stage) -> None:
    referral = stage.shares_lead()

    outcome = stage.connector.accept(referral, token=TOKEN)

    assert isinstance(outcome, Done)
    assert outcome.result.startswith("eng-")
    assert stage.acceptances() == 1


def test_accepting_a_lead_again_answers_alike_and_happens_once(stage: Stage) -> None:
    referral = stage.shares_lead()

    outcomes = [stage.connector.accept(referral, token=TOKEN) for _ in range(3)]

    assert len(set(outcomes)) == 1
    assert stage.acceptances() == 1


def test_a_lost_answer_to_accepting_a_lead_is_made_good(stage: Stage) -> None:
    referral = stage.shares_lead()
    stage.loses_next_answer()

    with pytest.raises(Unavailable):
        stage.connector.accept(referral, token=TOKEN)
    outcome = stage.connector.accept(referral, token=TOKEN)

    assert isinstance(outcome, Done)
    assert stage.acceptances() == 1


def test_a_lead_that_expired_is_not_accepted(stage: Stage) -> None:
    referral = stage.shares_lead()
    stage.takes_back(referral)

    outcome = stage.connector.accept(referral, token=TOKEN)

    assert isinstance(outcome, Refused)
    assert "expired" in outcome.reason


def test_a_lead_is_rejected_in_ones_own_words(stage: Stage) -> None:
    referral = stage.shares_lead()
    reason = (
        "We do not work in this region,\nand we know nobody there who would take this one over."
    )

    outcome = stage.connector.reject(referral, reason, token=TOKEN)

    assert stage.connector.rejection_reasons(referral) == ()
    assert outcome == Done(result=reason)
    asked = {"Catalog": "Sandbox", "Identifier": referral.partner_referral_id}
    said = stage.aws.call("GetEngagementInvitation", asked)["RejectionReason"]
    assert said.startswith("We do not work in this region, and we know")
    assert len(said) == 80


def test_the_person_is_read_as_soon_as_the_lead_is_accepted(
    stage: Stage, an_accepted: Referral
) -> None:
    assert stage.connector.contact_info(an_accepted) == (WIEBKE,)


def test_a_changed_engagement_shows_people_and_problem(stage: Stage, an_accepted: Referral) -> None:
    hint = Hint(partner_id="aws", about="opportunity", id=an_accepted.partner_opportunity_id)

    news = stage.feed.read(hint, at=NOON, via="event")

    assert isinstance(news, PartnerNews)
    assert news.people == (WIEBKE,)
    assert news.deal[DealField.DESCRIPTION].startswith("Reports over four databases")


def test_a_lead_becomes_a_qualified_opportunity_that_knows_the_crms_id_and_the_person(
    stage: Stage, an_accepted: Referral
) -> None:
    told = stage.connector.tell_opportunity(an_accepted, token=TOKEN)

    made = opportunity(stage, told)
    assert made["PartnerOpportunityIdentifier"] == CRM_ID
    (contact,) = made["Customer"]["Contacts"]
    assert contact["Email"] == "wiebke.harms@polarlicht.example"
    assert "Phone" not in contact
    assert status(stage, an_accepted) == "Qualified"


def test_telling_again_converts_once_and_answers_alike(stage: Stage, an_accepted: Referral) -> None:
    outcomes = [stage.connector.tell_opportunity(an_accepted, token=TOKEN) for _ in range(3)]

    assert len(set(outcomes)) == 1
    assert stage.effect("opportunity.created") == 1
    assert stage.effect("engagement.updated") >= 1
    assert len(stage.calls("UpdateEngagementContext")) == 1
    assert len(stage.calls("UpdateOpportunity")) == 1


@pytest.mark.parametrize(
    "operation",
    ["UpdateEngagementContext", "StartOpportunityFromEngagementTask", "UpdateOpportunity"],
)
@pytest.mark.parametrize("fault", ["internal_error", "drop_after_commit"])
def test_a_trouble_at_any_step_is_made_good_by_the_next_try(
    stage: Stage, an_accepted: Referral, operation: str, fault: str
) -> None:
    stage.aws.behave(**{fault: {"operation": operation, "times": 1}})

    with pytest.raises(Unavailable):
        stage.connector.tell_opportunity(an_accepted, token=TOKEN)
    told = stage.connector.tell_opportunity(an_accepted, token=TOKEN)

    assert opportunity(stage, told)["PartnerOpportunityIdentifier"] == CRM_ID
    assert stage.effect("opportunity.created") == 1


def test_a_disqualified_lead_is_refused_before_anything_is_made_of_it(
    stage: Stage, an_accepted: Referral
) -> None:
    disqualify(stage, an_accepted)

    told = stage.connector.tell_opportunity(an_accepted, token=TOKEN)

    assert isinstance(told, Refused)
    assert "disqualified" in told.reason
    assert stage.effect("opportunity.created") == 0


def test_what_people_said_of_the_lead_stays(stage: Stage, an_accepted: Referral) -> None:
    stage.aws.edit_lead(an_accepted.partner_opportunity_id, {"QualificationStatus": "Warm"})

    told = stage.connector.tell_opportunity(an_accepted, token=TOKEN)

    assert isinstance(told, Done)
    assert status(stage, an_accepted) == "Warm"


def test_a_lead_that_somebody_converted_in_partner_central_is_not_converted_again(
    stage: Stage, an_accepted: Referral
) -> None:
    by_hand = {
        "Catalog": "Sandbox",
        "ClientToken": "by-hand",
        "Identifier": an_accepted.partner_opportunity_id,
        "ContextIdentifier": "1",
    }
    stage.aws.call("StartOpportunityFromEngagementTask", by_hand)

    told = stage.connector.tell_opportunity(an_accepted, token=TOKEN)

    assert opportunity(stage, told)["PartnerOpportunityIdentifier"] == CRM_ID
    assert stage.effect("opportunity.created") == 1


def test_a_conversion_that_takes_its_time_is_asked_for_again(
    stage: Stage, an_accepted: Referral
) -> None:
    stage.aws.behave(conversion_delay_seconds=60)

    first = stage.connector.tell_opportunity(an_accepted, token=TOKEN)
    stage.clock.advance(seconds=60)
    second = stage.connector.tell_opportunity(an_accepted, token=TOKEN)

    assert isinstance(first, Pending)
    assert isinstance(second, Done)
    assert stage.effect("conversion.started") == 1


def test_a_conversion_that_failed_is_told_with_its_reason(
    stage: Stage, an_accepted: Referral
) -> None:
    stage.aws.behave(fail_conversion={"reason_code": "InternalError", "times": 1})

    told = stage.connector.tell_opportunity(an_accepted, token=TOKEN)

    assert isinstance(told, Refused)
    assert told.reason.startswith("AWS could not convert the lead: AWS had an internal error")


def test_a_lead_that_is_not_visible_yet_is_asked_for_again(stage: Stage) -> None:
    stage.aws.behave(visibility_delay_seconds=30)
    referral = accepted(LeadStage(stage))

    with pytest.raises(Unavailable, match="does not show the lead"):
        stage.connector.tell_opportunity(referral, token=TOKEN)
    people = stage.connector.contact_info(referral)

    assert people == ()


def test_several_people_are_each_read_once(stage: Stage) -> None:
    (first,) = LEAD["Interactions"]  # type: ignore[misc]
    other = {**first["Contact"], "FirstName": "Jonte", "Email": "jonte@polarlicht.example"}
    interactions = [first, {**first, "Contact": other}, first]
    referral = stage.shares_lead(Interactions=interactions)
    joined = settled(referral, "partner_notice", stage.connector.accept(referral, token=TOKEN))

    people = stage.connector.contact_info(joined)

    assert [person.first_name for person in people] == ["Wiebke", "Jonte"]
