"""What the host changes of a deal is told to its partner, where the policy says so (X-1)."""

from __future__ import annotations

import pytest

from referral_hub.adapters.memory import MemoryOutbound
from referral_hub.application.deals import crm_telling
from referral_hub.application.deals.crm_telling import Telling
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.referrals.deal_fields import DealField
from referral_hub.hub import Hub
from referral_hub.ports import Listener
from tests.application.deal_stage import a_deal, amount, mapped, retell
from tests.application.partner_stage import (
    ALL,
    NOT_NOW,
    Listening,
    a_told_deal,
    edit,
    tell,
)
from tests.application.stage import accept, filed, publish, run, story


def test_what_the_host_changes_is_told_and_nothing_else(hub: Hub, partner: Listening) -> None:
    number = a_told_deal(hub)
    edit(hub, number, title="Lanterns and lamps")

    assert tell(hub, number) is Telling.TOLD
    assert partner.told == [{"title": "Lanterns and lamps"}]


def test_a_field_that_the_policy_does_not_name_stays_with_the_host(
    hub: Hub, partner: Listening
) -> None:
    number = a_told_deal(hub, DealField.STAGE)
    edit(hub, number, title="Strictly between us", **amount("1.00"))

    assert tell(hub, number) is Telling.NOTHING
    assert partner.tokens == []


def test_a_hub_tells_partners_nothing_until_somebody_says_so(hub: Hub, partner: Listening) -> None:
    number = a_deal(hub).number
    edit(hub, number, title="Lanterns and lamps")

    assert tell(hub, number) is Telling.NOTHING
    assert partner.tokens == []


def test_an_amount_goes_with_its_currency(hub: Hub, partner: Listening) -> None:
    number = a_told_deal(hub, DealField.AMOUNT)
    edit(hub, number, **amount("14000.00"))

    tell(hub, number)

    assert partner.told == [amount("14000")]


def test_what_the_partner_itself_says_is_not_told_back_to_it(hub: Hub, partner: Listening) -> None:
    number = a_told_deal(hub)
    retell(hub, number, title="Lanterns and lamps")

    assert tell(hub, number) is Telling.NOTHING
    assert partner.tokens == []


def test_what_stood_at_the_acceptance_is_no_change(hub: Hub, partner: Listening) -> None:
    number = a_told_deal(hub)

    edit(hub, number, title="Lanterns and lamps")
    tell(hub, number)
    edit(hub, number, description="Two of each")
    tell(hub, number)

    assert partner.told == [{"title": "Lanterns and lamps"}, {"description": "Two of each"}]


def test_what_the_partner_was_told_is_no_news_when_it_comes_back(hub: Hub) -> None:
    number = a_told_deal(hub)
    edit(hub, number, title="Lanterns and lamps")
    tell(hub, number)
    edit(hub, number, title="Lamps alone")
    story = hub.deals.find(number).changes

    retell(hub, number, title="Lanterns and lamps")

    assert hub.deals.find(number).text(DealField.TITLE) == "Lamps alone"
    assert hub.deals.find(number).changes == story


def test_what_comes_back_before_the_answer_does_is_no_news_either(
    hub: Hub, partner: Listening
) -> None:
    number = a_told_deal(hub)
    edit(hub, number, title="Lanterns and lamps")
    partner.answers = [NOT_NOW]
    with pytest.raises(Unavailable):
        tell(hub, number)
    edit(hub, number, title="Lamps alone")
    story = hub.deals.find(number).changes

    retell(hub, number, title="Lanterns and lamps")

    assert hub.deals.find(number).text(DealField.TITLE) == "Lamps alone"
    assert hub.deals.find(number).changes == story


def test_no_word_whose_answer_was_lost_is_news_when_it_comes_back(
    hub: Hub, partner: Listening
) -> None:
    number = a_told_deal(hub)
    partner.answers = [NOT_NOW, NOT_NOW]
    for title in ("Lanterns", "Lamps"):
        edit(hub, number, title=title)
        with pytest.raises(Unavailable):
            tell(hub, number)

    retell(hub, number, title="Lanterns")

    assert hub.deals.find(number).text(DealField.TITLE) == "Lamps"


def test_an_amount_in_another_currency_than_that_on_its_way_is_the_partners_own(
    hub: Hub, partner: Listening
) -> None:
    number = a_told_deal(hub)
    edit(hub, number, **amount("14000.00", "USD"))
    partner.answers = [NOT_NOW]
    with pytest.raises(Unavailable):
        tell(hub, number)

    retell(hub, number, **amount("14000.00", "EUR"))

    assert hub.deals.find(number).text(DealField.CURRENCY) == "EUR"


def test_the_partner_may_say_again_what_it_was_told_once(hub: Hub) -> None:
    number = a_told_deal(hub)
    edit(hub, number, title="Lanterns and lamps")
    tell(hub, number)
    retell(hub, number, title="Lamps alone")

    retell(hub, number, title="Lanterns and lamps")

    assert hub.deals.find(number).text(DealField.TITLE) == "Lanterns and lamps"


def test_a_partner_that_words_it_its_own_way_is_not_told_for_ever(
    hub: Hub, partner: Listening
) -> None:
    number = a_told_deal(hub)
    edit(hub, number, title="Lanterns and lamps")
    tell(hub, number)

    for _ in range(3):
        retell(hub, number, title="LANTERNS AND LAMPS")
        tell(hub, number)

    assert partner.told == [{"title": "Lanterns and lamps"}]


def test_several_changes_are_told_as_one(hub: Hub, partner: Listening) -> None:
    number = a_told_deal(hub)
    edit(hub, number, title="Lanterns")
    edit(hub, number, title="Lanterns and lamps", target_close_date="2027-03-01")

    tell(hub, number)
    again = tell(hub, number)

    assert partner.told == [{"title": "Lanterns and lamps", "target_close_date": "2027-03-01"}]
    assert again is Telling.NOTHING


def test_what_is_taken_back_while_nobody_knows_whether_it_arrived_is_told(
    hub: Hub, partner: Listening
) -> None:
    number = a_told_deal(hub, title="Lanterns")
    edit(hub, number, title="Lamps alone")
    partner.answers = [NOT_NOW]
    with pytest.raises(Unavailable):
        tell(hub, number)

    edit(hub, number, title="Lanterns")
    tell(hub, number)

    assert partner.told == [{"title": "Lanterns"}]


def test_nothing_is_told_before_the_partner_knows_of_the_opportunity(
    hub: Hub, partner: Listening
) -> None:
    publish(hub, opportunity_mapping=mapped(), tells_partner=ALL)
    number = filed(hub).number
    accept(hub, number)
    edit(hub, number, title="Lanterns and lamps")
    assert tell(hub, number) is Telling.NOTHING
    outbound = MemoryOutbound()

    run(hub, number)
    crm_telling.pass_on(number=number, deals=hub.deals, outbound=outbound)
    for each in outbound.numbers(Listener.PARTNER):
        tell(hub, each)

    assert partner.told == [{"title": "Lanterns and lamps"}]


def test_the_timeline_says_what_the_partner_was_told(hub: Hub) -> None:
    number = a_told_deal(hub)
    edit(hub, number, title="Lanterns and lamps")

    tell(hub, number)

    told = [entry.why for entry in story(hub, number) if entry.what == "partner.told_deal"]
    assert told == ["title"]
