"""What is said of a deal before there is an opportunity, and while it is made."""

from __future__ import annotations

from referral_hub.adapters.memory import MemoryOutbound
from referral_hub.application.deals import crm_telling
from referral_hub.domain.referrals.deal_fields import DealField
from referral_hub.domain.referrals.decision import AccountChoice, OpportunityChoice
from referral_hub.domain.referrals.referral import Referral
from referral_hub.hub import Hub
from tests.application.crm_stage import changes, deal_of, look
from tests.application.deal_stage import amount, given, mapped, retell, there
from tests.application.deal_troubles import StubbornCrm, edit, tell
from tests.application.stage import accept, accepted, filed, publish, run


def test_an_edit_before_there_is_an_opportunity_goes_into_it(hub: Hub, crm: StubbornCrm) -> None:
    publish(hub, opportunity_mapping=mapped())
    number = accepted(hub).number
    edit(hub, number, **amount("9900.00"), description="By sea")

    assert tell(hub, number) == "nothing"
    run(hub, number)

    referral = there(hub, number)
    told = {"amount": "9900.00", "description": "By sea"}
    assert given(hub, referral, "amount", "description") == told
    assert tell(hub, number) == "nothing"
    assert crm.written == []
    assert look(hub, referral.opportunity_id) == []


def test_an_edit_before_there_is_an_opportunity_overwrites_nothing_of_one_that_is_linked(
    hub: Hub, crm: StubbornCrm, referral: Referral
) -> None:
    shared = {
        "account": AccountChoice(existing=referral.account_id),
        "opportunity": OpportunityChoice(existing=referral.opportunity_id),
    }
    crm.edit(referral.opportunity_id, amount="14000")
    number = accept(hub, filed(hub, partner_referral_id="H-78").number, **shared).number
    edit(hub, number, title="Lanterns")
    run(hub, number)

    tell(hub, number)

    assert crm.written == [{"name": "Fenwick Lighthouses: Lanterns"}]


def test_an_edit_while_the_opportunity_is_made_follows_it(hub: Hub, crm: StubbornCrm) -> None:
    publish(hub, opportunity_mapping=mapped())
    number = accepted(hub).number
    edit(hub, number, **amount("9900.00"))
    run(hub, number)
    edit(hub, number, **amount("8800.00"))
    outbound = MemoryOutbound()

    crm_telling.pass_on(number=number, deals=hub.deals, outbound=outbound)
    for each in outbound.numbers():
        tell(hub, each)

    assert crm.written == [{"amount": "8800.00"}]


def test_what_the_crm_was_created_with_is_a_persons_own_word_after_something_else(
    hub: Hub, crm: StubbornCrm
) -> None:
    publish(hub, opportunity_mapping=mapped())
    typed = OpportunityChoice(fields={"amount": "11000.00"})
    number = accepted(hub, opportunity=typed).number
    retell(hub, number, **amount("9000"))
    run(hub, number)
    referral = there(hub, number)

    for said in ("14000", "11000.00"):
        changes(hub, referral.opportunity_id, amount=said)
    tell(hub, number)

    assert deal_of(hub, number).text(DealField.AMOUNT) == "11000"
    assert crm.written == []
