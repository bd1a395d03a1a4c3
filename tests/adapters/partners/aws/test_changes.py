"""What changed at AWS since the last poll, and what it says of the deal."""

from __future__ import annotations

from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from uuid import uuid4

import pytest

from referral_hub.adapters.partners.aws import listing
from referral_hub.adapters.partners.aws.central import Central
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.partners.news import PartnerNews, Unreadable
from referral_hub.domain.partners.partner import Hint
from referral_hub.domain.referrals.deal_fields import DealField
from referral_hub.domain.referrals.referral import Referral
from referral_hub.ports import FeedEntry
from tests.adapters.partners.aws.stage import Stage, client_of
from tests.builders import NOON
from tests.contracts.partner_connector import settled

LIST = "ListOpportunities"


class Poller:
    """Somebody who remembers the cursor and the marks, as the hub does."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.cursor = ""
        self.marks: set[str] = set()

    def changed(self) -> list[str]:
        """The opportunities that are new since the last time."""
        found: list[FeedEntry] = []
        for page in self.stage.feed.pages(self.cursor, at=self.stage.clock()):
            found += [entry for entry in page.entries if entry.mark and self._is_new(entry)]
            self.cursor = page.cursor
        return [entry.what.id for entry in found if isinstance(entry.what, Hint)]

    def _is_new(self, entry: FeedEntry) -> bool:
        new = entry.mark not in self.marks
        self.marks.add(entry.mark)
        return new


def accepted(stage: Stage) -> Referral:
    """Share a referral and accept it under a token of its own."""
    referral = stage.shares()
    outcome = stage.connector.accept(referral, token=uuid4().hex)
    return settled(referral, "partner_notice", outcome)


def read(stage: Stage, referral: Referral) -> PartnerNews:
    hint = Hint(partner_id="aws", about="opportunity", id=referral.partner_opportunity_id)
    news = stage.feed.read(hint, at=NOON, via="poll")
    assert isinstance(news, PartnerNews)
    return news


@pytest.fixture
def poller(stage: Stage) -> Poller:
    return Poller(stage)


def test_what_changed_is_told_once(stage: Stage, poller: Poller) -> None:
    referral = accepted(stage)

    first, second = poller.changed(), poller.changed()
    stage.clock.advance(minutes=5)
    stage.edits(referral, Project={"Title": "Another title"})
    third = poller.changed()

    assert first == [referral.partner_opportunity_id]
    assert second == []
    assert third == [referral.partner_opportunity_id]


def test_a_poll_without_news_is_one_call_for_each_list(stage: Stage, poller: Poller) -> None:
    accepted(stage)
    poller.changed()
    before = len(stage.aws.calls)

    poller.changed()

    asked = [call.operation for call in stage.aws.calls[before:]]
    assert asked == ["ListEngagementInvitations", LIST]


def test_more_changes_than_a_page_holds_are_all_told_oldest_first(
    stage: Stage, poller: Poller
) -> None:
    shared = [accepted(stage).partner_opportunity_id for _ in range(120)]

    assert poller.changed() == shared


def test_what_changes_while_pages_are_read_is_not_missed(stage: Stage) -> None:
    referrals = [accepted(stage) for _ in range(120)]
    pages = stage.feed.pages("", at=stage.clock())
    found = list(next(page for page in pages if page.entries).entries)

    # Gone from its place in the list: all that follow have moved up.
    stage.clock.advance(seconds=1)
    stage.edits(referrals[0], Project={"Title": "Another title"})
    found += [entry for page in pages for entry in page.entries]

    seen = {entry.what.id for entry in found if isinstance(entry.what, Hint)}
    assert seen == {referral.partner_opportunity_id for referral in referrals}


def test_a_hundred_and_more_that_changed_at_one_moment_are_all_told(
    stage: Stage, poller: Poller
) -> None:
    referrals = [accepted(stage) for _ in range(130)]
    stage.clock.advance(minutes=5)
    for referral in referrals:
        stage.edits(referral, LifeCycle={"NextSteps": "Call"})

    assert len(poller.changed()) == 130


def test_the_first_poll_looks_back_one_day_by_the_clock_of_aws(stage: Stage) -> None:
    central = Central(lambda: client_of(stage.url), "Sandbox")

    *_, last = listing.pages(central, "", partner_id="aws", at=NOON)

    answered = central.ask("list_opportunities")["ResponseMetadata"]["HTTPHeaders"]["date"]
    looked_back = parsedate_to_datetime(answered) - datetime.fromisoformat(last.cursor)
    assert abs(looked_back - timedelta(days=1)) < timedelta(minutes=1)


def test_an_outage_between_pages_is_no_end(stage: Stage) -> None:
    for _ in range(101):
        accepted(stage)
    pages = stage.feed.pages("", at=stage.clock())
    next(page for page in pages if page.entries)
    stage.aws.behave(internal_error={"operation": LIST, "times": 1})

    with pytest.raises(Unavailable):
        list(pages)


def test_nanoseconds_are_cut_and_nothing_is_missed_or_told_for_ever(
    stage: Stage, poller: Poller
) -> None:
    stage.aws.behave(poison=[{"kind": "nanoseconds", "operation": LIST}])
    referral = accepted(stage)

    first, second = poller.changed(), poller.changed()

    assert (first, second) == ([referral.partner_opportunity_id], [])


def test_the_deal_is_read_as_the_invitation_was(stage: Stage) -> None:
    referral = accepted(stage)

    deal = read(stage, referral).deal

    assert deal == {
        DealField.TITLE: "Sonar telemetry from ship to shore",
        DealField.DESCRIPTION: deal[DealField.DESCRIPTION],
        DealField.AMOUNT: "4200.00",
        DealField.CURRENCY: "EUR",
        DealField.TARGET_CLOSE_DATE: "2031-05-30",
    }
    assert deal[DealField.DESCRIPTION].startswith("Sonar readings")


def test_what_aws_changes_of_the_deal_is_read(stage: Stage) -> None:
    referral = accepted(stage)
    spend = {"Amount": "5100.50", "CurrencyCode": "USD", "Frequency": "Monthly"}
    stage.edits(
        referral,
        Project={"ExpectedCustomerSpend": [{**spend, "TargetCompany": "AWS"}]},
        LifeCycle={"TargetCloseDate": "2031-07-01"},
    )

    deal = read(stage, referral).deal

    assert deal[DealField.AMOUNT] == "5100.50"
    assert deal[DealField.CURRENCY] == "USD"
    assert deal[DealField.TARGET_CLOSE_DATE] == "2031-07-01"


def test_a_blank_at_aws_is_no_news(stage: Stage) -> None:
    referral = accepted(stage)
    stage.edits(referral, Project={"ExpectedCustomerSpend": []})

    deal = read(stage, referral).deal

    assert DealField.AMOUNT not in deal
    assert DealField.CURRENCY not in deal


def test_an_opportunity_that_nobody_can_read_is_told_as_such(stage: Stage) -> None:
    referral = accepted(stage)
    poison = {"kind": "value", "operation": "GetOpportunity", "path": "Customer.Contacts"}
    stage.aws.behave(poison=[{**poison, "value": [None]}])
    hint = Hint(partner_id="aws", about="opportunity", id=referral.partner_opportunity_id)

    found = stage.feed.read(hint, at=NOON + timedelta(hours=1), via="poll")

    assert isinstance(found, Unreadable)
