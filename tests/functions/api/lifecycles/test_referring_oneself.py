"""Who refers its own business earns nothing by the shipped policy, however it is named."""

from __future__ import annotations

import pytest

from referral_hub.hub import Hub
from tests.functions.api.client import Client
from tests.lifecycle_records import CODE, a_referrer, with_codes

WON = {
    "kind": "opportunity",
    "record_id": "0061",
    "at": "2027-03-01T11:00:00Z",
    "code": CODE,
    "status": "won",
    "won": True,
    "amount": "12500.00",
    "currency": "EUR",
}


def verdict(hub: Hub, operator: Client, **said: object) -> str:
    hub.lifecycle_desk.referrers.save(
        a_referrer(domain="https://www.harbour.example/", account_id="0015g00000AbCdE")
    )
    with_codes(hub)
    number = operator.post("/v1/lifecycle-events", WON | said).said["number"]
    explained = operator.get(f"/v1/tracked-referrals/{number}/explanation")
    return str(explained.said["judgement"]["verdict"])


@pytest.mark.parametrize(
    "domain",
    [
        "harbour.example",
        "https://harbour.example/offers?from=ad",
        "HTTP://WWW.HARBOUR.EXAMPLE:8080",
        "https:\\\\harbour.example",
        "harbour.example/no//page",
        "harbour.example.",
        "nadja@harbour.example",
        "shop.harbour.example",
        "\uff48arbour\u3002example",
        "har\u00adbour.example",
    ],
)
def test_a_sale_to_the_referrers_own_domain_earns_nothing(
    hub: Hub, operator: Client, domain: str
) -> None:
    assert verdict(hub, operator, facts={"domain": domain}) == "not_eligible"


@pytest.mark.parametrize(
    "domain", ["", "quay.example", "old-harbour.example", "harbour.example.no"]
)
def test_a_sale_to_another_domain_earns(hub: Hub, operator: Client, domain: str) -> None:
    assert verdict(hub, operator, facts={"domain": domain}) == "earned"


@pytest.mark.parametrize("account_id", ["0015g00000AbCdE", "0015g00000AbCdEAAV"])
def test_a_sale_to_the_referrers_own_account_earns_nothing(
    hub: Hub, operator: Client, account_id: str
) -> None:
    assert verdict(hub, operator, account_id=account_id) == "not_eligible"


def test_a_sale_that_is_told_by_both_of_its_ids_in_salesforce_is_one(
    hub: Hub, operator: Client
) -> None:
    with_codes(hub)

    told = [
        operator.post("/v1/lifecycle-events", WON | {"record_id": record_id}).said["number"]
        for record_id in ("0065g00000XyZ1A", "0065g00000XyZ1AAAV")
    ]

    assert told == ["T-000001", "T-000001"]


REFERRER = {"kind": "advocate", "name": "Ola Dahl"}


@pytest.mark.parametrize(
    "domain", ["a b", "..", "=cmd|x", "harbour", "linkedin.com", "harbour.example, other.example"]
)
def test_what_is_nobodys_own_domain_is_refused(admin: Client, domain: str) -> None:
    refused = admin.put("/v1/referrers/ola", REFERRER | {"domain": domain}, if_match='"0"')

    assert (refused.status, list(refused.wrong)) == (422, ["/domain"])
    assert "such as harbour.example" in refused.wrong["/domain"]


@pytest.mark.parametrize("domain", ["", "harbour.example", "https://www.harbour.example/no"])
def test_a_domain_is_taken_as_people_write_it(admin: Client, domain: str) -> None:
    assert (
        admin.put("/v1/referrers/ola", REFERRER | {"domain": domain}, if_match='"0"').status < 300
    )
