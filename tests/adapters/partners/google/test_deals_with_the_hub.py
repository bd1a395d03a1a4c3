"""A referral that was typed in, and its deal, on their way to Google through the use cases."""

from __future__ import annotations

import pytest

from referral_hub.application import carrying_out, decisions
from referral_hub.application.deals.crm_telling import Telling
from referral_hub.application.intake import receive
from referral_hub.domain.partners.news import PartnerNews
from referral_hub.domain.partners.partner import Partner, PartnerKind
from referral_hub.domain.referrals.deal_fields import DealField
from referral_hub.domain.referrals.decision import AccountChoice, OpportunityChoice
from referral_hub.hub import Hub
from tests.adapters.partners.deals_with_the_hub import CLOSES, VALUE, DealsWithTheHub, Line, telling
from tests.adapters.partners.google.stage import Stage
from tests.builders import a_hub, an_invitation, ask
from tests.connected import Connected


@pytest.fixture
def line(stage: Stage) -> Line:
    hub = a_hub(clock=stage.clock, connections=Connected(lambda _: stage.connection))
    hub.partners.add(Partner(partner_id="google", name="Google", kind=PartnerKind.GOOGLE))
    telling(hub, *DealField)
    number = carried_out(hub, stage.google.share(dealSize=12500))
    return Line(hub, stage, number, lambda: reads(hub, stage, number))


def carried_out(hub: Hub, own_id: str) -> str:
    """Type a referral in, accept it, and let the workflow take its first step."""
    invitation = an_invitation(partner_id="google", partner_referral_id=own_id)
    referral = receive(invitation=invitation, referrals=hub.referrals).referral
    account, opportunity = AccountChoice(create={}), OpportunityChoice()
    ask(hub, decisions.accept, referral=referral, account=account, opportunity=opportunity)
    ask(hub, carrying_out.carry_out, number=referral.number)
    return referral.number


def reads(hub: Hub, stage: Stage, number: str) -> None:
    """Take in what Google says of the deal, as the hub does before it tells Google of it."""
    said = stage.deals.read_deal(hub.referrals.get(number))
    hub.desk.retell(number, said, partner_id="google", at=hub.clock())


class TestDealsAtGoogle(DealsWithTheHub):
    """The connector under the use case that tells of deals."""

    def test_google_knows_the_opportunity_in_the_crm(self, line: Line, stage: Stage) -> None:
        assert stage.told_id(line.referral) == line.referral.opportunity_id

    def test_what_googles_people_changed_is_taken_in_when_the_host_tells_of_its_own(
        self, line: Line, stage: Stage
    ) -> None:
        day = {"year": 2027, "month": 12, "day": 24}
        stage.google.change(line.referral.partner_referral_id, closeDate=day)

        line.edits(**VALUE)
        line.tells()

        assert line.deal.values[DealField.TARGET_CLOSE_DATE].text == "2027-12-24"
        assert stage.shown(line.referral)["closeDate"] == day

    def test_what_was_read_before_google_was_told_is_no_news_afterwards(
        self, line: Line, stage: Stage
    ) -> None:
        asked_at, source = line.hub.clock(), line.hub.source("google")
        assert source
        (read_before,) = next(iter(source.feed.pages("", at=asked_at))).entries
        stage.clock.advance(seconds=5)
        line.edits(**VALUE)
        line.tells()

        assert isinstance(read_before.what, PartnerNews)
        line.hub.news_desk.take(read_before.what, via="poll", at=asked_at)

        assert line.deal.text(DealField.AMOUNT) == VALUE["value.amount"]
        assert line.tells() is Telling.NOTHING

    def test_another_currency_is_a_problem_and_holds_back_nothing_else(
        self, line: Line, stage: Stage
    ) -> None:
        line.edits(**VALUE | {"value.currency": "USD"}, **CLOSES)

        assert line.tells() is Telling.REFUSED
        assert line.known(*map(DealField, CLOSES)) == CLOSES
        assert stage.shown(line.referral)["dealSize"] == 12500
