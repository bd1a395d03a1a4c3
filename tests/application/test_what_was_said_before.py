"""What a partner's list said before the partner's newest word does not come back over it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from referral_hub.domain.partners.news import PartnerNews
from referral_hub.domain.referrals.axes import Status
from referral_hub.domain.referrals.deal_fields import DealField
from referral_hub.domain.shapes import Money
from referral_hub.hub import Hub
from tests.application.deal_stage import retell
from tests.application.stage import accept
from tests.application.test_telling_before_acceptance import TWO_THOUSAND, news, take, told
from tests.builders import NOON, Clock


def withdrawn(*, minutes: int) -> PartnerNews:
    """The list shows that the partner took it back so many minutes ago."""
    return PartnerNews(
        partner_id="harbour",
        partner_referral_id="H-77",
        closed="the partner withdrew it",
        changed_at=NOON - timedelta(minutes=minutes),
    )


def status(hub: Hub) -> Status:
    [referral] = hub.referrals.newest()
    return referral.status


def test_what_was_offered_before_it_was_withdrawn_does_not_open_it_again(hub: Hub) -> None:
    take(hub, news(minutes=60))
    take(hub, withdrawn(minutes=10))

    take(hub, news(minutes=60))
    take(hub, news(minutes=30, title="Lamps and horns"))

    assert status(hub) is Status.EXPIRED


def test_an_older_withdrawal_does_not_close_what_is_offered_again(hub: Hub) -> None:
    take(hub, news(minutes=10))

    take(hub, withdrawn(minutes=30))

    assert status(hub) is Status.PENDING_ACCEPTANCE


def test_what_is_offered_after_it_was_withdrawn_is_open_again(hub: Hub) -> None:
    take(hub, news(minutes=60))
    take(hub, withdrawn(minutes=10))

    take(hub, news(minutes=5))

    assert status(hub) is Status.PENDING_ACCEPTANCE


def accepted(hub: Hub, **shown: Any) -> str:
    """A referral of the list that somebody accepted."""
    take(hub, news(**shown))
    [referral] = hub.referrals.newest()
    return accept(hub, referral.number).number


def deal_title(hub: Hub, number: str) -> str:
    return hub.desk.open(hub.referrals.get(number)).deal.text(DealField.TITLE)


def test_what_the_list_showed_before_the_partner_told_the_hub_does_not_replace_it(hub: Hub) -> None:
    take(hub, news(minutes=60))
    [referral] = hub.referrals.newest()
    retell(hub, referral.number, title="Told at noon")

    take(hub, news(minutes=30, title="Shown before noon"))

    assert told(hub).title == "Told at noon"


def test_nor_does_it_after_acceptance(hub: Hub) -> None:
    number = accepted(hub, minutes=60)
    retell(hub, number, title="Told at noon")

    take(hub, news(minutes=30, waits=False, title="Shown before noon"))

    assert deal_title(hub, number) == "Told at noon"


def test_nor_where_it_was_accepted_in_between(hub: Hub) -> None:
    take(hub, news(minutes=60))
    [referral] = hub.referrals.newest()
    retell(hub, referral.number, title="Told at noon")
    accept(hub, referral.number)

    take(hub, news(minutes=30, waits=False, title="Shown before noon"))

    assert deal_title(hub, referral.number) == "Told at noon"


def test_what_else_the_list_showed_just_before_is_not_lost(hub: Hub) -> None:
    take(hub, news(minutes=60))
    [referral] = hub.referrals.newest()
    retell(hub, referral.number, title="Told at noon")

    take(hub, news(minutes=1, value=TWO_THOUSAND))
    assert told(hub).value == TWO_THOUSAND
    take(hub, withdrawn(minutes=1))

    assert status(hub) is Status.EXPIRED


def test_what_the_list_shows_later_replaces_what_the_partner_told_the_hub(hub: Hub) -> None:
    assert isinstance(hub.clock, Clock)
    number = accepted(hub, minutes=60)
    retell(hub, number, title="Told at noon")
    hub.clock.advance(minutes=10)

    take(hub, news(minutes=-5, waits=False, title="Shown after noon", value=Money.of("1", "EUR")))

    assert deal_title(hub, number) == "Shown after noon"
