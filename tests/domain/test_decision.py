"""What an operator may ask for when accepting."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from referral_hub.domain.referrals.decision import AccountChoice, OpportunityChoice


@pytest.mark.parametrize(
    "choice", [{"existing": "acc-1"}, {"create": {}}, {"create": {"name": "Fenwick"}}]
)
def test_an_account_is_either_picked_or_created(choice: dict[str, Any]) -> None:
    assert AccountChoice(**choice)


@pytest.mark.parametrize("choice", [{}, {"existing": "acc-1", "create": {}}, {"existing": ""}])
def test_neither_or_both_accounts_are_no_choice(choice: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        AccountChoice(**choice)


def test_without_a_word_the_opportunity_is_created_as_prefilled() -> None:
    assert OpportunityChoice() == OpportunityChoice(existing="", fields={})


def test_a_linked_opportunity_is_not_edited() -> None:
    with pytest.raises(ValidationError):
        OpportunityChoice(existing="opp-1", fields={"name": "Lamps"})
