"""Every example of docs/mapping.md is tried on the stand-in of Salesforce."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from referral_hub.application import decisions
from referral_hub.application.policies import configuration
from referral_hub.domain.expressions.functions import FUNCTIONS
from referral_hub.domain.policies.policy import IntakePolicy, Scope, shipped
from referral_hub.domain.referrals.sources import SOURCES
from tests.adapters.crms.salesforce.org import staged
from tests.application.stage import filed
from tests.architecture.code import ROOT
from tests.builders import a_hub, ask

GUIDE = (ROOT / "docs/mapping.md").read_text()
EXAMPLES = re.findall(r"```json (\w+)\n(.+?)```", GUIDE, re.DOTALL)


def a_policy(what: str, mappings: list[dict[str, Any]]) -> IntakePolicy:
    """The shipped policy, with the example's fields in place of its own."""
    policy = shipped(Scope("salesforce")).model_dump(mode="json")
    told = {mapping["target"] for mapping in mappings}
    rest = [m for m in policy[f"{what}_mapping"] if m["target"] not in told]
    return IntakePolicy.model_validate(policy | {f"{what}_mapping": [*mappings, *rest]})


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 5


@pytest.mark.usefixtures("loopback")
@pytest.mark.parametrize(("what", "example"), EXAMPLES)
def test_an_example_can_be_published_and_fills_a_referral(what: str, example: str) -> None:
    with staged() as stage:
        hub = a_hub(crm=stage.crm)
        policy = a_policy(what, json.loads(example))

        published = ask(hub, configuration.publish_policy, policy=policy)
        preview = ask(hub, decisions.preview, referral=filed(hub, value=None))

    assert published.version == 1
    form = preview.account if what == "account" else preview.opportunity
    assert [field.problem for field in form if field.problem] == []


@pytest.mark.parametrize("function", sorted(FUNCTIONS))
def test_every_function_is_in_the_guide(function: str) -> None:
    assert re.search(rf"`{function}[(`]", GUIDE)


@pytest.mark.parametrize("path", sorted(SOURCES))
def test_every_path_is_in_the_guide(path: str) -> None:
    assert f"`{path.removeprefix('customer.')}`" in GUIDE
