"""What people change in the CRM comes back to the referral."""

from __future__ import annotations

from dataclasses import replace

import pytest

from referral_hub.application.crms.changes import follow
from referral_hub.domain.crm_referrals import CrmHint, CrmThing
from referral_hub.domain.deals.deal import Deal
from referral_hub.domain.deals.value import Side
from referral_hub.domain.effects import Done
from referral_hub.domain.errors import Conflict, Unavailable
from referral_hub.domain.referrals.axes import Stage
from referral_hub.domain.referrals.deal_fields import DealField
from referral_hub.domain.referrals.decision import AccountChoice, OpportunityChoice
from referral_hub.domain.referrals.referral import Referral
from referral_hub.domain.shapes import Money
from referral_hub.hub import Hub
from referral_hub.records.deals import Deals
from tests.application.crm_stage import (
    a_connected_hub,
    a_synced_deal,
    changes,
    crm_of,
    deal_of,
    look,
)
from tests.application.deal_stage import a_deal, amount, mapped, retell, sharing
from tests.application.stage import accept, filed, publish, run, snapshot
from tests.builders import NOON, Clock, ask


@pytest.fixture
def hub() -> Hub:
    return a_connected_hub()


@pytest.fixture
def referral(hub: Hub) -> Referral:
    return a_synced_deal(hub)


def test_a_stage_that_moves_on_in_the_crm_moves_the_referral_on(
    hub: Hub, referral: Referral
) -> None:
    assert changes(hub, referral.opportunity_id, stage="in_progress") == [referral.number]
    assert hub.referrals.get(referral.number).stage is Stage.IN_PROGRESS

    changes(hub, referral.opportunity_id, stage="won")
    assert hub.referrals.get(referral.number).stage is Stage.WON


def test_a_stage_comes_back_by_the_stage_map_of_the_policy_it_was_decided_under(hub: Hub) -> None:
    publish(hub, stage_map={"in_progress": "junk"})
    number = accept(hub, filed(hub).number).number
    publish(hub, stage_map={"in_progress": "lost"})
    run(hub, number)
    opportunity_id = hub.referrals.get(number).opportunity_id
    hub.deals.link(opportunity_id, number)

    changes(hub, opportunity_id, stage="in_progress")

    assert hub.referrals.get(number).stage is Stage.JUNK


def test_a_changed_amount_comes_back_and_what_was_shared_stays(
    hub: Hub, referral: Referral
) -> None:
    changes(hub, referral.opportunity_id, amount="14000")

    deal = deal_of(hub, referral.number)
    assert deal.value == Money(minor=1400000, currency="EUR")
    assert deal.values[DealField.AMOUNT].by is Side.CRM
    assert hub.referrals.invitation_of(referral).value == Money(minor=1250000, currency="EUR")


def test_what_the_hub_wrote_itself_writes_nothing_back(hub: Hub, referral: Referral) -> None:
    before = snapshot(hub)

    assert look(hub, referral.opportunity_id) == []
    assert snapshot(hub) == before


def test_an_event_told_again_has_one_effect(hub: Hub, referral: Referral) -> None:
    changes(hub, referral.opportunity_id, amount="14000", stage="won")
    before = snapshot(hub)

    assert [look(hub, referral.opportunity_id) for _ in range(3)] == [[], [], []]
    assert snapshot(hub) == before


def test_a_field_that_is_not_synced_back_stays_in_the_crm(hub: Hub, referral: Referral) -> None:
    assert changes(hub, referral.opportunity_id, description="Ask Maren") == []
    assert hub.deals.find(referral.number) is None


def test_a_blank_wipes_nothing(hub: Hub, referral: Referral) -> None:
    changes(hub, referral.opportunity_id, amount="14000")

    assert changes(hub, referral.opportunity_id, amount="", close_date="") == []
    assert deal_of(hub, referral.number).text(DealField.AMOUNT) == "14000"


def test_each_change_is_told_with_who_what_and_why(hub: Hub, referral: Referral) -> None:
    changes(hub, referral.opportunity_id, amount="14000", stage="won")

    told = {change.entry().why for change in deal_of(hub, referral.number).changes}
    whos = {change.entry().who for change in deal_of(hub, referral.number).changes}
    assert told == {"stage: won, was new", "value.amount: 14000, was 12500"}
    assert whos == {"built-in"}


@pytest.mark.usefixtures("referral")
def test_an_opportunity_that_is_nobodys_costs_no_look(hub: Hub) -> None:
    before = crm_of(hub).looks

    assert look(hub, "opp-of-somebody-else") == []
    assert crm_of(hub).looks == before


