"""How partners' forms are filled is checked against the CRM and those forms before it counts."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest

from referral_hub.adapters.memory_partner import MemoryPartner
from referral_hub.adapters.partners.platform.connector import PlatformConnector
from referral_hub.domain.access import Role
from referral_hub.domain.policies.diff import changes
from referral_hub.domain.policies.policy import IntakePolicy
from referral_hub.hub import Hub
from referral_hub.ports import PartnerConnection
from tests.application.stage import snapshot
from tests.builders import a_hub, a_partner
from tests.connected import Connected
from tests.functions.api.client import Client, a_client

NEED = {"target": "need", "template": "Price"}


@pytest.fixture
def admin() -> Client:
    """An admin of a hub with Harbour, which asks for a need, and Pilot, which does not."""
    takes = {"harbour": MemoryPartner()}
    hub: Hub = a_hub(
        connections=Connected(
            lambda partner: PartnerConnection(
                PlatformConnector(), takes=takes.get(partner.partner_id)
            )
        )
    )
    hub.partners.save(a_partner(partner_id="pilot"))
    return a_client(hub, Role.ADMIN)


def publish(admin: Client, *mappings: dict[str, Any], partner_id: str = "") -> dict[str, str]:
    """Publish these mappings; return what is wrong with them."""
    whose = {"partner_id": partner_id} if partner_id else {}
    tag = admin.get("/v1/policy", **whose).headers["ETag"]
    reply = admin.send(
        "PUT",
        "/v1/policy",
        query=urlencode(whose),
        body=json.dumps({"outgoing_mapping": mappings}),
        headers={"content-type": "application/json", "if-match": tag},
    )
    return reply.wrong if reply.status == 422 else {}


def test_all_that_fits_neither_the_crm_nor_the_form_is_named_at_once(admin: Client) -> None:
    wrong = publish(
        admin,
        {"target": "colour", "template": "red"},
        {"target": "title", "template": "{opportunity.colour} {title}"},
        {"target": "description", "expression": "opportunity.amount + account.name"},
        {"target": "need", "template": "Gold"},
        {"target": "customer.city", "template": "{account.city}", "when": "account.size > 1"},
        {"target": "customer.city", "template": "Bergen"},
        {"target": "customer.state"},
        {"target": "value.amount", "default": "much"},
        partner_id="harbour",
    )

    assert set(wrong) == {
        "outgoing_mapping.0.target",
        "outgoing_mapping.1.template",
        "outgoing_mapping.2.expression",
        "outgoing_mapping.3.template",
        "outgoing_mapping.4.when",
        "outgoing_mapping.6",
        "outgoing_mapping.7.default",
    }
    assert (
        "'opportunity.colour', 'title'; known: opportunity.id"
        in (wrong["outgoing_mapping.1.template"])
    )


def test_a_partners_own_field_can_be_filled_for_it_or_for_all_but_for_no_other(
    admin: Client,
) -> None:
    assert publish(admin, NEED) == {}
    assert publish(admin, NEED, partner_id="harbour") == {}
    assert set(publish(admin, NEED, partner_id="pilot")) == {"outgoing_mapping.0.target"}


def test_what_ships_fits_every_form(admin: Client) -> None:
    shipped = IntakePolicy().model_dump(mode="json")["outgoing_mapping"]

    assert publish(admin, *shipped) == publish(admin, *shipped, partner_id="harbour") == {}


def test_a_draft_that_does_not_fit_the_partners_form_says_so_when_it_is_tried(
    admin: Client,
) -> None:
    draft = {"partner_id": "pilot", "outgoing_mapping": [NEED]}

    replayed = admin.post("/v1/policy-replay", {"draft": draft})

    assert set(replayed.said["misfits"]) == {"outgoing_mapping.0.target"}


def test_a_draft_is_tried_on_an_opportunity_and_nothing_is_published(admin: Client) -> None:
    account = admin.hub.crm.create_account({"name": "Fenwick"}, token="a" * 20)
    sale = admin.hub.crm.create_opportunity(account.result, {"name": "Lamps"}, token="o" * 20)
    before = snapshot(admin.hub)
    draft = {"outgoing_mapping": [{"target": "title", "template": "{account.name}"}, NEED]}
    body = {"draft": draft, "opportunity_id": sale.result}

    tried = admin.post("/v1/policy-trial/outgoing", body)

    changes = {each["field"]: (each["before"], each["after"]) for each in tried.said["changes"]}
    assert changes == {
        "outgoing.title": ("Lamps", "Fenwick"),
        "outgoing.customer.company_name": ("Fenwick", ""),
        "outgoing.need": ("", "Price"),
    }
    assert snapshot(admin.hub) == before


def test_of_an_opportunity_that_is_not_there_nothing_is_tried(admin: Client) -> None:
    body = {"draft": {}, "opportunity_id": "opp-none"}

    assert admin.post("/v1/policy-trial/outgoing", body).code == "crm_record_not_found"


def test_a_connection_names_a_mapping_that_fits_no_longer(admin: Client) -> None:
    hub = admin.hub
    hub.policies.publish(IntakePolicy.model_validate({"outgoing_mapping": [NEED | {"when": "x"}]}))

    checks = admin.get("/v1/crm/connection").said["checks"]

    assert [c["name"] for c in checks if c["problem"]] == [
        "policy of all partners: outgoing_mapping.0.when"
    ]


def test_two_versions_differ_by_the_field_that_is_filled() -> None:
    before = IntakePolicy.model_validate({"outgoing_mapping": [NEED]})
    after = IntakePolicy.model_validate(
        {"outgoing_mapping": [NEED | {"template": "Advice"}], "ready_for_submit": True}
    )

    assert {c.path: (c.before, c.after) for c in changes(before, after)} == {
        "outgoing_mapping.need.template": ("Price", "Advice"),
        "ready_for_submit": ("", "true"),
    }
