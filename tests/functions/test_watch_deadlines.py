"""Invitations run out, and somebody is told in time."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from functions._entrypoint import flush_metrics
from functions.schedule.watch_deadlines import handle
from referral_hub.adapters.memory import MemoryTable
from referral_hub.domain.referrals.axes import Status
from referral_hub.domain.referrals.referral import Referral
from referral_hub.hub import Hub
from referral_hub.ports import Item
from tests.application.routing.stage import ANNA, a_rule, a_team, comes_in, publish
from tests.builders import NOON, Clock, a_hub, a_rejection, an_invitation

ROUND: dict[str, Any] = {"source": "aws.events", "detail-type": "Scheduled Event", "detail": {}}
LATE = NOON + timedelta(days=14)


def received(hub: Hub, *, expires_at: Any = LATE, id_: str = "H-77") -> Referral:
    invitation = an_invitation(expires_at=expires_at, partner_referral_id=id_)
    return hub.referrals.file(invitation).referral


def at(moment: Any, **override: Any) -> Hub:
    return a_hub(clock=Clock(moment), **override)


def facts(hub: Hub, referral: Referral) -> list[str]:
    return [entry.what for entry in hub.timeline.of(referral.number)]


def test_an_invitation_whose_time_is_up_expires() -> None:
    hub = at(LATE)
    referral = received(hub)

    done = handle(ROUND, hub=hub)

    assert done == {"expired": 1}
    assert hub.referrals.get(referral.number).status is Status.EXPIRED


def test_an_expired_referral_is_counted(capsys: pytest.CaptureFixture[str]) -> None:
    hub = at(LATE)
    received(hub, id_="H-1")
    received(hub, id_="H-2")
    flush_metrics()
    capsys.readouterr()

    handle(ROUND, hub=hub)

    flush_metrics()
    (line,) = (line for line in capsys.readouterr().out.splitlines() if "_aws" in line)
    assert sum(json.loads(line)["ReferralExpired"]) == 2


def test_two_days_before_the_end_the_timeline_warns_once() -> None:
    hub = at(LATE - timedelta(hours=47))
    referral = received(hub)

    first = handle(ROUND, hub=hub)
    second = handle(ROUND, hub=hub)

    assert (first, second) == ({"warned": 1}, {})
    assert facts(hub, referral) == ["referral.about_to_expire"]
    assert hub.referrals.get(referral.number).status is Status.PENDING_ACCEPTANCE


def test_earlier_than_that_nothing_happens() -> None:
    hub = at(LATE - timedelta(hours=49))
    received(hub)

    assert handle(ROUND, hub=hub) == {}


def test_an_invitation_without_expiry_stays_open() -> None:
    hub = at(LATE)
    received(hub, expires_at=None)

    assert handle(ROUND, hub=hub) == {}


def test_a_decided_referral_does_not_expire() -> None:
    hub = at(LATE)
    referral = received(hub)
    hub.referrals.save(referral.reject(a_rejection()))

    assert handle(ROUND, hub=hub) == {}


class DecidingTable(MemoryTable):
    """An operator decides just before the watch writes."""

    def __init__(self) -> None:
        super().__init__()
        self.deciding: Any = None

    def put(self, item: Item, *, version: int) -> None:
        decide, self.deciding = self.deciding, None
        if decide:
            decide()
        super().put(item, version=version)


def test_a_decision_in_the_last_second_counts_and_not_the_expiry() -> None:
    table = DecidingTable()
    hub = at(LATE, table=table)
    referral = received(hub)
    table.deciding = lambda: hub.referrals.save(referral.reject(a_rejection()))

    done = handle(ROUND, hub=hub)

    assert done == {}
    assert hub.referrals.get(referral.number).status is Status.REJECTED


def test_one_referral_that_is_decided_meanwhile_does_not_hold_up_the_next() -> None:
    table = DecidingTable()
    hub = at(LATE, table=table)
    referral = received(hub, id_="H-1")
    received(hub, id_="H-2")
    newest = next(iter(hub.referrals.newest()))
    assert newest.number != referral.number
    table.deciding = lambda: hub.referrals.save(newest.reject(a_rejection()))

    assert handle(ROUND, hub=hub) == {"expired": 1}


def test_what_waits_for_an_owner_is_given_to_whoever_has_room_again() -> None:
    hub = a_team(ANNA)
    publish(hub, a_rule(ANNA, capacity=1))
    first, second = comes_in(hub, "1"), comes_in(hub, "2")
    assert handle(ROUND, hub=hub) == {}

    hub.referrals.save(first.reject(a_rejection()))

    assert handle(ROUND, hub=hub) == {"assigned": 1}
    assert hub.referrals.get(second.number).assignment.owner == ANNA
