"""The CRM behind the hub, as an operator looks into it."""

from __future__ import annotations

import pytest

from referral_hub.domain.crm import ContactRole
from referral_hub.domain.effects import Done
from referral_hub.hub import Hub
from tests.builders import a_contact
from tests.functions.api.client import Client


def test_an_account_is_found_by_the_beginning_of_a_word(operator: Client, fenwick: str) -> None:
    found = operator.get("/v1/crm/accounts", q="lightH").said["items"]

    assert [(account["account_id"], account["name"]) for account in found] == [
        (fenwick, "Fenwick Lighthouses")
    ]


def test_an_account_opens_with_its_contacts(operator: Client, hub: Hub, fenwick: str) -> None:
    hub.crm.create_contact(fenwick, a_contact(), token="c" * 32)

    opened = operator.get(f"/v1/crm/accounts/{fenwick}").said

    assert [person["last_name"] for person in opened["contacts"]] == ["Holt"]


def test_an_opportunity_opens_with_its_roles(operator: Client, hub: Hub, fenwick: str) -> None:
    made = hub.crm.create_opportunity(fenwick, {"name": "Lamps"}, token="o" * 32)
    assert isinstance(made, Done)
    role = ContactRole(contact_id="con-1", opportunity_id=made.result, role="Business User")
    hub.crm.give_role(role, token="r" * 32)

    opened = operator.get(f"/v1/crm/opportunities/{made.result}").said

    assert opened["account_id"] == fenwick
    assert opened["roles"] == [
        {
            "contact_id": "con-1",
            "role": "Business User",
            "association_type": "",
            "primary": False,
        }
    ]


@pytest.mark.parametrize("path", ["accounts/acc-none", "opportunities/opp-none"])
def test_a_record_that_the_crm_does_not_have_is_not_found(operator: Client, path: str) -> None:
    missing = operator.get(f"/v1/crm/{path}")

    assert (missing.status, missing.code) == (404, "crm_record_not_found")


@pytest.mark.parametrize("what", ["account", "opportunity", "contact"])
def test_the_crm_describes_its_objects(operator: Client, what: str) -> None:
    described = operator.get(f"/v1/crm/fields/{what}").said["items"]

    assert all(field["name"] and field["label"] and field["type"] for field in described)


def test_the_crm_lists_its_association_types(operator: Client) -> None:
    listed = operator.get("/v1/crm/association-types").said["items"]

    assert "Primary contact" in [kind["label"] for kind in listed]


def test_the_crm_lists_its_sales_stages(operator: Client) -> None:
    listed = operator.get("/v1/crm/stages").said["items"]

    assert [stage["name"] for stage in listed if stage["won"]] == ["won"]


def test_a_connection_that_has_all_it_needs_passes(admin: Client) -> None:
    told = admin.get("/v1/crm/connection").said

    assert (told["crm"], told["passed"]) == ("built-in", True)
    assert [check["problem"] for check in told["checks"]] == ["", ""]
