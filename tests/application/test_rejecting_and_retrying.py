"""A rejection is final, and a failure can be retried (IN-8, IN-20)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from referral_hub.application.decisions import ReasonNotAccepted
from referral_hub.domain.referrals.axes import Progress, Status
from referral_hub.domain.referrals.refusals import NotFailed, NotPending
from referral_hub.hub import Hub
from tests.application.stage import (
    Lantern,
    a_hub_with,
    accepted,
    awaiting,
    filed,
    reject,
    rejected,
    retry,
    words,
)
from tests.builders import a_hub


def test_rejecting_keeps_the_reason(hub: Hub) -> None:
    assert rejected(hub, "Not our trade").rejection.reason == "Not our trade"


def test_rejecting_twice_answers_alike(hub: Hub) -> None:
    first = rejected(hub)

    assert reject(hub, first.number) == first


def test_rejecting_again_for_another_reason_changes_nothing_and_says_so(hub: Hub) -> None:
    first = rejected(hub)

    with pytest.raises(NotPending, match="No capacity"):
        reject(hub, first.number, "Another reason")

    assert hub.referrals.get(first.number) == first


def test_an_accepted_referral_cannot_be_rejected(hub: Hub) -> None:
    number = accepted(hub).number

    with pytest.raises(NotPending):
        reject(hub, number)


def test_a_reason_that_the_partner_does_not_take_is_refused_with_those_it_takes() -> None:
    hub = a_hub_with(Lantern())
    number = filed(hub).number

    with pytest.raises(ReasonNotAccepted) as refusal:
        reject(hub, number, "Monday")

    assert refusal.value.fields == {"reason": "must be one of: No capacity, Other"}
    assert hub.referrals.get(number).status is Status.PENDING_ACCEPTANCE


# Retry


def test_a_failed_referral_is_carried_out_again_by_one_retry(hub: Hub) -> None:
    number = accepted(hub).number
    hub.referrals.save(hub.referrals.get(number).failed("the CRM is closed"))

    again = retry(hub, number)

    assert again.progress is Progress.CARRYING_OUT
    assert again.execution_name == f"{number}-2"
    assert "referral.retried" in words(hub, number)


def test_what_has_not_failed_is_not_retried(hub: Hub) -> None:
    number = awaiting(hub).number

    with pytest.raises(NotFailed):
        retry(hub, number)

    assert "referral.retried" not in words(hub, number)


@pytest.mark.parametrize("_attempt", range(5))
def test_two_retries_at_once_are_one_run(_attempt: int) -> None:
    hub, doors = a_hub(), 3
    number = accepted(hub).number
    hub.referrals.save(hub.referrals.get(number).failed("the CRM is closed"))
    together = Barrier(doors)

    def enter(_: int) -> int | None:
        together.wait()
        try:
            return retry(hub, number).run
        except NotFailed:
            return None

    with ThreadPoolExecutor(doors) as pool:
        runs = list(pool.map(enter, range(doors)))

    assert sorted(runs, key=str) == [2, None, None]
    assert words(hub, number).count("referral.retried") == 1
