"""What a partner's list says of a referral that nobody has decided yet."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from referral_hub.adapters.memory import MemoryTable
from referral_hub.application.partners.news import Taken
from referral_hub.domain.contacts.contact import TooManyContacts
from referral_hub.domain.crm import Account
from referral_hub.domain.deals.beginning import deal_of
from referral_hub.domain.errors import Conflict
from referral_hub.domain.partners.news import PartnerNews
from referral_hub.domain.referrals.axes import Status
from referral_hub.domain.referrals.decision import AccountChoice
from referral_hub.domain.referrals.invitation import Invitation
from referral_hub.domain.referrals.referral import Referral
from referral_hub.domain.shapes import Money
from referral_hub.hub import Hub
from referral_hub.ports import Item
from tests.application.crm_stage import BusyCrm, a_connected_hub, card
from tests.application.stage import accept, filed, rejected, run, snapshot, story, words
from tests.builders import NOON, Clock, a_contact, a_hub, an_invitation

TWO_THOUSAND = Money.of("2000.00", "EUR")


def news(*, waits: bool = True, minutes: int | None = None, **told: Any) -> PartnerNews:
    """What the partner's list shows, as it changed so many minutes ago."""
    shown = an_invitation(**told)
    return PartnerNews(
        partner_id=shown.partner_id,
        partner_referral_id=shown.partner_referral_id,
        invitation=shown if waits else None,
        deal=deal_of(shown),
        changed_at=None if minutes is None else NOON - timedelta(minutes=minutes),
    )


def take(hub: Hub, shown: PartnerNews) -> Taken:
    return hub.news_desk.take(shown, via="poll", at=hub.clock())


def told(hub: Hub) -> Invitation:
    [referral] = hub.referrals.newest()
    return hub.referrals.invitation_of(referral)


def test_what_a_partner_changes_before_acceptance_is_what_the_crm_gets(hub: Hub) -> None:
    take(hub, news(value=Money.of("1000.50", "EUR")))
    taken = take(hub, news(value=TWO_THOUSAND))
    [referral] = hub.referrals.newest()
    accept(hub, referral.number)

    run(hub, referral.number)

    created = hub.crm.opportunity(hub.referrals.get(referral.number).opportunity_id)
    assert created
    assert created.fields["amount"] == "2000.00"
    assert taken.deal_changed
    assert "value.amount: 2000.00, was 1000.50" in {
        entry.why for entry in story(hub, referral.number)
    }


def test_what_changes_after_acceptance_is_compared_with_the_newest_word(hub: Hub) -> None:
    take(hub, news(value=TWO_THOUSAND))
    take(hub, news(value=Money.of("2500", "EUR")))
    [referral] = hub.referrals.newest()
    accept(hub, referral.number)

    take(hub, news(waits=False, value=Money.of("3000", "EUR")))

    deal = hub.deals.find(referral.number)
    assert deal
    assert "value.amount: 3000.00, was 2500.00" in {
        change.entry("EUR").why for change in deal.changes
    }


def test_the_inbox_shows_the_newest_word(hub: Hub) -> None:
    take(hub, news())
    take(hub, news(title="Lamps and horns"))

    [referral] = hub.referrals.newest()
    assert hub.referrals.invitations([referral])[referral.number].title == "Lamps and horns"


def test_the_list_inside_the_crm_shows_the_newest_word() -> None:
    hub = a_connected_hub()
    number = filed(hub).number

    take(hub, news(title="Lamps and horns"))

    assert card(hub, number).title == "Lamps and horns"


class Counting(MemoryTable):
    """Counts what is read and written."""

    reads = writes = 0

    def get(self, key: Any) -> Any:
        self.reads += 1
        return super().get(key)

    def put(self, item: Item, *, version: int) -> None:
        self.writes += 1
        super().put(item, version=version)


def test_news_that_are_none_cost_no_write_and_two_reads() -> None:
    table = Counting()
    hub = a_hub(table=table)
    filed(hub)
    table.reads = table.writes = 0

    take(hub, news())

    assert (table.reads, table.writes) == (2, 0)


