"""One accepted referral in HubSpot, counted call by call, and read by clients nobody here wrote."""

from __future__ import annotations

import pytest
from hubspot import Client
from hubspot_sdk import HubSpot as Sdk

from referral_hub.domain.contacts.contact import decide_match
from referral_hub.domain.crm import CrmObject, Part
from referral_hub.ports import Crm
from sandbox.hubspot import TOKEN
from tests.adapters.crms.hubspot.portal import LABEL, Portal
from tests.builders import a_contact

# What a whole accepted referral may cost, its metadata known.
MOST_CALLS = 5
DEAL = {
    "dealname": "Lamp modernisation",
    "dealstage": "appointmentscheduled",
    "amount": "12500.00",
    "closedate": "2027-06-30",
}


@pytest.fixture
def company(portal: Portal) -> str:
    return portal.seed("companies", name="Fenwick Lighthouses")


def warm(crm: Crm) -> Crm:
    """Let it know the portal's properties, stages, labels and time zone, as after a first use."""
    for what in CrmObject:
        crm.describe(what)
    crm.association_types()
    crm.opportunity("1")
    return crm


def carried_out(crm: Crm, company: str) -> tuple[str, str]:
    """Accept for an existing account; then the contact comes."""
    assert crm.account(company)
    deal = crm.create_opportunity(company, DEAL, token="deal").result
    part = Part(opportunity_id=deal, role="Business User", association_type=LABEL)
    match = decide_match(a_contact(), crm.contacts_like(company, a_contact()))
    assert not match.contact_id
    made = crm.create_contact(company, a_contact(), token="contact", part=part)
    assert made.also == ("role",)
    return deal, made.result


def test_an_accepted_referral_costs_no_more_than_five_calls(
    portal: Portal, crm: Crm, company: str
) -> None:
    deal = crm.create_opportunity(company, DEAL, token="other").result
    assert crm.opportunity(deal)
    warm(crm)

    with portal.counted() as calls:
        carried_out(crm, company)

    assert len(calls) <= MOST_CALLS, calls


def test_a_cold_start_costs_its_metadata_once(portal: Portal, crm: Crm, company: str) -> None:
    with portal.counted() as calls:
        carried_out(crm, company)

    assert len(calls) <= MOST_CALLS + 5, calls


def test_a_new_account_costs_one_call(portal: Portal, crm: Crm) -> None:
    crm.describe(CrmObject.ACCOUNT)

    with portal.counted() as calls:
        crm.create_account({"name": "Fenwick"}, token="t-1")

    assert len(calls) == 1


def test_nothing_is_contacted_when_connecting(portal: Portal) -> None:
    with portal.counted() as calls:
        portal.connect()

    assert calls == []


def test_the_vendors_client_reads_what_was_written(portal: Portal, crm: Crm, company: str) -> None:
    deal_id, contact_id = carried_out(crm, company)
    client = Client.create(access_token=TOKEN, host=portal.url)

    deal = client.crm.deals.basic_api.get_by_id(
        deal_id, properties=[*DEAL, "referral_hub_id"], associations=["companies", "contacts"]
    )
    contact = client.crm.contacts.basic_api.get_by_id(
        a_contact().email, id_property="email", properties=["jobtitle", "lastname"]
    )
    links = client.crm.associations.v4.basic_api.get_page("deals", deal_id, "contacts")

    assert deal.properties["amount"] == "12500.00"
    assert deal.properties["closedate"] == "2027-06-30T10:00:00.000Z"
    assert deal.properties["referral_hub_id"] == "deal"
    assert {link.id for link in deal.associations["companies"].results} == {company}
    assert (contact.id, contact.properties["jobtitle"]) == (contact_id, "Head of Lamps")
    [link] = links.results
    assert {kind.label for kind in link.association_types} == {None, LABEL}


def test_the_vendors_sdk_reads_what_was_written(portal: Portal, crm: Crm, company: str) -> None:
    deal_id, _ = carried_out(crm, company)

    with Sdk(access_token=TOKEN, base_url=portal.url, max_retries=0) as sdk:
        deal = sdk.crm.objects.deals.get(deal_id, properties=["dealname"])

    assert deal.properties["dealname"] == DEAL["dealname"]
