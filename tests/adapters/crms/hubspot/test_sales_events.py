"""What HubSpot tells of leads, deals and orders, and what the poll finds of them."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from referral_hub.adapters.crms.hubspot import paths
from referral_hub.domain.crm_referrals import CrmThing
from referral_hub.domain.errors import Unavailable
from referral_hub.ports import CrmEvents
from tests.adapters.crms.hubspot.portal import LAG_SECONDS, Portal, opened
from tests.adapters.crms.hubspot.salespeople import KINDS, Salespeople
from tests.builders import NOON
from tests.contracts.sales_at_work import LEAD, OPPORTUNITY, ORDER

PEOPLE_READ = ["crm.objects.contacts.read", "crm.schemas.contacts.read"]


@pytest.fixture
def people(portal: Portal) -> Salespeople:
    return Salespeople(portal)


@pytest.fixture
def bare(loopback: None) -> Iterator[Portal]:  # noqa: ARG001 - opens the way to the stand-in
    with opened(is_prepared=False) as portal:
        yield portal


def events_of(portal: Portal) -> CrmEvents:
    assert portal.connection.events
    return portal.connection.events


def hinted(people: Salespeople, since: int) -> set[tuple[CrmThing, str]]:
    told = people.heard()[since:]
    return {hint.place for event in told for hint in people.events.hints_in(event)}


@pytest.mark.parametrize("told", [{}, {"generic_webhooks": True}])
@pytest.mark.parametrize("kind", [LEAD, OPPORTUNITY, ORDER])
def test_a_deletion_is_heard_of(people: Salespeople, kind: CrmThing, told: dict[str, bool]) -> None:
    people.portal.hubspot.behave(**told)
    record_id, before = people.add(kind, {}), len(people.heard())

    people.delete(kind, record_id)

    assert hinted(people, before) == {(CrmThing(kind), record_id)}


@pytest.mark.parametrize("words", [("contact", "deal"), ("object",)])
def test_a_lead_that_is_given_a_deal_is_heard_of(
    people: Salespeople, words: tuple[str, ...]
) -> None:
    lead, deal = people.add(LEAD, {}), people.add(OPPORTUNITY, {})
    told = [f"{word}.associationChange" for word in words]
    people.portal.hubspot.behave(generic_webhooks="object" in words, subscribed=told)
    before = len(people.heard())

    people.associate(OPPORTUNITY, deal, paths.CONTACTS, lead)

    assert hinted(people, before) == {(CrmThing.LEAD, lead), (CrmThing.OPPORTUNITY, deal)}


def test_what_the_hub_writes_on_a_contact_is_no_hint(people: Salespeople) -> None:
    lead, before = people.add(LEAD, {}), len(people.heard())
    code = {"properties": {"referral_code": "OTHER"}}

    people.portal.calls_api("PATCH", paths.objects(paths.CONTACTS, lead), code)

    assert len(people.heard()) > before
    assert hinted(people, before) == set()


def test_a_hint_of_a_lead_says_nothing_of_the_person(people: Salespeople) -> None:
    lead, before = people.add(LEAD, {}), len(people.heard())

    people.change(LEAD, lead, {"email": "aino@nordwind.example"})

    [event] = people.heard()[before:]
    [hint] = people.events.hints_in(event)
    assert "aino" in event["propertyValue"]
    assert "aino" not in hint.model_dump_json()


# What is asked


def test_of_contacts_only_those_with_a_code_are_leads(people: Salespeople) -> None:
    people.add(LEAD, {"referral_code": ""})
    lead = people.add(LEAD, {"referral_code": "HARBOUR"})
    people.wait(LAG_SECONDS)

    found = list(people.events.changed_since(CrmThing.LEAD, NOON))

    assert [hint.record_id for hint in found] == [lead]


def test_a_portal_without_the_code_has_no_leads(bare: Portal) -> None:
    bare.seed("contacts", lastname="Virta")
    bare.clock.advance(seconds=LAG_SECONDS)

    assert list(events_of(bare).changed_since(CrmThing.LEAD, NOON)) == []


def test_a_token_that_may_not_see_orders_sees_none(people: Salespeople) -> None:
    order = people.add(ORDER, {})
    people.portal.hubspot.behave(scopes=PEOPLE_READ)

    assert list(people.events.changed_since(CrmThing.ORDER, people.now)) == []
    assert people.crm.sales_record(ORDER, order, []) is None


def test_a_token_that_may_not_see_deals_says_so(people: Salespeople) -> None:
    deal = people.add(OPPORTUNITY, {})
    people.portal.hubspot.behave(scopes=PEOPLE_READ)

    with pytest.raises(Unavailable, match=r"crm\.objects\.deals\.read"):
        people.crm.sales_record(OPPORTUNITY, deal, [])


# What is read


def asked_for(people: Salespeople, kind: CrmThing, record_id: str, *fields: str) -> set[str]:
    """The properties that reading a record asks HubSpot for, of whatever record."""
    calls = people.portal.hubspot.calls
    before = len(calls)
    people.crm.sales_record(kind, record_id, fields)
    asked: set[str] = set()
    for call in calls[before:]:
        asked |= {*call.query.get("properties", "").split(",")}
        asked |= {*(json.loads(call.body or "{}").get("properties") or ())}
    return asked


def test_of_a_person_nothing_is_read_that_no_lifecycle_names(people: Salespeople) -> None:
    lead = people.add(LEAD, {"email": "aino@nordwind.example", "firstname": "Aino"})
    deal = people.convert(lead).opportunity_id

    asked = asked_for(people, LEAD, lead, "hs_lead_status")
    asked |= asked_for(people, OPPORTUNITY, deal, "amount")

    assert "hs_lead_status" in asked
    assert asked & {"email", "firstname", "lastname", "phone", "mobilephone", "jobtitle"} == set()


def costs(people: Salespeople, kind: CrmThing, record_id: str) -> int:
    """How many calls it takes to look at a record of a portal that is known."""
    fields = ["company.name", "company.country", "company.annualrevenue"]
    people.crm.sales_record(kind, record_id, fields)
    with people.portal.counted() as calls:
        people.crm.sales_record(kind, record_id, fields)
    return len(calls)


@pytest.mark.parametrize("kind", list(KINDS))
def test_a_record_costs_few_calls(people: Salespeople, kind: CrmThing) -> None:
    """Every deal of the portal that changes is read, referred or not."""
    assert costs(people, kind, people.add(kind, {})) == 2


def test_people_in_a_deal_cost_a_call_and_a_lead_among_them_two_more(people: Salespeople) -> None:
    stranger, lead = people.add(LEAD, {"referral_code": ""}), people.add(LEAD, {})

    assert costs(people, OPPORTUNITY, people.convert(stranger).opportunity_id) == 3
    assert costs(people, OPPORTUNITY, people.convert(lead).opportunity_id) == 5
