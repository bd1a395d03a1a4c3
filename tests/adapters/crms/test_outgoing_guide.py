"""The examples of docs/outgoing.md are tried on the stand-in of Salesforce."""

from __future__ import annotations

import json
import re

import pytest

from referral_hub.application.outgoing.prefilling import prefilled
from referral_hub.application.policies import configuration
from referral_hub.domain.outgoing.form import SHARED
from referral_hub.domain.policies.policy import IntakePolicy, Scope, shipped
from tests.adapters.crms.salesforce.org import staged
from tests.architecture.code import ROOT
from tests.builders import a_hub, ask

GUIDE = (ROOT / "docs/outgoing.md").read_text()
EXAMPLES = re.findall(r"```json\n(\[.+?\])\n```", GUIDE, re.DOTALL)


@pytest.mark.usefixtures("loopback")
@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_can_be_published_and_fills_a_form(example: str) -> None:
    with staged() as stage:
        hub = a_hub(crm=stage.crm)
        account = hub.crm.create_account({"Name": "Fenwick"}, token="a" * 20)
        sale = {"Name": "Lamps", "StageName": "Prospecting", "CloseDate": "2027-09-30"}
        made = hub.crm.create_opportunity(
            account.result, sale | {"Amount": "12500.50"}, token="o" * 20
        )
        policy = shipped(Scope("salesforce")).model_dump(mode="json")
        draft = IntakePolicy.model_validate(policy | {"outgoing_mapping": json.loads(example)})

        ask(hub, configuration.publish_policy, policy=draft)
        found = ask(
            hub,
            prefilled,
            partner_id="harbour",
            opportunity_id=made.result,
            edits={},
            form=SHARED,
        )

    assert found.problems == {}
    assert found.values == {
        "title": "Fenwick: Lamps",
        "value.amount": "10000.40",
        "value.currency": "USD",
    }


def test_there_are_examples() -> None:
    assert EXAMPLES