def test_a_change_is_one_write() -> None:
    table = Counting()
    hub = a_hub(table=table)
    filed(hub)
    table.writes = 0

    take(hub, news(value=TWO_THOUSAND, title="Lamps and horns"))

    assert table.writes == 1


def test_the_same_news_again_change_nothing(hub: Hub) -> None:
    filed(hub)
    take(hub, news(value=TWO_THOUSAND))
    before = snapshot(hub)

    again = take(hub, news(value=TWO_THOUSAND))

    assert not again.anything
    assert snapshot(hub) == before


def test_what_was_rejected_stays_rejected(hub: Hub) -> None:
    rejected(hub)
    before = snapshot(hub)

    take(hub, news(value=TWO_THOUSAND, expires_at=NOON + timedelta(days=60)))

    assert snapshot(hub) == before


def test_a_partner_that_renews_the_date_renews_what_has_expired(hub: Hub) -> None:
    assert isinstance(hub.clock, Clock)
    referral = filed(hub)
    hub.clock.advance(days=14)
    hub.referrals.save(referral.expire())

    take(hub, news(expires_at=NOON + timedelta(days=60)))

    assert hub.referrals.get(referral.number).status is Status.PENDING_ACCEPTANCE
    assert words(hub, referral.number)[-1] == "referral.renewed"


def test_what_the_partner_said_before_its_newest_word_is_no_news(hub: Hub) -> None:
    take(hub, news(minutes=10, value=Money.of("900", "EUR")))

    take(hub, news(minutes=86_400, value=Money.of("2", "EUR")))

    assert told(hub).value == Money.of("900", "EUR")


def test_what_it_said_in_between_is_no_news_either(hub: Hub) -> None:
    take(hub, news(minutes=60))
    take(hub, news(minutes=10, value=TWO_THOUSAND))

    take(hub, news(minutes=30, value=Money.of("2", "EUR")))

    assert told(hub).value == TWO_THOUSAND


def test_after_acceptance_older_news_do_not_win_over_newer_ones(hub: Hub) -> None:
    take(hub, news(minutes=60))
    [referral] = hub.referrals.newest()
    accept(hub, referral.number)
    take(hub, news(minutes=10, waits=False, value=TWO_THOUSAND))

    take(hub, news(minutes=30, waits=False, value=Money.of("2", "EUR")))

    assert hub.desk.open(hub.referrals.get(referral.number)).deal.value == TWO_THOUSAND


def test_an_acceptance_that_the_partners_word_overtakes_decides_nothing() -> None:
    class Overtaken(BusyCrm):
        """While the hub looks up what was chosen, the partner says something else."""

        def account(self, account_id: str) -> Account | None:
            take(hub, news(value=TWO_THOUSAND))
            return super().account(account_id)

    table, clock = MemoryTable(), Clock()
    crm = Overtaken(table, clock)
    hub = a_hub(table=table, clock=clock, crm=crm)
    account = crm.create_account({"name": "Fenwick"}, token="t" * 32).result
    number = filed(hub).number

    with pytest.raises(Conflict):
        accept(hub, number, account=AccountChoice(existing=account))

    assert hub.referrals.get(number).decision is None
    again: Referral = accept(hub, number, account=AccountChoice(existing=account))
    assert again.acceptance


def test_of_too_many_people_none_is_taken_and_the_deal_is_followed_all_the_same(hub: Hub) -> None:
    take(hub, news())
    [referral] = hub.referrals.newest()
    accept(hub, referral.number)
    crowd = tuple(a_contact(last_name=f"Holt {n}", email=f"h{n}@f.example") for n in range(201))
    shown = news(waits=False, value=TWO_THOUSAND).model_copy(update={"people": crowd})

    with pytest.raises(TooManyContacts):
        take(hub, shown)

    assert hub.contacts.of(referral.number) == []
    assert hub.desk.open(hub.referrals.get(referral.number)).deal.value == TWO_THOUSAND
