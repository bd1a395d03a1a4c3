"""What the host shares with Microsoft, as Partner Center has it: the three kinds of deals."""

from __future__ import annotations

from typing import Any

import pytest

from referral_hub.domain.outgoing.referral import OutgoingReferral, Step
from tests.adapters.partners.microsoft.sharing_stage import SOLUTIONS, SharingStage
from tests.adapters.partners.microsoft.stage import Stage
from tests.contracts.taking_stage import shared


def solutions_of(document: dict[str, Any]) -> tuple[str, ...]:
    return tuple(each["id"] for each in document["details"]["requirements"]["solutions"])


@pytest.mark.parametrize(
    ("kind", "referrals"), [("private", 1), ("partner_led", 1), ("co_sell", 2)]
)
def test_the_kind_of_sharing_says_who_may_see_the_deal_and_who_is_asked(
    stage: Stage, kind: str, referrals: int
) -> None:
    sharing = SharingStage(stage, kind)

    referral = shared(sharing, sharing.whole())

    consent = sharing.own(referral)["consent"]
    assert consent["consentToShareReferralWithMicrosoftSellers"] is (kind != "private")
    assert sharing.own(referral)["type"] == "Independent"
    assert len(sharing.created()) == referrals


def test_a_co_sell_asks_microsoft_into_the_engagement_of_the_deal(co_sell: SharingStage) -> None:
    referral = shared(co_sell, co_sell.whole())

    own, invitation = co_sell.own(referral), co_sell.invitation(referral)
    assert invitation["engagementId"] == own["engagementId"]
    assert invitation["type"] == "Shared"
    assert invitation["target"] == [{"type": "BusinessProfileLocation", "id": "msft"}]
    assert invitation["inviteContext"] == {
        "assistanceRequestCode": "ProofOfConceptOrDemo",
        "notes": "A call next week would help.",
    }


def test_chosen_solutions_are_on_every_referral_of_every_deal(co_sell: SharingStage) -> None:
    for _ in range(2):
        shared(co_sell, co_sell.whole())

    assert [solutions_of(each) for each in co_sell.created()] == [SOLUTIONS] * 4


def test_the_customer_our_person_and_what_microsoft_asks_for_arrive(co_sell: SharingStage) -> None:
    said = {
        "customer.street": "Havnegata 1",
        "customer.postal_code": "0150",
        "host.first_name": "Ingrid",
        "host.email": "ingrid@host.example",
        "customer_size": "51to250employees",
        "duns": "309876543",
        "industries": "Transport; Government",
        "partner_role": "Services",
        "solution_play": "Sea and coast",
        "sales_stage": "Develop",
        "qualification": "MarketingQualified",
        "consent_to_contact": "true",
    }

    referral = shared(co_sell, co_sell.whole(**said))

    own = co_sell.own(referral)
    customer, wanted = own["customerProfile"], own["details"]["requirements"]
    assert customer["address"] == {
        "addressLine1": "Havnegata 1",
        "postalCode": "0150",
        "country": "NO",
    }
    assert (customer["size"], customer["ids"][0]["profileType"]) == ("51to250employees", "Duns")
    assert customer["team"][0]["lastName"] == "Lien"
    assert own["team"] == [{"firstName": "Ingrid", "email": "ingrid@host.example"}]
    assert [each["id"] for each in wanted["industries"]] == ["Transport", "Government"]
    assert wanted["additionalRequirements"]["attributes"] == [
        {"type": "PartnerRole", "id": "Services"},
        {"type": "SolutionPlay", "id": "Sea and coast"},
    ]
    assert (own["salesStage"], own["qualification"]) == ("Develop", "MarketingQualified")
    assert own["consent"]["consentToContact"] is True


def test_a_deal_with_nothing_but_what_must_be_said_is_taken(stage: Stage) -> None:
    alone = SharingStage(stage, "private")
    least = {
        "title": "Tide gauges",
        "customer.company_name": "Solberg Ports",
        "customer.country_code": "NO",
        "sharing": "private",
    }
    bare = alone.whole().model_copy(update={"fields": least, "solutions": ()})

    referral = shared(alone, bare)

    own = alone.own(referral)
    assert own["details"] == {}
    assert own["customerProfile"] == {"name": "Solberg Ports", "address": {"country": "NO"}}


def test_people_find_the_number_of_the_referral_in_partner_center(co_sell: SharingStage) -> None:
    referral = shared(co_sell, co_sell.whole())

    ids = {each["externalReferenceId"] for each in co_sell.created()}

    assert len(ids) == 1
    assert ids.pop().startswith(f"{referral.number}-")


def test_two_hubs_that_count_alike_take_nothing_for_their_own(co_sell: SharingStage) -> None:
    ours = co_sell.whole()
    theirs: OutgoingReferral = ours.model_copy(update={"key": "of another hub"})

    first, second = shared(co_sell, ours), shared(co_sell, theirs)

    assert first.partner_referral_id != second.partner_referral_id
    assert first.ledger.result(Step.SUBMIT) != second.ledger.result(Step.SUBMIT)


def test_a_deal_that_is_gone_cannot_be_helped_with(co_sell: SharingStage) -> None:
    referral = co_sell.half_shared()
    co_sell.center.remove(referral.partner_referral_id)

    outcome = co_sell.take(Step.SUBMIT, referral)

    assert outcome.cause == "record_gone"