def test_an_opportunity_that_is_gone_changes_nothing(hub: Hub, referral: Referral) -> None:
    crm_of(hub).delete(referral.opportunity_id)

    assert look(hub, referral.opportunity_id) == []


def test_several_referrals_that_share_an_opportunity_all_hear_of_it(
    hub: Hub, referral: Referral
) -> None:
    other = sharing(hub, referral)

    assert changes(hub, referral.opportunity_id, stage="won") == [referral.number, other.number]


def test_a_linked_opportunity_is_looked_at_because_it_may_be_ahead(hub: Hub) -> None:
    account = hub.crm.create_account({"name": "Fenwick"}, token="a" * 32)
    assert isinstance(account, Done)
    fields = {"name": "Lamps", "stage": "in_progress", "amount": "90000"}
    opportunity = hub.crm.create_opportunity(account.result, fields, token="o" * 32)
    assert isinstance(opportunity, Done)

    number = a_synced_deal(
        hub,
        account=AccountChoice(existing=account.result),
        opportunity=OpportunityChoice(existing=opportunity.result),
    ).number

    assert hub.crm_hints
    (hint,) = map(CrmHint.model_validate, hub.crm_hints.hints)  # type: ignore[attr-defined]
    assert hint == CrmHint(about=CrmThing.OPPORTUNITY, record_id=opportunity.result)
    look(hub, hint.record_id)
    assert hub.referrals.get(number).stage is Stage.IN_PROGRESS
    assert deal_of(hub, number).text(DealField.AMOUNT) == "90000"


def test_a_crash_between_referral_and_deal_loses_nothing(hub: Hub, referral: Referral) -> None:
    crm_of(hub).edit(referral.opportunity_id, stage="won")
    hub.referrals.save(referral.model_copy(update={"stage": Stage.WON}))

    look(hub, referral.opportunity_id)

    (change,) = deal_of(hub, referral.number).changes
    assert change.entry().why == "stage: won, was new"


class RacedDeals(Deals):
    """Somebody else saves a newer look in the moment of ours, once."""

    def save(self, number: str, deal: Deal) -> Deal:
        if not self.find(number):
            newer = deal.heard({}, (), at=NOON, who="crm")
            super().save(number, newer)
        return super().save(number, deal)


def test_of_two_looks_at_once_the_slower_one_looks_again(hub: Hub, referral: Referral) -> None:
    crm_of(hub).edit(referral.opportunity_id, amount="14000")
    hint = CrmHint(about=CrmThing.OPPORTUNITY, record_id=referral.opportunity_id)
    before = crm_of(hub).looks

    ask(hub, follow, hint=hint, desk=replace(hub.desk, deals=RacedDeals(hub.table)))

    assert crm_of(hub).looks == before + 2
    assert deal_of(hub, referral.number).text(DealField.AMOUNT) == "14000"
    assert len(deal_of(hub, referral.number).changes) == 1


class RestlessDeals(Deals):
    def save(self, number: str, deal: Deal) -> Deal:
        raise Conflict(f"{number} {deal.version}")


def test_what_never_stands_still_is_looked_at_later(hub: Hub, referral: Referral) -> None:
    crm_of(hub).edit(referral.opportunity_id, amount="14000")
    hint = CrmHint(about=CrmThing.OPPORTUNITY, record_id=referral.opportunity_id)

    with pytest.raises(Conflict):
        ask(hub, follow, hint=hint, desk=replace(hub.desk, deals=RestlessDeals(hub.table)))


def test_a_crm_that_cannot_be_asked_is_asked_again_later(hub: Hub, referral: Referral) -> None:
    crm_of(hub).closed = True

    with pytest.raises(Unavailable):
        look(hub, referral.opportunity_id)


def test_a_late_hint_brings_what_was_said_after_it_as_said_then(hub: Hub) -> None:
    clock = hub.clock
    assert isinstance(clock, Clock)
    referral = a_deal(hub, mapped(conflict="newest"))
    hint = CrmHint(about=CrmThing.OPPORTUNITY, record_id=referral.opportunity_id, at=clock())
    clock.advance(hours=1)
    retell(hub, referral.number, **amount("9000"))
    clock.advance(hours=1)
    crm_of(hub).edit(referral.opportunity_id, amount="14000")

    ask(hub, follow, hint=hint)

    told = deal_of(hub, referral.number).values[DealField.AMOUNT]
    assert (told.text, told.at) == ("14000", clock())
