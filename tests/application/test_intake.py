"""Referrals come in once, however often they are delivered, and run out in time (IN-1, IN-9)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from referral_hub.adapters.memory import MemoryTable
from referral_hub.application import intake
from referral_hub.domain.errors import Conflict
from referral_hub.domain.referrals.axes import Progress, Status
from referral_hub.hub import Hub
from referral_hub.ports import Item
from referral_hub.records.referrals import Filed, ReceivedDifferently, Referrals
from tests.application.stage import accepted, filed, records, words
from tests.builders import NOON, a_hub, an_invitation, ask


def receive(hub: Hub, **told: object) -> Filed:
    return intake.receive(invitation=an_invitation(**told), referrals=hub.referrals)


def watch(hub: Hub) -> list[str]:
    done: list[str] = []
    ask(hub, intake.watch_expiry, each=done.append)
    return done


def test_a_referral_is_filed_under_a_number_that_people_can_say(hub: Hub) -> None:
    filed_now = receive(hub)

    assert filed_now.new
    assert filed_now.referral.number == "R-000001"
    assert filed_now.referral.status is Status.PENDING_ACCEPTANCE


def test_referrals_are_numbered_one_after_the_other(hub: Hub) -> None:
    numbers = [receive(hub, partner_referral_id=i).referral.number for i in ("H-1", "H-2", "H-3")]

    assert numbers == ["R-000001", "R-000002", "R-000003"]


def test_a_repeated_delivery_finds_the_first_referral(hub: Hub) -> None:
    first = receive(hub)

    again = receive(hub, received_at=NOON + timedelta(days=1), via="poll")

    assert not again.new
    assert again.referral == first.referral
    assert again.invitation == first.invitation


def test_a_delivery_that_comes_after_the_decision_changes_nothing(hub: Hub) -> None:
    number = accepted(hub).number

    again = receive(hub)

    assert again.referral.number == number
    assert again.referral.status is Status.ACCEPTED


def test_the_same_id_with_other_content_is_refused(hub: Hub) -> None:
    receive(hub)

    with pytest.raises(ReceivedDifferently) as refusal:
        receive(hub, title="Something else")

    assert set(refusal.value.fields) == {"title"}


def test_two_partners_may_use_the_same_id(hub: Hub) -> None:
    receive(hub, partner_id="harbour")

    assert receive(hub, partner_id="lantern").new


def test_deliveries_at_the_same_moment_file_one_referral() -> None:
    hub, doors = a_hub(), 6
    together = Barrier(doors)

    def deliver(_: int) -> Filed:
        together.wait()
        while True:
            try:
                return receive(hub)
            except Conflict:
                continue

    with ThreadPoolExecutor(doors) as pool:
        answers = list(pool.map(deliver, range(doors)))

    assert len({answer.referral.number for answer in answers}) == 1
    assert [answer.new for answer in answers].count(True) == 1
    assert len(records(hub, "REFERRAL")) == len(records(hub, "INVITATION")) == 1


class HalfWritten(Exception):
    """The process ended between the invitation and the referral."""


class BreakingTable(MemoryTable):
    """Breaks before the first referral is written."""

    broken = False

    def put(self, item: Item, *, version: int) -> None:
        if item["kind"] == "REFERRAL" and not self.broken:
            self.broken = True
            raise HalfWritten
        super().put(item, version=version)


def test_a_crash_halfway_is_completed_by_the_next_delivery() -> None:
    hub = a_hub(table=BreakingTable())
    with pytest.raises(HalfWritten):
        receive(hub)

    assert not hub.referrals.is_filed("harbour", "H-77")

    assert receive(hub).new
    assert hub.referrals.is_filed("harbour", "H-77")


def test_a_referral_close_to_its_expiry_is_warned_about_once() -> None:
    hub = a_hub()
    number = filed(hub).number
    hub.clock.advance(days=12, hours=12)

    assert watch(hub) == ["warned"]
    assert watch(hub) == []
    assert words(hub, number) == ["referral.received", "referral.about_to_expire"]


def test_a_referral_expires_and_says_so() -> None:
    hub = a_hub()
    number = filed(hub).number
    hub.clock.advance(days=14)

    assert watch(hub) == ["expired"]

    referral = hub.referrals.get(number)
    assert (referral.status, referral.progress) == (Status.EXPIRED, Progress.DONE)
    assert words(hub, number)[-1] == "referral.expired"


def test_a_referral_that_was_decided_in_time_does_not_expire() -> None:
    hub = a_hub()
    number = accepted(hub).number
    hub.clock.advance(days=15)

    assert watch(hub) == []
    assert hub.referrals.get(number).status is Status.ACCEPTED


def test_a_decision_in_the_same_moment_wins_over_the_expiry() -> None:
    hub = a_hub()
    seen = filed(hub)
    accepted_meanwhile = accepted(hub)
    hub.clock.advance(days=14)

    class Stale(Referrals):
        def newest(self, **_: object) -> object:
            return iter([seen])

    done: list[str] = []
    ask(hub, intake.watch_expiry, referrals=Stale(hub.table), each=done.append)

    assert done == []
    assert hub.referrals.get(seen.number).status is accepted_meanwhile.status


def test_only_what_is_due_is_touched() -> None:
    hub = a_hub()
    filed(hub, partner_referral_id="soon", expires_at=NOON + timedelta(hours=1))
    filed(hub, partner_referral_id="late", expires_at=NOON)
    filed(hub, partner_referral_id="far", expires_at=NOON + timedelta(days=30))
    filed(hub, partner_referral_id="never", expires_at=None)

    assert sorted(watch(hub)) == ["expired", "warned"]
