"""What is wrong with an acceptance is said at once; what is right is kept in the CRM's words."""

from __future__ import annotations

import pytest

from referral_hub.adapters.crms.builtin import BuiltInCrm
from referral_hub.adapters.memory import MemoryTable
from referral_hub.application.choices import InvalidFields
from referral_hub.domain.crm import Account, Opportunity
from referral_hub.domain.referrals.decision import AccountChoice, OpportunityChoice
from tests.application.stage import accept, carry_out, filed
from tests.builders import Clock, a_hub


def test_everything_wrong_with_the_choices_is_named_at_once() -> None:
    hub = a_hub()
    number = filed(hub).number
    choice = OpportunityChoice(fields={"amount": "a lot", "shoe_size": "44"})

    with pytest.raises(InvalidFields) as refusal:
        accept(hub, number, account=AccountChoice(existing="acc-nowhere"), opportunity=choice)

    wrong = {"account.existing", "opportunity.amount", "opportunity.shoe_size"}
    assert set(refusal.value.fields) == wrong
    assert hub.referrals.get(number).acceptance is None


class CrmOfTwoSpellings(BuiltInCrm):
    """Knows its records by short ids too, and names them by the long ones."""

    def account(self, account_id: str) -> Account | None:
        return super().account(account_id.removeprefix("short:"))

    def opportunity(self, opportunity_id: str) -> Opportunity | None:
        return super().opportunity(opportunity_id.removeprefix("short:"))


@pytest.mark.parametrize("spelling", ["short:", ""])
def test_an_acceptance_keeps_the_ids_by_which_the_crm_names_its_records(spelling: str) -> None:
    table, clock = MemoryTable(), Clock()
    hub = a_hub(table=table, clock=clock, crm=CrmOfTwoSpellings(table, clock))
    account_id = hub.crm.create_account({"name": "Fenwick"}, token="a").result
    opportunity_id = hub.crm.create_opportunity(account_id, {"name": "Lamps"}, token="o").result
    number = filed(hub).number

    decided = accept(
        hub,
        number,
        account=AccountChoice(existing=spelling + account_id),
        opportunity=OpportunityChoice(existing=spelling + opportunity_id),
    )
    carry_out(hub, number)

    assert decided.acceptance.account.existing == account_id
    assert decided.acceptance.opportunity.existing == opportunity_id
    assert hub.referrals.get(number).opportunity_id == opportunity_id
