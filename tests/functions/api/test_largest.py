"""The largest requests that the API takes fit into DynamoDB's items, of 400 KB each."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from moto import mock_aws

from referral_hub.application.deals import crm_telling
from referral_hub.domain.access import Role
from referral_hub.hub import Hub
from tests.adapters.conftest import create_table
from tests.application.stage import carry_out
from tests.builders import a_hub, ask
from tests.functions.api.client import Client, a_client

# Four bytes in UTF-8; and a quote, which JSON writes as two.
LAMP, QUOTE = "\U0001f526", '"'
ONCE = {"idempotency_key": "8e03978e"}
LONGEST_ADDRESS = f"{chr(0x1F526) * 245}@x.example"


@pytest.fixture
def hub() -> Iterator[Hub]:
    with mock_aws():
        yield a_hub(table=create_table())


def shares_the_largest(partner: Client, letter: str) -> str:
    """Share a referral with every text as long as it may be, and return its number."""
    shared = partner.shares(
        headers=ONCE,
        partner_referral_id=letter * 255,
        title=letter * 255,
        description=letter * 4000,
        customer={
            "company_name": letter * 120,
            "website_url": letter * 255,
            "industry": letter * 80,
            "street": letter * 255,
        },
        partner_people=[{"name": letter * 160, "email": LONGEST_ADDRESS, "title": letter * 80}]
        * 20,
        contacts=[
            {"last_name": letter * 80, "email": f"{i}{LONGEST_ADDRESS[2:]}"} for i in range(50)
        ],
        custom={f"f{i}{'x' * 60}": letter * 1000 for i in range(50)},
    )
    assert shared.status == 201, shared.text
    return str(shared.said["number"])


@pytest.mark.parametrize("letter", [LAMP, QUOTE])
def test_the_largest_referral_is_kept_and_accepted(hub: Hub, letter: str) -> None:
    number = shares_the_largest(a_client(hub, Role.PARTNER_STAFF), letter)
    operator = a_client(hub)
    wide = {"notes": letter * 4000, "name": letter * 4000, "street": letter * 4000}
    a_client(hub, Role.ADMIN).put("/v1/policy", {"account_field_set": ["notes"]}, if_match='"0"')

    accepted = operator.accepts(number, {"account": {"create": wide}}, **ONCE)
    found = operator.get("/v1/crm/accounts", q=letter * 100)

    assert accepted.status == 200
    assert found.status == 200


@pytest.mark.parametrize("letter", [LAMP, QUOTE])
def test_the_largest_deal_is_kept_and_told_to_the_crm(hub: Hub, letter: str) -> None:
    number = shares_the_largest(a_client(hub, Role.PARTNER_STAFF), letter)
    operator, told = a_client(hub), {"title": letter * 254, "description": letter * 3999}
    operator.accepts(number)
    carry_out(hub, number)

    edited = operator.edits_deal(number, **told)
    came_of_it = ask(hub, crm_telling.tell, number=number)

    assert (edited.status, came_of_it) == (200, "told")


def test_the_widest_search_is_answered(hub: Hub) -> None:
    # One of the letters that become eighteen when they are normalised.
    found = a_client(hub).get("/v1/crm/accounts", q="\ufdfa" * 100)

    assert (found.status, found.said["items"]) == (200, [])


def test_an_account_with_one_very_long_word_can_be_created(hub: Hub) -> None:
    made = hub.crm.create_account({"name": "\u00f8" * 4000}, token="t" * 32)

    assert made
