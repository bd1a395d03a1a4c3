"""Two referrals of one opportunity: what one tells reaches the other, and goes no further."""

from __future__ import annotations

import pytest

from referral_hub.application import crm_changes
from referral_hub.bootstrap import Hub
from referral_hub.domain.crm_referrals import CrmHint, CrmThing
from referral_hub.domain.deal_fields import DealField
from referral_hub.domain.decision import AccountChoice, OpportunityChoice
from referral_hub.domain.referral import Referral
from tests.application.crm_stage import deal_of, look
from tests.application.deal_stage import a_deal, amount, mapped, there
from tests.application.deal_troubles import StubbornCrm, a_stubborn_hub, edit, tell
from tests.application.stage import accept, filed, run, snapshot
from tests.builders import ask


@pytest.fixture
def staged() -> tuple[Hub, StubbornCrm]:
    return a_stubborn_hub()


@pytest.fixture
def hub(staged: tuple[Hub, StubbornCrm]) -> Hub:
    return staged[0]


@pytest.fixture
def crm(staged: tuple[Hub, StubbornCrm]) -> StubbornCrm:
    return staged[1]


@pytest.fixture
def referral(hub: Hub) -> Referral:
    return a_deal(hub)


# Two referrals of one opportunity


@pytest.fixture
def pair(hub: Hub, referral: Referral) -> tuple[Referral, Referral]:
    """Two referrals of one opportunity: it was made for the first, and linked by the second."""
    shared = {
        "account": AccountChoice(existing=referral.account_id),
        "opportunity": OpportunityChoice(existing=referral.opportunity_id),
    }
    number = accept(hub, filed(hub, partner_referral_id="H-78").number, **shared).number
    run(hub, number)
    return referral, there(hub, number)


def test_what_one_referral_tells_reaches_the_other_as_the_crms_word(
    hub: Hub, pair: tuple[Referral, Referral]
) -> None:
    first, second = pair
    edit(hub, first.number)
    tell(hub, first.number)

    assert look(hub, first.opportunity_id) == [second.number]

    told = deal_of(hub, second.number)
    assert (told.text(DealField.AMOUNT), told.values[DealField.AMOUNT].by) == ("9900", "crm")


@pytest.mark.parametrize("rule", ["crm_wins", "partner_wins", "newest", "keep"])
def test_two_referrals_of_one_opportunity_play_no_ball_with_it(
    hub: Hub, crm: StubbornCrm, rule: str
) -> None:
    first = a_deal(hub, mapped(conflict=rule))
    shared = {
        "account": AccountChoice(existing=first.account_id),
        "opportunity": OpportunityChoice(existing=first.opportunity_id),
    }
    second = accept(hub, filed(hub, partner_referral_id="H-78").number, **shared).number
    run(hub, second)
    there(hub, second)
    edit(hub, first.number, **amount("9900.00"))
    edit(hub, second, **amount("8800.00"))

    for _ in range(3):
        for number in (first.number, second):
            tell(hub, number)
            look(hub, first.opportunity_id)

    assert len(crm.written) <= 2
    before = snapshot(hub)
    hint = CrmHint(about=CrmThing.OPPORTUNITY, record_id=first.opportunity_id)
    assert ask(hub, crm_changes.follow, hint=hint) == []
    assert snapshot(hub) == before
