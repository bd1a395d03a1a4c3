"""What an entry becomes, version by version."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest

from referral_hub.adapters.partners.feed.connector import FeedConnector
from referral_hub.application.partners.feeds import MOST_SECONDS
from referral_hub.domain.referrals.axes import Status
from referral_hub.domain.referrals.deal_fields import DealField
from referral_hub.domain.shapes import Money
from tests.adapters.partners.feed.stage import Stage, a_hub_with_a_feed, poll_of
from tests.application.crm_stage import deal_of
from tests.application.stage import accept, carry_out


def test_an_amount_that_goes_there_and_back_again_is_followed_both_ways(stage: Stage) -> None:
    stage.partner.behave(etags=False)
    connector = stage.connected(since=None)
    ref = stage.shares(deal={"amount": 100, "currency": "EUR"}).partner_referral_id
    hub = a_hub_with_a_feed(stage)
    poll_of(hub, stage, connector).run()
    [referral] = hub.referrals.newest()
    accept(hub, referral.number)
    carry_out(hub, referral.number)

    amounts = []
    for amount in (200, 100, 100):
        stage.partner.edit(ref, deal={"amount": amount, "currency": "EUR"})
        turn = poll_of(hub, stage, connector).run()
        amounts.append((turn.begun, deal_of(hub, referral.number).values[DealField.AMOUNT].text))

    assert amounts == [(1, "200"), (1, "100"), (0, "100")]


def test_what_is_taken_back_while_a_page_is_half_taken_is_followed(stage: Stage) -> None:
    """The page is again what it was, and so is its tag; what was taken of it in between is not."""
    connector = stage.connected(since=None)
    refs = [stage.partner.share(deal=deal(100)) for _ in range(2)]
    hub = a_hub_with_a_feed(stage)
    poll_of(hub, stage, connector).run()
    for ref in refs:
        stage.partner.edit(ref, deal=deal(200))
    ticks = count(0.0, MOST_SECONDS + 1)
    half = replace(poll_of(hub, stage, connector), monotonic=lambda: next(ticks)).run()
    for ref in refs:
        stage.partner.edit(ref, deal=deal(100))

    poll_of(hub, stage, connector).run()

    shared = [hub.referrals.invitation_of(each).value for each in hub.referrals.newest()]
    assert half.begun == 1
    assert [value.amount for value in shared if value] == ["100.00", "100.00"]


def deal(amount: int) -> dict[str, object]:
    return {"amount": amount, "currency": "EUR"}


def test_other_people_with_each_version_end_at_two_hundred_and_the_entry_is_put_aside(
    stage: Stage,
) -> None:
    ref = stage.shares(people=people("a", 150)).partner_referral_id
    hub = a_hub_with_a_feed(stage)
    poll_of(hub, stage).run()
    stage.clock.advance(seconds=1)
    stage.partner.edit(ref, people=people("b", 150))

    poll_of(hub, stage).run()

    [referral] = hub.referrals.newest()
    [(_, known)] = hub.quarantine.newest(partner_ids=["harbour"])
    assert len(hub.contacts.of(referral.number)) == 150
    assert known.why == "too_many_contacts: Send the people who work on this deal."


def people(group: str, count: int) -> list[dict[str, str]]:
    return [
        {"last": f"Holt {group}{n}", "mail": f"{group}{n}@fenwick.example"} for n in range(count)
    ]


def test_a_person_with_an_address_that_is_none_is_kept_without_it(stage: Stage) -> None:
    stage.shares(people=[{"first": "Maren", "last": "Holt", "mail": "nomail"}])
    hub = a_hub_with_a_feed(stage)

    poll_of(hub, stage).run()

    [referral] = hub.referrals.newest()
    [arrival] = hub.contacts.of(referral.number)
    assert (arrival.info.last_name, arrival.info.email) == ("Holt", "")
    assert arrival.info.partial


def test_a_person_of_whom_nothing_else_is_told_is_put_aside_with_the_entry(stage: Stage) -> None:
    stage.shares(people=[{"first": "Maren", "mail": "nomail"}])
    hub = a_hub_with_a_feed(stage)

    poll_of(hub, stage).run()

    [(_, known)] = hub.quarantine.newest(partner_ids=["harbour"])
    assert known.why == "people.mail: is no e-mail address, and there is no last name"


def test_what_is_withdrawn_shows_the_word_of_the_feed(stage: Stage) -> None:
    ref = stage.shares().partner_referral_id
    hub = a_hub_with_a_feed(stage)
    poll_of(hub, stage).run()
    stage.clock.advance(seconds=1)
    stage.partner.withdraw(ref)

    poll_of(hub, stage).run()

    [referral] = hub.referrals.newest()
    assert referral.status is Status.EXPIRED
    assert referral.told.closed == "the partner's feed shows it as 'withdrawn', and wants no answer"


def test_an_older_version_that_is_read_later_does_not_win(stage: Stage) -> None:
    stage.partner.behave(etags=False)
    connector = stage.connected(since=None)
    ref = stage.shares(deal={"amount": 900, "currency": "EUR"}).partner_referral_id
    hub = a_hub_with_a_feed(stage)
    poll_of(hub, stage, connector).run()
    january = {"ref": ref, "updated": "2027-01-02T12:00:00Z"}
    stage.partner.share(**january, deal={"amount": 2, "currency": "EUR"})

    poll_of(hub, stage, connector).run()

    [referral] = hub.referrals.newest()
    assert hub.referrals.invitation_of(referral).value == Money.of("900", "EUR")


@pytest.mark.parametrize("decided", [False, True])
def test_what_was_confirmed_since_does_not_lose_to_another_word_of_before_that(
    stage: Stage, *, decided: bool
) -> None:
    stage.partner.behave(etags=False)
    connector = stage.connected(since=None)
    ref = stage.shares(deal=deal(900)).partner_referral_id
    hub = a_hub_with_a_feed(stage)
    poll_of(hub, stage, connector).run()
    [referral] = hub.referrals.newest()
    if decided:
        accept(hub, referral.number)
        carry_out(hub, referral.number)
    in_between = f"{stage.clock() + timedelta(seconds=30):%Y-%m-%dT%H:%M:%SZ}"
    stage.clock.advance(seconds=60)
    stage.partner.edit(ref, deal=deal(900))
    poll_of(hub, stage, connector).run()
    stage.partner.edit(ref, updated=in_between, deal=deal(2))

    turn = poll_of(hub, stage, connector).run()

    now = hub.referrals.get(referral.number)
    known = hub.deals.find(referral.number)
    invitation = hub.referrals.invitation_of(now)
    assert (known.over(invitation) if known else invitation).value == Money.of("900", "EUR")
    assert turn.begun == 0


@pytest.mark.parametrize("decided", [False, True])
def test_a_word_that_is_only_confirmed_is_no_news(stage: Stage, *, decided: bool) -> None:
    connector = stage.connected(since=None)
    ref = stage.shares(deal=deal(900)).partner_referral_id
    hub = a_hub_with_a_feed(stage)
    poll_of(hub, stage, connector).run()
    [referral] = hub.referrals.newest()
    if decided:
        accept(hub, referral.number)
        carry_out(hub, referral.number)
    stage.clock.advance(seconds=60)
    stage.partner.edit(ref, deal=deal(900))

    turn = poll_of(hub, stage, connector).run()

    assert turn.begun == 0
    assert hub.referrals.get(referral.number).told.story == ()
    known = hub.deals.find(referral.number)
    assert not known or known.changes == ()


def test_a_later_version_changes_what_nobody_has_decided(stage: Stage) -> None:
    ref = stage.shares(deal={"amount": 1000.5, "currency": "EUR"}).partner_referral_id
    hub = a_hub_with_a_feed(stage)
    poll_of(hub, stage).run()
    stage.clock.advance(seconds=1)
    stage.partner.edit(ref, deal={"amount": 2000, "currency": "EUR"})

    poll_of(hub, stage).run()

    [referral] = hub.referrals.newest()
    assert hub.referrals.invitation_of(referral).value == Money.of("2000", "EUR")
    assert referral.told.story[-1].why == "value.amount: 2000.00, was 1000.50"


def listing_newest_first(stage: Stage) -> FeedConnector:
    """A feed with one entry on a page, all versions of it, the newest first."""
    stage.partner.behave(newest_first=True, page_size=1)
    return stage.connected(since=None)


def test_of_two_changes_within_one_second_on_two_pages_the_later_one_counts(stage: Stage) -> None:
    connector, hub = listing_newest_first(stage), a_hub_with_a_feed(stage)
    ref = stage.partner.share(updated="2027-03-01T11:00:00.100Z", deal=deal(100))
    stage.partner.share(ref=ref, updated="2027-03-01T11:00:00.900Z", deal=deal(900))

    poll_of(hub, stage, connector).run()

    [referral] = hub.referrals.newest()
    assert hub.referrals.invitation_of(referral).value == Money.of("900", "EUR")


def test_what_is_over_stays_so_where_its_offer_is_read_on_a_later_page(stage: Stage) -> None:
    connector, hub = listing_newest_first(stage), a_hub_with_a_feed(stage)
    ref = stage.partner.share(updated="2027-03-01T11:00:00Z")
    stage.partner.share(ref=ref, updated="2027-03-01T11:30:00Z", state="withdrawn")

    turn = poll_of(hub, stage, connector).run()

    [referral] = hub.referrals.newest()
    assert turn.filed == (referral.number,)
    assert referral.status is Status.EXPIRED
