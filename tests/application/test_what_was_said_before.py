"""What a partner's list said before the partner's newest word does not come back over it."""

from __future__ import annotations

from datetime import timedelta

from referral_hub.domain.partner_news import PartnerNews
from referral_hub.domain.referral import Status
from referral_hub.hub import Hub
from tests.application.test_telling_before_acceptance import news, take
from tests.builders import NOON


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
