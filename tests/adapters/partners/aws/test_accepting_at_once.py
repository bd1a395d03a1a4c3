"""Accepting what somebody else has accepted, or is accepting right now."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from referral_hub.domain.effects import Done, Pending, effect_token
from referral_hub.domain.errors import Unavailable
from tests.adapters.partners.aws.stage import Stage, client_of
from tests.contracts.partner_connector import TOKEN

ANOTHER_TOKEN = effect_token("R-000001", "partner_notice", "2")


def test_an_acceptance_under_another_token_is_taken_for_ours(stage: Stage) -> None:
    referral = stage.shares()
    elsewhere = stage.connector.accept(referral, token=ANOTHER_TOKEN)

    outcome = stage.connector.accept(referral, token=TOKEN)

    assert isinstance(outcome, Done)
    assert outcome == elsewhere
    assert stage.acceptances() == 1


def test_an_acceptance_under_way_elsewhere_is_waited_for(stage: Stage) -> None:
    referral = stage.shares()
    stage.aws.behave(accept_delay_seconds=60)
    stage.connector.accept(referral, token=ANOTHER_TOKEN)

    meanwhile = stage.connector.accept(referral, token=TOKEN)
    stage.clock.advance(minutes=1)
    afterwards = stage.connector.accept(referral, token=TOKEN)

    assert isinstance(meanwhile, Pending)
    assert isinstance(afterwards, Done)
    assert stage.acceptances() == 1


class Forgetful:
    """AWS's client, but the list of tasks lags behind and is empty still."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def list_engagement_by_accepting_invitation_tasks(self, **_: Any) -> Any:
        return {"TaskSummaries": []}

    def __getattr__(self, operation: str) -> Any:
        return getattr(self._client, operation)


def test_an_acceptance_whose_opportunity_aws_does_not_tell_yet_is_asked_for_again(
    stage: Stage,
) -> None:
    referral = stage.shares()
    stage.connector.accept(referral, token=ANOTHER_TOKEN)
    lagging = stage.connector_with(Forgetful(client_of(stage.url)))

    with pytest.raises(Unavailable):
        lagging.accept(referral, token=TOKEN)

    assert isinstance(stage.connector.accept(referral, token=TOKEN), Done)


def test_an_acceptance_under_way_that_aws_does_not_list_yet_is_asked_for_again(
    stage: Stage,
) -> None:
    referral = stage.shares()
    stage.aws.behave(accept_delay_seconds=60)
    stage.connector.accept(referral, token=ANOTHER_TOKEN)
    lagging = stage.connector_with(Forgetful(client_of(stage.url)))

    with pytest.raises(Unavailable):
        lagging.accept(referral, token=TOKEN)


@pytest.mark.parametrize("tokens", [[TOKEN], [TOKEN, ANOTHER_TOKEN]])
def test_many_who_accept_at_once_accept_once(stage: Stage, tokens: list[str]) -> None:
    referral = stage.shares()
    stage.aws.behave(accept_delay_seconds=1)

    def accept(turn: int) -> object:
        return stage.connector.accept(referral, token=tokens[turn % len(tokens)])

    with ThreadPoolExecutor(8) as crowd:
        outcomes = list(crowd.map(accept, range(16)))

    last = stage.connector.accept(referral, token=TOKEN)
    assert isinstance(last, Done)
    assert {o for o in outcomes if isinstance(o, Done)} <= {last}
    assert all(isinstance(o, Done | Pending) for o in outcomes)
    assert stage.acceptances() == 1
