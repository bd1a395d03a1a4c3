"""What a call finds that was made before: written once, and nobody's edits written over."""

from __future__ import annotations

import pytest

from referral_hub.domain.effects import Done, Refused
from referral_hub.domain.errors import Unavailable
from referral_hub.ports import Crm
from tests.adapters.crms.hubspot.portal import Portal, opened

LAMPS = {"dealname": "Lamps", "dealstage": "appointmentscheduled", "amount": "12500.00"}


@pytest.fixture
def company(portal: Portal) -> str:
    return portal.seed("companies", name="Fenwick Lighthouses")


def companies_of(portal: Portal) -> list[str]:
    [deal] = portal.records("deals")
    return [link["id"] for link in deal["associations"]]


def test_a_deal_and_its_company_are_one_call(portal: Portal, crm: Crm, company: str) -> None:
    crm.create_opportunity(company, LAMPS, token="t-1")

    with portal.counted() as calls:
        crm.create_opportunity(company, LAMPS, token="t-2")

    assert len(calls) == 1


def test_what_a_person_typed_after_a_lost_answer_stays(
    portal: Portal, crm: Crm, company: str
) -> None:
    portal.fails("drop_after_commit", "POST", "/deals")
    with pytest.raises(Unavailable):
        crm.create_opportunity(company, LAMPS, token="t-1")
    [deal] = portal.records("deals")
    typed = {"dealname": "Typed by hand", "dealstage": "closedwon", "amount": "777"}
    portal.hubspot.person_edits("deals", deal["id"], typed)

    made = crm.create_opportunity(company, LAMPS, token="t-1")

    assert made == Done(result=deal["id"])
    [deal] = portal.records("deals")
    assert {name: deal["properties"][name] for name in typed} == typed


def test_a_company_that_a_person_renamed_after_a_lost_answer_stays_so(
    portal: Portal, crm: Crm
) -> None:
    portal.fails("drop_after_commit", "POST", "/companies")
    with pytest.raises(Unavailable):
        crm.create_account({"name": "Fenwick"}, token="t-1")
    [company] = portal.records("companies")
    portal.hubspot.person_edits("companies", company["id"], {"name": "Fenwick Group"})

    made = crm.create_account({"name": "Fenwick"}, token="t-1")

    assert made == Done(result=company["id"])
    [company] = portal.records("companies")
    assert company["properties"]["name"] == "Fenwick Group"


def test_a_deal_that_lost_its_company_is_given_it_again(
    portal: Portal, crm: Crm, company: str
) -> None:
    portal.seed("deals", **LAMPS, referral_hub_id="t-1")

    crm.create_opportunity(company, LAMPS, token="t-1")

    assert companies_of(portal) == [company]


def test_a_deal_that_a_person_moved_to_another_company_stays_there(
    portal: Portal, crm: Crm, company: str
) -> None:
    made = crm.create_opportunity(company, LAMPS, token="t-1")
    other = portal.seed("companies", name="Fenwick Group")
    there = f"/crm/objects/2026-09/deals/{made.result}/associations"
    portal.calls_api("DELETE", f"{there}/companies/{company}")
    portal.calls_api("PUT", f"{there}/default/companies/{other}")

    crm.create_opportunity(company, LAMPS, token="t-1")

    assert companies_of(portal) == [other]


@pytest.mark.usefixtures("loopback")
def test_without_unique_values_nothing_is_made_that_could_be_made_twice() -> None:
    place = {"name": "referral_hub_id", "groupName": "companyinformation"}
    mark = {**place, "label": "Mark", "type": "string", "fieldType": "text"}
    with opened(is_prepared=False) as portal:
        portal.calls_api("POST", "/crm/properties/2026-09/companies", mark)

        refused = portal.crm.create_account({"name": "Fenwick"}, token="t-1")

        assert isinstance(refused, Refused)
        assert refused.fields == ("referral_hub_id",)
        assert portal.records("companies") == []


def test_a_record_of_before_is_found_whatever_hubspot_now_demands_of_a_new_one(
    portal: Portal, crm: Crm, company: str
) -> None:
    made = crm.create_opportunity(company, LAMPS, token="t-1")
    portal.hubspot.behave(create_requires={"deals": ["description"]})

    assert crm.create_opportunity(company, LAMPS, token="t-1") == made
