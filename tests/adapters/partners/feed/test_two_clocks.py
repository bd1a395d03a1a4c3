"""A partner's clock may differ from the hub's: its answers tell by how much."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from referral_hub.domain.referrals.deal_fields import DealField
from referral_hub.hub import Hub
from sandbox.feed import FeedPartner, FeedServer
from tests.adapters.partners.feed.stage import TOKEN, Stage, a_hub_with_a_feed, poll_of
from tests.application.deal_stage import retell
from tests.application.stage import accept, carry_out
from tests.builders import Clock

DIFFERENCES = pytest.mark.parametrize("minutes", [-10, 0, 10])


@pytest.fixture
def stage(loopback: None, minutes: int) -> Iterator[Stage]:  # noqa: ARG001 - opens the way
    clock = Clock()
    partner = FeedPartner(token=TOKEN, clock=lambda: clock() + timedelta(minutes=minutes))
    with FeedServer(partner) as server:
        yield Stage(server, clock)


def title(hub: Hub, *, decided: bool) -> str:
    [referral] = hub.referrals.newest()
    if decided:
        return hub.desk.open(referral).deal.text(DealField.TITLE)
    return hub.referrals.invitation_of(referral).title


def shared(stage: Stage, hub: Hub, *, decided: bool) -> tuple[str, str]:
    """A referral from the list, and a minute passed; its id there, and its number here."""
    ref = stage.shares().partner_referral_id
    poll_of(hub, stage).run()
    [referral] = hub.referrals.newest()
    if decided:
        accept(hub, referral.number)
        carry_out(hub, referral.number)
    stage.clock.advance(minutes=1)
    return ref, referral.number


@DIFFERENCES
@pytest.mark.parametrize("decided", [False, True])
def test_what_the_list_shows_after_the_partner_told_the_hub_replaces_it(
    stage: Stage, *, decided: bool
) -> None:
    hub = a_hub_with_a_feed(stage)
    ref, number = shared(stage, hub, decided=decided)
    retell(hub, number, title="Told the hub")
    stage.clock.advance(minutes=1)
    stage.partner.edit(ref, name="Shown after that")

    poll_of(hub, stage).run()

    assert title(hub, decided=decided) == "Shown after that"


@DIFFERENCES
@pytest.mark.parametrize("decided", [False, True])
def test_what_the_list_showed_before_that_does_not(stage: Stage, *, decided: bool) -> None:
    hub = a_hub_with_a_feed(stage)
    ref, number = shared(stage, hub, decided=decided)
    stage.partner.edit(ref, name="Shown before that")
    stage.clock.advance(minutes=1)
    retell(hub, number, title="Told the hub")

    poll_of(hub, stage).run()

    assert title(hub, decided=decided) == "Told the hub"
