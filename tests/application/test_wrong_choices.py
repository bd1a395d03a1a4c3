"""What is wrong with an acceptance is said at once, and nothing is decided."""

from __future__ import annotations

import pytest

from referral_hub.application.choices import InvalidFields
from referral_hub.domain.decision import AccountChoice, OpportunityChoice
from tests.application.stage import accept, filed
from tests.builders import a_hub


def test_everything_wrong_with_the_choices_is_named_at_once() -> None:
    hub = a_hub()
    number = filed(hub).number
    choice = OpportunityChoice(fields={"amount": "a lot", "shoe_size": "44"})

    with pytest.raises(InvalidFields) as refusal:
        accept(hub, number, account=AccountChoice(existing="acc-nowhere"), opportunity=choice)

    wrong = {"account.existing", "opportunity.amount", "opportunity.shoe_size"}
    assert set(refusal.value.fields) == wrong
    assert hub.referrals.get(number).acceptance is None
