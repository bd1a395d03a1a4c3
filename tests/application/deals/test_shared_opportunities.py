"""Several referrals that belong to one opportunity hear of what the hub tells it for each."""

from __future__ import annotations

from dataclasses import replace

import pytest

from referral_hub.adapters.memory import MemoryHintQueue
from referral_hub.application.crms import changes as crm_changes
from referral_hub.application.effects import Effects
from referral_hub.domain.crm_referrals import CrmHint
from referral_hub.domain.deals.value import Side
from referral_hub.domain.referrals.deal_fields import DealField
from referral_hub.domain.referrals.referral import Referral
from referral_hub.hub import Hub
from tests.application.crm_stage import deal_of, look
from tests.application.deal_stage import a_deal, amount, mapped, retell, sharing
from tests.application.deal_troubles import (
    CLOSED,
    StubbornCrm,
    edit,
    fields_of,
    tell,
)
from tests.application.stage import Crash, CrashOnce
from tests.builders import ask


@pytest.fixture
def hints(hub: Hub) -> MemoryHintQueue:
    assert isinstance(hub.crm_hints, MemoryHintQueue)
    return hub.crm_hints


@pytest.fixture
def other(hub: Hub, referral: Referral, hints: MemoryHintQueue) -> Referral:
    other = sharing(hub, referral)
    bring(hub, hints)
    return other


def bring(hub: Hub, hints: MemoryHintQueue) -> None:
    """Bring hints until there is none left."""
    while hints.hints:
        ask(hub, crm_changes.follow, hint=CrmHint.model_validate(hints.hints.pop(0)))


def test_what_is_told_for_one_is_heard_by_the_other(
    hub: Hub, hints: MemoryHintQueue, referral: Referral, other: Referral
) -> None:
    edit(hub, referral.number, **amount("9900.00"))

    tell(hub, referral.number)
    bring(hub, hints)

    told = deal_of(hub, other.number).values[DealField.AMOUNT]
    assert (told.text, told.by) == ("9900", Side.CRM)
    assert deal_of(hub, referral.number).values[DealField.AMOUNT].by is Side.PERSON


@pytest.mark.parametrize("rule", ["crm_wins", "keep", "partner_wins", "newest"])
def test_two_that_say_different_things_come_to_rest_with_the_same(
    hub: Hub, hints: MemoryHintQueue, rule: str
) -> None:
    referral = a_deal(hub, mapped(conflict=rule))
    other = sharing(hub, referral)
    edit(hub, referral.number, title="Lanterns", **amount("9900.00"))
    retell(hub, other.number, title="Lighthouses", **amount("8800"))

    for _ in range(4):
        for each in (referral, other):
            tell(hub, each.number)
        bring(hub, hints)

    has = fields_of(hub, referral)["amount"]
    deals = [deal_of(hub, each.number) for each in (referral, other)]
    assert [f"{deal.text(DealField.AMOUNT)}.00" for deal in deals] == [has, has]
    assert not any(deal.update.untold for deal in deals)


def test_where_an_opportunity_is_one_referrals_nobody_is_sent_to_look(
    hub: Hub, hints: MemoryHintQueue, referral: Referral
) -> None:
    edit(hub, referral.number)

    assert tell(hub, referral.number) == "told"

    assert hints.hints == []


@pytest.mark.usefixtures("other")
def test_the_other_hears_of_it_though_the_hub_crashed_when_it_was_told(
    hub: Hub, hints: MemoryHintQueue, referral: Referral
) -> None:
    crashing = replace(hub, effects=Effects(hub.clock, CrashOnce("after opportunity_update")))
    edit(hub, referral.number)
    with pytest.raises(Crash):
        tell(crashing, referral.number)

    tell(crashing, referral.number)

    assert [hint["record_id"] for hint in hints.hints] == [referral.opportunity_id]


@pytest.mark.usefixtures("other")
def test_what_was_not_told_is_no_news_for_the_other(
    hub: Hub, crm: StubbornCrm, hints: MemoryHintQueue, referral: Referral
) -> None:
    edit(hub, referral.number)
    crm.refuses = CLOSED

    tell(hub, referral.number)

    assert hints.hints == []
    assert look(hub, referral.opportunity_id) == []
