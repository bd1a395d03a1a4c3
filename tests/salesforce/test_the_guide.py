"""docs/connect-salesforce.md speaks of what is really there."""

from __future__ import annotations

import json
import re

from referral_hub.domain.policies.policy import Scope, shipped
from tests.salesforce.metadata import ROOT, components

_GUIDE = (ROOT.parent / "docs/connect-salesforce.md").read_text()


def test_every_name_in_the_guide_is_deployed() -> None:
    deployed = {name for each in components() for name in each.name.split(".")}

    named = set(re.findall(r"\bReferral_[A-Za-z_]+(?<!_)|\bReferral__c\b", _GUIDE))

    assert named
    assert named - {"Referral_Hub"} <= deployed


def test_the_guide_deploys_the_folders_and_sets_what_they_ask_for() -> None:
    project = json.loads((ROOT / "sfdx-project.json").read_text())

    for folder in project["packageDirectories"]:
        assert f"--source-dir {folder['path']}" in _GUIDE
    for replacement in project["replacements"]:
        assert f"{replacement['replaceWithEnv']}=" in _GUIDE


def test_the_guide_quotes_a_rule_as_salesforce_will_show_it() -> None:
    (quoted,) = re.findall(r'\| "(This referral .+?)" \|', _GUIDE)

    assert any(
        each.text("errorMessage").startswith(quoted)
        for each in components()
        if each.type == "ValidationRule"
    )


def test_a_flow_in_place_of_the_relay_tells_all_that_the_hub_looks_for() -> None:
    mappings = shipped(Scope("salesforce")).opportunity_mapping
    brought_back = {mapping.target for mapping in mappings if mapping.comes_back}

    about_referral, about_opportunity = re.findall(
        r"^\d\. [\w -]+ on (?:Referral|Opportunity), when (.+?) changed",
        _GUIDE,
        re.MULTILINE | re.DOTALL,
    )

    assert named(about_referral) == {
        "Decision__c",
        "Rejection_Reason__c",
        "Account__c",
        "Create_Account__c",
        "Opportunity__c",
    }
    assert named(about_opportunity) == {"StageName", *brought_back}


def named(text: str) -> set[str]:
    return set(re.findall(r"`(\w+)`", text))
