"""An outgoing referral is prefilled from its opportunity in the CRM, and nothing is written."""

from __future__ import annotations

from typing import Any

import pytest

from referral_hub.application.choices import UnknownCrmRecord
from referral_hub.application.outgoing.prefilling import prefilled
from referral_hub.domain.crm import Part
from referral_hub.domain.outgoing.form import SHARED
from referral_hub.domain.outgoing.prefill import Prefilled
from referral_hub.hub import Hub
from tests.application.stage import publish, snapshot
from tests.builders import a_contact, ask

MAREN = a_contact()


@pytest.fixture
def sale(hub: Hub) -> str:
    """An opportunity of Fenwick."""
    fenwick = hub.crm.create_account({"name": "Fenwick", "country_code": "NO"}, token="a" * 20)
    fields = {"name": "Lamps", "amount": "12500.00", "currency": "EUR"}
    return hub.crm.create_opportunity(fenwick.result, fields, token="o" * 20).result


def prefill(hub: Hub, opportunity_id: str, **edits: str) -> Prefilled:
    said: dict[str, Any] = {"partner_id": "harbour", "opportunity_id": opportunity_id}
    found: Prefilled = ask(hub, prefilled, edits=edits, form=SHARED, **said)
    return found


def give_part(hub: Hub, sale: str, person: Any) -> None:
    opportunity = hub.crm.opportunity(sale)
    assert opportunity
    made = hub.crm.create_contact(opportunity.account_id, person, token=person.last_name)
    part = Part(opportunity_id=sale, role="Business User")
    hub.crm.give_role(part.of(made.result), token=person.last_name)


def test_the_opportunity_and_its_account_fill_the_partners_form(hub: Hub, sale: str) -> None:
    before = snapshot(hub)

    found = prefill(hub, sale, title="Forty lamps")

    assert found.values == {
        "title": "Forty lamps",
        "value.amount": "12500.00",
        "value.currency": "EUR",
        "customer.company_name": "Fenwick",
        "customer.country_code": "NO",
    }
    assert found.account_id == f"acc-{'a' * 20}"
    assert snapshot(hub) == before


def test_the_contact_of_the_opportunity_is_shared_and_no_other_person(hub: Hub, sale: str) -> None:
    give_part(hub, sale, MAREN)
    hub.crm.create_contact(f"acc-{'a' * 20}", a_contact(last_name="Aas"), token="elsewhere")

    found = prefill(hub, sale)

    assert found.values["contact.last_name"] == MAREN.last_name
    assert found.values["contact.email"] == MAREN.email


def test_without_a_contact_on_the_opportunity_nobody_is_shared(hub: Hub, sale: str) -> None:
    hub.crm.create_contact(f"acc-{'a' * 20}", MAREN, token="elsewhere")

    assert not [name for name in prefill(hub, sale).values if name.startswith("contact.")]


def test_the_policy_that_filled_it_is_named(hub: Hub, sale: str) -> None:
    mapping = [{"target": "title", "template": "{account.name}"}]
    publish(hub, outgoing_mapping=mapping, ready_for_submit=True)

    found = prefill(hub, sale)

    assert (found.values, found.policy_version) == ({"title": "Fenwick"}, 1)
    assert found.ready_for_submit


def test_an_opportunity_that_the_crm_does_not_have_is_named(hub: Hub) -> None:
    with pytest.raises(UnknownCrmRecord) as refused:
        prefill(hub, "opp-nobody")

    assert refused.value.fields == {"opportunity_id": "the CRM has no such opportunity"}
