"""A rule goes into Salesforce as custom metadata that the shipped trigger can evaluate (OUT-7)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from referral_hub.adapters.memory_partner import MemoryPartner
from referral_hub.domain.access import Role
from referral_hub.domain.outgoing.save_rules import OPERATORS
from tests.adapters.crms.salesforce.org import staged
from tests.builders import a_hub
from tests.functions.api.client import Client, a_client
from tests.functions.api.rules.stage import publish, takes
from tests.salesforce.metadata import NAMESPACE, ROOT, Component, of_type

pytestmark = pytest.mark.usefixtures("loopback")
TRIGGER = (ROOT / "veto/main/default/classes/ReferralHubRules.cls").read_text()
LARGE = "opportunity.Amount >= 10000.5 and account.BillingCountry in ['NO', 'SE']"
PLACE = "customMetadata/Referral_Hub_Rule.large.md-meta.xml"


@pytest.fixture
def admin() -> Iterator[Client]:
    with staged() as stage:
        hub = a_hub(crm=stage.crm, clock=stage.clock, connections=takes(MemoryPartner()))
        yield a_client(hub, Role.ADMIN)


def rule(admin: Client, **said: Any) -> dict[str, str]:
    """Publish a rule that forbids saves; return what is wrong with it."""
    told = {"criteria": LARGE, "ready_for_submit": True}
    reply = publish(admin, **told | said)
    return {} if reply.status == 200 else reply.wrong


def deployed(admin: Client, place: str = PLACE) -> dict[str, Any]:
    """Read the file of a rule as Salesforce does."""
    files = {f["path"]: f["text"] for f in admin.get("/v1/referral-rule-files").said["items"]}
    root = ET.fromstring(files[place])  # noqa: S314 - ours
    parts = root.iter(f"{NAMESPACE}values")
    told = {part[0].text: part[1].text or "" for part in parts}
    return {
        name: text if name in ("Active__c", "Version__c") else json.loads(text)
        for name, text in told.items()
        if name
    }


def test_a_rule_is_written_as_the_metadata_that_the_trigger_reads(admin: Client) -> None:
    rule(admin, permitted=["005000000000001AAA"])

    assert deployed(admin) == {
        "Active__c": "true",
        "Version__c": "1",
        "Conditions__c": [
            {"record": "Opportunity", "field": "Amount", "operator": ">=", "values": ["10000.5"]},
            {
                "record": "Account",
                "field": "BillingCountry",
                "operator": "in",
                "values": ["NO", "SE"],
            },
        ],
        "Required__c": [
            {"record": "Opportunity", "field": "Name"},
            {"record": "Account", "field": "Name"},
        ],
        "Permitted__c": ["005000000000001AAA"],
    }


def test_every_field_of_it_is_one_that_ships(admin: Client) -> None:
    rule(admin)

    shipped = {name for name in of_type("CustomField") if name.startswith("Referral_Hub_Rule__mdt")}
    assert {f"Referral_Hub_Rule__mdt.{name}" for name in deployed(admin)} == shipped


def test_what_is_filled_or_blank_and_truths_can_be_said(admin: Client) -> None:
    rule(
        admin,
        criteria="opportunity.NextStep and not opportunity.Type and opportunity.IsWon == False",
    )

    told = [(each["operator"], each["values"]) for each in deployed(admin)["Conditions__c"]]
    assert told == [("filled", []), ("blank", []), ("==", ["false"])]


@pytest.mark.parametrize(
    "criteria",
    [
        "opportunity.Amount > 1 or opportunity.NextStep == 'Call'",
        "lower(opportunity.Name) == 'lamps'",
        "opportunity.Name == opportunity.NextStep",
        "1 < opportunity.Amount < 5",
        "not (opportunity.Amount > 1)",
        "opportunity.Amount * 2 > 10",
    ],
)
def test_what_the_trigger_cannot_evaluate_may_not_forbid_saves(
    admin: Client, criteria: str
) -> None:
    assert "only conditions put together with `and`" in rule(admin, criteria=criteria)["criteria"]
    assert rule(admin, criteria=criteria, ready_for_submit=False) == {}


def test_what_the_partner_requires_must_come_from_one_field(admin: Client) -> None:
    mapping = [{"target": "title", "template": "{account.Name}: {opportunity.Name}"}]
    tag = admin.get("/v1/policy").headers["ETag"]
    admin.put("/v1/policy", {"outgoing_mapping": mapping}, if_match=tag)

    wrong = rule(admin)

    assert wrong["ready_for_submit"].startswith("title, customer.company_name: required")
    assert rule(admin, fields={"title": "Lamps", "customer.company_name": "Fenwick"}) == {}


def test_a_rule_that_is_switched_off_is_off_there_too(admin: Client) -> None:
    rule(admin)
    admin.post("/v1/referral-rules/large/deactivate")

    told = deployed(admin)

    assert (told["Active__c"], told["Conditions__c"]) == ("false", [])


@pytest.mark.parametrize("operator", [*OPERATORS.values(), "filled", "blank"])
def test_the_trigger_knows_every_operator(operator: str) -> None:
    assert f"'{operator}'" in TRIGGER


def test_the_trigger_comes_with_a_test() -> None:
    assert set(of_type("ApexClass")) == {"ReferralHubRules", "ReferralHubRulesTest"}
    assert set(of_type("ApexTrigger")) == {"ReferralHubSave"}
    sources: list[Component] = [*of_type("ApexClass").values(), *of_type("ApexTrigger").values()]
    assert all(
        each.path.with_name(each.path.name.removesuffix("-meta.xml")).exists() for each in sources
    )


def test_a_crm_that_evaluates_nothing_gets_no_files() -> None:
    admin = a_client(a_hub(), Role.ADMIN)

    assert admin.get("/v1/referral-rule-files").said == {"items": []}
