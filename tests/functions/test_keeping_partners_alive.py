"""What lapses when nobody uses it is used by the poll, even where the partner is paused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from functions.schedule.poll_partner_feeds import handle
from referral_hub.domain.errors import Unavailable
from referral_hub.hub import Hub
from tests.adapters.partners.microsoft.stage import Stage, a_hub_with_microsoft, staged
from tests.contracts.partner_connector import pending


@pytest.fixture
def stage(loopback: None) -> Iterator[Stage]:  # noqa: ARG001 - opens the way to the stand-in
    with staged() as stage:
        yield stage


@pytest.fixture
def hub(stage: Stage) -> Hub:
    """A hub in which Microsoft is paused."""
    hub = a_hub_with_microsoft(stage)
    hub.partners.save(hub.partners.get("microsoft").paused(hub.clock()))
    return hub


def polled(hub: Hub, stage: Stage, *, days: int) -> None:
    """Let the poll run every few hours for so many days."""
    end = stage.clock.now + timedelta(days=days)
    while stage.clock.now < end:
        handle({}, hub=hub)
        stage.clock.advance(hours=12)


def test_a_partner_that_is_paused_for_a_year_is_still_signed_in(hub: Hub, stage: Stage) -> None:
    polled(hub, stage, days=365)

    assert pending(stage.feed) == []
    assert stage.signs() < 60


def test_a_paused_partner_is_asked_for_no_news_meanwhile(hub: Hub, stage: Stage) -> None:
    polled(hub, stage, days=10)

    assert all(call.path.endswith("/token") for call in stage.calls)


def test_a_paused_partner_whose_sign_in_was_revoked_raises_no_alarm(hub: Hub, stage: Stage) -> None:
    stage.center.behave(revoke_refresh_tokens=True)

    assert handle({}, hub=hub) == {}
    with pytest.raises(Unavailable):
        pending(stage.feed)
