"""
From a lead with a code to the reward that was paid, in each CRM: whether its events tell of it, or
the hub asks, or both do and twice, or nobody does before all is over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import pytest

from referral_hub.application.lifecycles.matching import match
from referral_hub.application.rewards.auditing import audit
from referral_hub.application.rewards.paying import create, tell_paid
from referral_hub.application.rewards.statements import statement
from referral_hub.domain.lifecycles.sales_record import place_of
from referral_hub.domain.lifecycles.tracked import TrackedReferral
from referral_hub.domain.rewards.entries import EntryKind
from referral_hub.domain.rewards.reward import Reward, RewardState
from tests.builders import a_principal
from tests.contracts.sales_at_work import LEAD, OPPORTUNITY
from tests.lifecycle_records import CODE
from tests.workflow.sales_in_crms import (
    OPENED,
    Sale,
    salesforce_without_a_mapping,
    tell_again,
)

REFERRER = "harbour-sales"
Way = Callable[[Sale], None]


def by_events(sale: Sale) -> None:
    sale.hear()


def by_asking(sale: Sale) -> None:
    assert sale.ask
    sale.ask()


def by_both_and_twice(sale: Sale) -> None:
    sale.hear()
    if sale.ask:
        sale.ask()
    tell_again(sale)


def _ways() -> Iterator[tuple[str, Way]]:
    for crm in OPENED:
        yield crm, by_events
        yield crm, by_both_and_twice
        if crm != "built-in":
            yield crm, by_asking


WAYS = pytest.mark.parametrize(
    ("crm", "way"), [pytest.param(crm, way, id=f"{crm}-{way.__name__}") for crm, way in _ways()]
)


@pytest.fixture
def sale(crm: str, loopback: None) -> Iterator[Sale]:  # noqa: ARG001 - opens the way to stand-ins
    with OPENED[crm]() as opened:
        yield opened


def referral(sale: Sale) -> TrackedReferral:
    (only,) = sale.hub.lifecycle_desk.tracked.newest()
    return only


def reward(sale: Sale) -> Reward:
    return sale.hub.reward_desk.rewards.get(referral(sale).number)


def booked(sale: Sale) -> list[tuple[EntryKind, int]]:
    entries = sale.hub.reward_desk.ledger.of(REFERRER)
    return [(entry.kind, entry.minor) for entry in entries]


def pay(sale: Sale) -> None:
    said = {"by": a_principal(), "now": sale.hub.clock(), "desk": sale.hub.reward_desk}
    run = create(due_by=date(2028, 1, 1), **said)
    for payout in run.payouts:
        tell_paid(payout_id=payout.payout_id, reference="SEPA-1", **said)


@WAYS
def test_a_lead_with_a_code_becomes_a_reward_that_is_paid(sale: Sale, way: Way) -> None:
    lead = sale.brings_a_lead()
    way(sale)
    assert (referral(sale).event, referral(sale).referrer_id) == ("refer", REFERRER)

    sale.people.wait(60)
    opportunity = sale.sells(lead, "12500.00")
    way(sale)
    assert (referral(sale).event, referral(sale).opportunity_id) == ("qualify", opportunity)

    sale.people.wait(60)
    sale.wins(opportunity)
    way(sale)
    assert [(r.event, r.back_filled) for r in referral(sale).reached] == [
        ("refer", False),
        ("qualify", False),
        ("close", False),
    ]
    assert (reward(sale).state, reward(sale).minor) == (RewardState.ISSUED, 125_000)

    sale.people.wait(60)
    sale.says(opportunity, "13000.00")
    way(sale)
    assert booked(sale) == [(EntryKind.ISSUE, 125_000), (EntryKind.ADJUSTMENT, 5_000)]

    pay(sale)
    assert (reward(sale).state, reward(sale).paid_minor) == (RewardState.PAID, 130_000)
    told = statement(
        referrer_id=REFERRER, by=a_principal(), limit=None, after="", desk=sale.hub.reward_desk
    )
    assert told.balances == {"EUR": 0}
    assert not audit(limit=10, after="", desk=sale.hub.reward_desk).differences


@WAYS
def test_a_sale_of_which_nobody_hears_before_it_is_over_earns_the_same(
    sale: Sale, way: Way
) -> None:
    opportunity = sale.sells(sale.brings_a_lead(), "12500.00")
    sale.wins(opportunity)

    way(sale)

    assert [stage.event for stage in referral(sale).reached] == ["refer", "qualify", "close"]
    assert booked(sale) == [(EntryKind.ISSUE, 125_000)]


@WAYS
def test_a_sale_that_is_open_again_earns_nothing_until_it_is_won_again(
    sale: Sale, way: Way
) -> None:
    opportunity = sale.sells(sale.brings_a_lead(), "12500.00")
    sale.wins(opportunity)
    way(sale)

    sale.people.wait(60)
    sale.people.reopen(opportunity)
    way(sale)
    assert (reward(sale).state, reward(sale).outstanding_minor) == (RewardState.REVERSED, 0)

    sale.people.wait(60)
    sale.wins(opportunity)
    way(sale)
    assert (reward(sale).state, reward(sale).outstanding_minor) == (RewardState.ISSUED, 125_000)


@WAYS
def test_an_opportunity_with_a_code_earns_with_its_first_order(sale: Sale, way: Way) -> None:
    opportunity = sale.opens_with_a_code()
    sale.wins(opportunity)
    first, second = sale.orders(opportunity, "310.00"), sale.orders(opportunity, "990.00")
    way(sale)
    assert referral(sale).event == "qualify"

    for order in (first, second):
        sale.people.wait(60)
        sale.fulfils(order)
        way(sale)

    assert [stage.event for stage in referral(sale).reached] == ["refer", "qualify", "close"]
    assert booked(sale) == [(EntryKind.ISSUE, 3_100)]


@pytest.mark.parametrize("way", [by_events, by_asking])
def test_a_lead_that_hands_no_code_on_earns_all_the_same(way: Way, loopback: None) -> None:  # noqa: ARG001
    with salesforce_without_a_mapping() as sale:
        opportunity = sale.sells(sale.brings_a_lead(), "12500.00")
        sale.wins(opportunity)
        found = sale.people.crm.sales_record(OPPORTUNITY, opportunity, [sale.words.code])

        way(sale)

        assert found
        assert found.fields == {}
        assert booked(sale) == [(EntryKind.ISSUE, 125_000)]


@WAYS
def test_a_sale_that_was_won_under_an_unknown_code_earns_once_somebody_says_whose_it_is(
    sale: Sale, way: Way
) -> None:
    """The opportunity is looked at by itself: in the CRM nobody touches it any more."""
    lead = sale.brings_a_lead(code="HARBOR-SPRING")
    sale.wins(sale.sells(lead, "12500.00"))
    way(sale)
    desk = sale.hub.lifecycle_desk
    waiting = desk.unmatched.of(place_of(LEAD, lead))
    assert waiting

    said = {"by": a_principal(), "now": sale.hub.clock(), "desk": desk}
    match(unmatched_id=waiting.unmatched_id, code=CODE, **said)
    sale.rest()
    earned = booked(sale)
    tell_again(sale)

    assert [stage.event for stage in referral(sale).reached] == ["refer", "qualify", "close"]
    assert (earned, booked(sale)) == ([(EntryKind.ISSUE, 125_000)],) * 2
    assert [record for record in desk.unmatched.newest() if record.is_shown] == []


@pytest.mark.parametrize(
    ("crm", "way"), [("salesforce", by_events), ("salesforce", by_asking), ("hubspot", by_events)]
)
def test_an_opportunity_that_is_deleted_earns_nothing_any_more(sale: Sale, way: Way) -> None:
    opportunity = sale.sells(sale.brings_a_lead(), "12500.00")
    sale.wins(opportunity)
    way(sale)

    sale.people.wait(60)
    sale.deletes(opportunity)
    way(sale)

    assert (reward(sale).state, reward(sale).outstanding_minor) == (RewardState.REVERSED, 0)


@pytest.mark.parametrize("crm", ["salesforce", "hubspot"])
def test_an_opportunity_that_is_restored_earns_again(sale: Sale) -> None:
    opportunity = sale.sells(sale.brings_a_lead(), "12500.00")
    sale.wins(opportunity)
    sale.hear()
    sale.people.wait(60)
    sale.deletes(opportunity)
    sale.hear()

    sale.people.wait(60)
    sale.restores(opportunity)
    sale.hear()

    assert (reward(sale).state, reward(sale).outstanding_minor) == (RewardState.ISSUED, 125_000)


# Merged, as people do with what is there twice


IN_HUBSPOT = pytest.mark.parametrize(
    ("crm", "way"), [("hubspot", by_events), ("hubspot", by_asking)]
)


@pytest.mark.parametrize(
    ("crm", "way"),
    [(crm, way) for crm in ("salesforce", "hubspot") for way in (by_events, by_asking)],
)
def test_leads_that_are_merged_are_one_referral(sale: Sale, way: Way) -> None:
    kept, other = sale.brings_a_lead(), sale.brings_a_lead()
    way(sale)
    both = list(sale.hub.lifecycle_desk.tracked.newest())

    sale.people.wait(60)
    sale.merges(LEAD, kept, other)
    way(sale)
    opportunity = sale.sells(kept, "12500.00")
    sale.wins(opportunity)
    way(sale)

    assert len(both) == 2
    assert (referral(sale).event, booked(sale)) == ("close", [(EntryKind.ISSUE, 125_000)])


@IN_HUBSPOT
def test_a_won_deal_that_is_merged_into_another_earns_what_the_other_does(
    sale: Sale, way: Way
) -> None:
    won = sale.sells(sale.brings_a_lead(), "12500.00")
    sale.wins(won)
    way(sale)
    sale.people.wait(60)
    other = sale.people.add(OPPORTUNITY, {"amount": "9000.00", "deal_currency_code": "EUR"})

    sale.merges(OPPORTUNITY, other, won)
    way(sale)
    assert reward(sale).state is RewardState.REVERSED

    sale.people.wait(60)
    sale.wins(other)
    way(sale)
    assert (reward(sale).state, reward(sale).outstanding_minor) == (RewardState.ISSUED, 90_000)
