"""The rule of docs/outgoing.md is one that can be published."""

from __future__ import annotations

import json
import re

from referral_hub.domain.outgoing.rules import ReferralRule
from tests.architecture.code import ROOT
from tests.functions.api.client import Client

GUIDE = (ROOT / "docs/outgoing.md").read_text()


def test_the_rule_of_the_guide_can_be_published(admin: Client) -> None:
    (example,) = re.findall(r"```json rule\n(.+?)```", GUIDE, re.DOTALL)

    published = admin.put("/v1/referral-rules/large", json.loads(example), if_match='"0"')

    assert published.status == 200
    assert set(json.loads(example)) <= set(ReferralRule.model_fields)
