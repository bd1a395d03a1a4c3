"""Companies found by how words of their names begin; what HubSpot's search cannot do is judged."""

from __future__ import annotations

import json

from tests.adapters.crms.hubspot.portal import Portal


def test_a_company_is_found_when_the_index_has_caught_up(portal: Portal) -> None:
    portal.crm.create_account({"name": "Fenwick Lighthouses"}, token="t-1")

    at_once = portal.crm.search_accounts("fenwick")

    assert at_once == []
    assert [account.name for account in portal.searches("fenwick")] == ["Fenwick Lighthouses"]


def test_companies_are_found_in_alphabetical_order(portal: Portal) -> None:
    for port in ("narvik", "Bergen", "Molde"):
        portal.seed("companies", name=f"{port} Harbour")

    found = [account.name for account in portal.searches("harb")]

    assert found == ["Bergen Harbour", "Molde Harbour", "narvik Harbour"]


def test_a_search_is_one_call_of_what_hubspot_allows(portal: Portal) -> None:
    with portal.counted() as calls:
        portal.searches(" ".join(f"word{n}" for n in range(40)))

    assert len(calls) == 1
    body = json.loads(portal.hubspot.calls[-1].body)
    assert len(body["filterGroups"][0]["filters"]) == 10


def test_words_beyond_the_tenth_must_fit_too(portal: Portal) -> None:
    name = " ".join(f"word{n}" for n in range(12))
    portal.seed("companies", name=name)

    assert [account.name for account in portal.searches(name)] == [name]
    assert portal.searches(f"{name} more") == []


def test_stars_in_a_search_are_no_wildcards(portal: Portal) -> None:
    portal.seed("companies", name="Fenwick Lighthouses")

    assert portal.searches("f*houses") == []


def test_a_company_without_a_name_is_called_by_its_domain(portal: Portal) -> None:
    company = portal.seed("companies", domain="fenwick.example")

    found = portal.crm.account(company)

    assert found
    assert found.name == "fenwick.example"
