"""Which deal is a lead's, which lead a deal's: HubSpot converts nothing, people associate."""

from __future__ import annotations

import pytest

from referral_hub.adapters.crms.hubspot import paths
from referral_hub.domain.lifecycles.sales_record import RecordKind, SalesRecord
from tests.adapters.crms.hubspot.portal import Portal
from tests.adapters.crms.hubspot.salespeople import Salespeople
from tests.contracts.sales_at_work import LEAD, OPPORTUNITY, ORDER

CODE = {"referral_code": "HARBOUR-SPRING"}
NO_CODE = {"referral_code": ""}


@pytest.fixture
def people(portal: Portal) -> Salespeople:
    return Salespeople(portal)


def seen(people: Salespeople, kind: RecordKind, record_id: str, *fields: str) -> SalesRecord:
    record = people.crm.sales_record(kind, record_id, fields)
    assert record
    return record


def a_deal(people: Salespeople, *leads: str) -> str:
    """A deal of these contacts, a minute after what was before."""
    people.wait(60)
    deal = people.add(OPPORTUNITY, {})
    for lead in leads:
        people.associate(OPPORTUNITY, deal, paths.CONTACTS, lead)
    return deal


def test_of_several_deals_of_a_lead_the_first_is_what_it_became(people: Salespeople) -> None:
    lead = people.add(LEAD, CODE)
    first, later = a_deal(people, lead), a_deal(people, lead)

    assert seen(people, LEAD, lead).opportunity_id == first
    assert seen(people, OPPORTUNITY, first).lead_id == lead
    assert seen(people, OPPORTUNITY, later).lead_id == ""


def test_what_was_won_before_the_code_came_is_no_deal_of_the_lead(people: Salespeople) -> None:
    lead = people.add(LEAD, NO_CODE)
    before = a_deal(people, lead)
    people.win(before)
    people.change(OPPORTUNITY, before, {"closedate": people.now.isoformat()})
    people.wait(24 * 3600)
    people.change(LEAD, lead, CODE)
    unsold = seen(people, LEAD, lead).opportunity_id

    later = a_deal(people, lead)

    assert unsold == ""
    assert seen(people, LEAD, lead).opportunity_id == later
    assert seen(people, OPPORTUNITY, before).lead_id == ""


def test_a_deal_that_is_open_when_the_code_comes_is_the_leads(people: Salespeople) -> None:
    lead = people.add(LEAD, NO_CODE)
    deal = a_deal(people, lead)
    people.wait(60)
    people.change(LEAD, lead, CODE)
    people.wait(60)
    people.win(deal)
    people.change(OPPORTUNITY, deal, {"closedate": people.now.isoformat()})

    assert seen(people, LEAD, lead).opportunity_id == deal
    assert seen(people, OPPORTUNITY, deal).lead_id == lead


def test_a_deal_that_is_closed_on_the_day_of_the_code_is_the_leads(people: Salespeople) -> None:
    """Whoever types a close date types a day, which begins before the code."""
    lead = people.add(LEAD, CODE)
    deal = a_deal(people, lead)

    people.win(deal)
    people.change(OPPORTUNITY, deal, {"closedate": people.now.date().isoformat()})

    assert seen(people, LEAD, lead).opportunity_id == deal


def test_a_code_that_was_corrected_counts_from_its_first_writing(people: Salespeople) -> None:
    lead = people.add(LEAD, {"referral_code": "HARBOR-SPRING"})
    deal = a_deal(people, lead)
    people.win(deal)
    people.change(OPPORTUNITY, deal, {"closedate": people.now.isoformat()})
    people.wait(24 * 3600)

    people.change(LEAD, lead, CODE)

    assert seen(people, LEAD, lead).opportunity_id == deal


def test_of_the_contacts_of_a_deal_the_one_with_a_code_was_the_lead(people: Salespeople) -> None:
    colleague, lead = people.add(LEAD, NO_CODE), people.add(LEAD, CODE)

    deal = a_deal(people, colleague, lead)

    assert seen(people, OPPORTUNITY, deal).lead_id == lead


def test_a_deal_without_a_code_among_its_contacts_was_nobodys_lead(people: Salespeople) -> None:
    deal = a_deal(people, people.add(LEAD, NO_CODE))

    assert seen(people, OPPORTUNITY, deal).lead_id == ""


def test_of_several_companies_of_a_deal_the_primary_one_is_its_account(people: Salespeople) -> None:
    deal = people.add(OPPORTUNITY, {}, at="Fenwick Lighthouses")
    payer = people.portal.seed(paths.COMPANIES, name="Nordwind Oy")
    ends = (paths.DEALS, deal), (paths.COMPANIES, payer)

    people.portal.hubspot.person_associates(*ends, label="Primary")

    assert seen(people, OPPORTUNITY, deal).account_id == payer


def test_an_order_of_a_deal_alone_is_of_the_deals_company(people: Salespeople) -> None:
    deal = people.add(OPPORTUNITY, {})
    order = people.portal.seed(paths.ORDERS, hs_order_name="Lamps")
    people.associate(ORDER, order, paths.DEALS, deal)

    found = seen(people, ORDER, order, "deal.dealname", "company.name")

    assert found.account_id == seen(people, OPPORTUNITY, deal).account_id
    assert found.fields == {"deal.dealname": "Lamps", "company.name": "Fenwick Lighthouses"}


def test_an_order_of_nothing_names_nothing(people: Salespeople) -> None:
    order = people.portal.seed(paths.ORDERS, hs_order_name="Lamps")

    found = seen(people, ORDER, order, "company.name")

    assert (found.account_id, found.opportunity_id, found.fields) == ("", "", {})


# Merged


@pytest.mark.parametrize("portal_does", [{}, {"merge_makes_new_record": True}])
@pytest.mark.parametrize("kind", [LEAD, OPPORTUNITY])
def test_what_was_merged_away_is_gone_and_names_what_is_left(
    people: Salespeople, kind: RecordKind, portal_does: dict[str, bool]
) -> None:
    people.portal.hubspot.behave(**portal_does)
    kept, other = people.add(kind, {}), people.add(kind, {})

    left = people.merge(kind, kept, other)

    gone = seen(people, kind, other)
    assert (gone.record_id, gone.gone) == (other, True)
    assert left in (gone.lead_id, gone.opportunity_id)
    assert not seen(people, kind, left).gone


def test_all_that_a_merge_made_one_are_heard_of(people: Salespeople) -> None:
    kept, other = people.add(LEAD, CODE), people.add(LEAD, CODE)
    before = len(people.heard())

    people.merge(LEAD, kept, other)

    merge = people.heard()[before]
    assert {hint.record_id for hint in people.events.hints_in(merge)} == {kept, other}
