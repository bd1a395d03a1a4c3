"""What docs/rewards.md works out is what the hub works out."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from functions.api.examples import BODIES
from referral_hub.domain.rewards.check import misfits_of
from referral_hub.domain.rewards.policy import RewardPolicy
from tests.domain.rewards.sales import sold, won

GUIDE = (Path(__file__).parents[3] / "docs" / "rewards.md").read_text(encoding="utf-8")
_ROW = re.compile(r"^\| (-?[0-9.]+) ([A-Z]{3}) \| (none|[0-9.]+ EUR) \| (.+) \|$", re.MULTILINE)
ROWS = _ROW.findall(GUIDE)


def the_policy() -> RewardPolicy:
    told = GUIDE.split("```json\n", 1)[1].split("```", 1)[0]
    return RewardPolicy.model_validate(json.loads(told))


def test_the_policy_of_the_guide_is_the_one_of_the_document_and_fits() -> None:
    example = RewardPolicy.model_validate(BODIES["publishRewardPolicy"])

    assert the_policy() == example
    assert misfits_of(the_policy(), {}.get) == {}


@pytest.mark.parametrize(("amount", "currency", "reward", "why"), ROWS)
def test_each_sale_of_the_guide_earns_what_it_says(
    amount: str, currency: str, reward: str, why: str
) -> None:
    decision = won(the_policy(), sold(amount, currency, annual_revenue="2000000"))

    earned = f"{decision.amount.amount} EUR" if decision.amount else "none"
    assert earned == reward
    assert decision.needs_approval == ("approval" in why)
    if decision.amount:
        days = (str(decision.held_until), str(decision.payout_date))
        assert days == ("2027-02-13", "2027-02-28")


def test_the_guide_works_out_a_dozen_sales() -> None:
    assert len(ROWS) == 12
