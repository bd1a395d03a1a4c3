"""Somebody keeps the copy of the book with which its readers begin."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from functions.schedule.keep_book import handle
from referral_hub.adapters.book.following import FollowingBook
from referral_hub.adapters.book.snapshots import MemorySnapshots
from referral_hub.hub import Hub
from referral_hub.ports import Key, Table
from tests.adapters.following import a_reader, filed, rows, time_passes
from tests.builders import a_hub, an_arrival, an_outgoing_referral
from tests.domain.sides import a_deal, retold


@pytest.fixture
def snapshots() -> MemorySnapshots:
    return MemorySnapshots()


@pytest.fixture
def hub(tmp_path: Path, snapshots: MemorySnapshots) -> Hub:
    hub = a_hub()
    return replace(hub, kept_book=a_reader(hub, tmp_path / "keeper", snapshots))


@pytest.fixture
def fresh(hub: Hub, tmp_path: Path, snapshots: MemorySnapshots) -> FollowingBook:
    """A reader that has not begun yet."""
    return a_reader(hub, tmp_path / "reader", snapshots)


def unmarked(table: Table, pk: str) -> list[str]:
    """Take the marks off all of a referral, as an earlier release stored it; name its items."""
    items = table.query(pk).items
    for item in items:
        plain = {n: v for n, v in item.items() if n not in {"by_change", "changed"}}
        table.put(plain | {"version": item["version"] + 1}, version=item["version"])
    return [item["sk"] for item in items]


def test_readers_begin_with_what_it_kept(hub: Hub, fresh: FollowingBook) -> None:
    filed(hub)

    assert handle({}, hub=hub) == {"whole": True, "entered": 1, "swept": 0}

    assert fresh.noted("snapshot")
    assert len(rows(fresh)) == 1


def test_what_an_earlier_release_stored_is_entered_once(hub: Hub, fresh: FollowingBook) -> None:
    referral = filed(hub)
    hub.outgoing.save(an_outgoing_referral())
    hub.contacts.save(an_arrival(number=referral.number))
    hub.deals.save(referral.number, retold(a_deal(), title="Said later"))
    assert len(unmarked(hub.table, "REFERRAL#R-000001")) == 3
    unmarked(hub.table, "REFERRAL#R-000007")
    assert rows(fresh) == ()

    entered = [handle({}, hub=hub)["entered"] for _ in range(2)]

    assert entered == [2, 0]
    assert {row.number for row in rows(fresh)} == {"R-000001", "R-000007"}
    assert len(rows(fresh, text="maren said later", people=True)) == 1


def test_a_snapshot_is_put_away_once_an_hour(hub: Hub, fresh: FollowingBook) -> None:
    handle({}, hub=hub)
    filed(hub)

    time_passes(hub, minutes=30)
    handle({}, hub=hub)
    early = fresh.noted("snapshot")
    time_passes(hub, minutes=31)
    handle({}, hub=hub)
    time_passes(hub, hours=24)

    assert fresh.noted("snapshot") > early


def test_what_is_gone_leaves_the_snapshot_within_a_day(hub: Hub, fresh: FollowingBook) -> None:
    filed(hub, 1)
    gone = filed(hub, 2)
    handle({}, hub=hub)
    hub.table.delete(Key(f"REFERRAL#{gone.number}", "REFERRAL"))

    time_passes(hub, hours=25)
    done = handle({}, hub=hub)

    assert done["swept"] == 1
    assert [row.number for row in rows(fresh)] == ["R-000001"]


def test_it_does_not_look_for_what_is_gone_at_every_turn(hub: Hub) -> None:
    gone = filed(hub)
    handle({}, hub=hub)
    hub.table.delete(Key(f"REFERRAL#{gone.number}", "REFERRAL"))

    time_passes(hub, minutes=5)

    assert handle({}, hub=hub)["swept"] == 0
