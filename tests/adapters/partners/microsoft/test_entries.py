"""What a referral of Partner Center says, and what nobody can read."""

from __future__ import annotations

from typing import Any

import pytest

from referral_hub.adapters.partners.microsoft.referral import people_of
from referral_hub.domain.partners.news import PartnerNews, Unreadable
from referral_hub.domain.referrals.deal_fields import DealField
from tests.adapters.partners.microsoft.listing import entries, ids, news, pages, share
from tests.adapters.partners.microsoft.stage import SUE, Stage
from tests.contracts.partner_connector import accepted, pending


def test_an_invitation_says_who_wants_what_and_where_it_comes_from(stage: Stage) -> None:
    stage.shares(details={"closingDateTime": "2027-09-30T00:00:00Z"})

    [told] = news(stage)

    assert told.invitation
    assert told.invitation.title == "Fabrikam - supply chain"
    assert told.invitation.customer.company_name == "Fabrikam Inc"
    assert told.invitation.customer.country_code == "US"
    assert told.invitation.value
    assert (told.invitation.value.amount, told.invitation.value.currency) == ("50000.00", "USD")
    assert str(told.invitation.target_close_date) == "2027-09-30"
    assert told.invitation.custom["classification"] == "qualified lead"
    assert told.invitation.custom["products"] == "Dynamics365Enterprise"


def test_what_microsoft_changed_is_dated_by_its_own_clock(stage: Stage) -> None:
    stage.shares()

    [entry] = entries(stage)

    assert isinstance(entry.what, PartnerNews)
    assert entry.at
    assert entry.what.changed_at == entry.at.replace(microsecond=0)


def test_a_person_with_an_address_that_is_none_comes_without_it() -> None:
    sue = {"firstName": "Sue", "lastName": "Smith", "email": "sue"}

    [person] = people_of({"customerProfile": {"team": [sue]}})

    assert (person.last_name, person.email) == ("Smith", "")


@pytest.mark.parametrize("never", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59.9999999Z"])
def test_an_invitation_with_a_blank_of_net_for_its_date_comes_without_one(
    stage: Stage, never: str
) -> None:
    stage.shares(details={"closingDateTime": never})

    [told] = news(stage)

    assert told.invitation
    assert told.invitation.target_close_date is None


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"qualification": "Direct", "inviteContext": None}, "marketplace lead"),
        ({"qualification": "MarketingQualified"}, "qualified lead"),
        ({"inviteContext": {"invitedBy": {"organizationId": "contoso"}}}, "co-sell opportunity"),
        ({"type": "Shared"}, "shared deal"),
    ],
)
def test_an_operator_sees_what_kind_of_referral_it_is(
    stage: Stage, fields: dict[str, Any], kind: str
) -> None:
    stage.shares(**fields)

    [told] = news(stage)

    assert told.invitation
    assert told.invitation.custom["classification"] == kind


def test_people_who_are_shown_early_are_brought_and_not_part_of_the_invitation(
    stage: Stage,
) -> None:
    stage.shares(contacts="at_once")

    [told] = news(stage)

    assert told.people == (SUE,)
    assert told.invitation
    assert "Smith" not in told.invitation.model_dump_json()


def test_people_who_appear_after_acceptance_come_with_the_feed(stage: Stage) -> None:
    referral = accepted(stage)
    cursor = stage.shown(referral)["updatedDateTime"]
    stage.clock.advance(minutes=30)
    stage.reveals(referral)

    [told] = news(stage, cursor)

    assert told.people == (SUE,)
    assert told.invitation is None


def test_a_deal_is_told_anew_after_acceptance(stage: Stage) -> None:
    referral = accepted(stage)
    cursor = stage.shown(referral)["updatedDateTime"]
    stage.clock.advance(hours=2)
    stage.center.change(referral.partner_referral_id, details={"dealValue": 61000.5})

    [told] = news(stage, cursor)

    assert told.deal[DealField.AMOUNT] == "61000.50"
    assert told.deal[DealField.CURRENCY] == "USD"


@pytest.mark.parametrize(
    ("substatus", "why"), [("Expired", "expired"), ("Declined", "declined"), ("Error", "error")]
)
def test_what_is_closed_says_so_in_plain_words(stage: Stage, substatus: str, why: str) -> None:
    referral = stage.shares()
    [page] = pages(stage)
    stage.clock.advance(seconds=1)
    stage.center.change(referral.partner_referral_id, status="Closed", substatus=substatus)

    [told] = news(stage, page.cursor)

    assert why in told.closed
    assert told.invitation is None


def test_what_waits_for_somebody_elses_answer_is_no_invitation(stage: Stage) -> None:
    stage.shares(substatus="Received")

    assert pending(stage.feed) == []


# Entries that nobody can read


@pytest.mark.parametrize(
    "poison",
    [
        "huge_number",
        "nan",
        "infinity",
        "lone_surrogate",
        "nul_character",
        "unknown_status",
        "unknown_substatus",
        "wrong_type",
        "null_member",
        "bad_date",
        "missing:customerProfile/name",
        "missing:id",
        "missing:updatedDateTime",
    ],
)
def test_what_nobody_can_read_is_put_aside_beside_healthy_ones(stage: Stage, poison: str) -> None:
    sick, well = stage.shares(), stage.shares()
    stage.center.poison(sick.partner_referral_id, poison)

    found = [entry.what for entry in entries(stage)]

    [broken] = [each for each in found if isinstance(each, Unreadable)]
    assert broken.raw
    assert "Fabrikam" not in broken.why
    assert pending(stage.feed) == [well.partner_referral_id]


def test_what_has_no_number_of_its_own_among_lists_is_read_all_the_same(stage: Stage) -> None:
    for poison in ("huge_string", "ids_are_an_object"):
        stage.center.poison(stage.shares().partner_referral_id, poison)

    assert len(pending(stage.feed)) == 2


def test_a_row_that_is_null_is_put_aside(stage: Stage) -> None:
    shared = share(stage, 1)
    stage.center.behave(spoilt_list="null_record")

    assert ids(stage) == shared
    assert sum(isinstance(e.what, Unreadable) for e in entries(stage)) == 1


def test_what_claims_to_be_of_the_future_hides_nothing_that_comes(stage: Stage) -> None:
    stage.center.behave(clock_skew_seconds=3 * 86_400)
    stage.shares()
    stage.center.behave(clock_skew_seconds=0)
    [page] = pages(stage)

    later = stage.shares()

    assert page.cursor == ""
    assert later.partner_referral_id in pending(stage.feed)
