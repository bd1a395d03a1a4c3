"""A book of a process's own shows what is in the table, whatever happened in between."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from referral_hub.adapters.book.keeping import MARGIN
from referral_hub.adapters.book.snapshots import MemorySnapshots
from referral_hub.adapters.memory import MemoryTable
from referral_hub.domain.book.look import BookLook
from referral_hub.domain.book.row import BookSide
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.referrals.assignment import Assignment
from referral_hub.domain.referrals.axes import Direction, Stage
from referral_hub.domain.referrals.notes import Notes
from referral_hub.hub import Hub
from referral_hub.ports import Item, Key, Page
from tests.adapters.following import a_reader, all_taken_in, filed, rows, time_passes, titles
from tests.builders import NOON, Clock, a_hub, an_arrival, an_outgoing_referral
from tests.domain.sides import a_deal, edited, retold


class WatchedTable(MemoryTable):
    """Counts what is read of it, and lets its index of changes lag behind for some numbers."""

    def __init__(self) -> None:
        super().__init__()
        self.read = 0
        self.late: set[str] = set()

    def get_many(self, keys: Any) -> list[Item]:
        self.read += len(keys)
        return super().get_many(keys)

    def query(self, pk: str, **asked: Any) -> Page:
        page = super().query(pk, **asked)
        known = (i for i in page.items if asked.get("index") != "by_change" or not self._lags(i))
        return Page(tuple(known), page.after)

    def _lags(self, item: Item) -> bool:
        return item["pk"].removeprefix("REFERRAL#") in self.late


def reads(hub: Hub) -> int:
    assert isinstance(hub.table, WatchedTable)
    return hub.table.read


def lagging(hub: Hub, numbers: set[str]) -> None:
    assert isinstance(hub.table, WatchedTable)
    hub.table.late = numbers


@pytest.fixture
def hub() -> Hub:
    return a_hub(table=WatchedTable(), clock=Clock())


def test_a_referral_is_in_the_book_as_soon_as_it_is_filed(hub: Hub, tmp_path: Path) -> None:
    book = a_reader(hub, tmp_path)
    assert rows(book) == ()

    filed(hub, title="Forty lamps")

    (row,) = rows(book)
    assert (row.number, row.title, row.status) == ("R-000001", "Forty lamps", "pending_acceptance")
    assert (row.workflow, row.workflow_stage, row.changed_at) == ("sales", "new", NOON)


def test_what_changes_is_shown_at_the_next_look(hub: Hub, tmp_path: Path) -> None:
    book, referral = a_reader(hub, tmp_path), filed(hub)
    rows(book)

    time_passes(hub, hours=1)
    hub.referrals.save(referral.moved_to(Stage.IN_PROGRESS))

    (row,) = rows(book, stages=frozenset([Stage.IN_PROGRESS]))
    assert row.changed_at == NOON + timedelta(hours=1)


def test_to_and_fro_within_a_second_is_seen(hub: Hub, tmp_path: Path) -> None:
    book, referral = a_reader(hub, tmp_path), filed(hub)
    rows(book)

    for stage in (Stage.WON, Stage.NEW, Stage.WON, Stage.NEW):
        referral = hub.referrals.save(referral.moved_to(stage))
        (row,) = rows(book)
        assert row.stage is stage


def test_what_the_book_does_not_show_is_not_read_again(hub: Hub, tmp_path: Path) -> None:
    book, referral = a_reader(hub, tmp_path), filed(hub)
    rows(book)
    before = reads(hub)

    hub.referrals.save(referral.await_contact())
    rows(book)

    assert reads(hub) == before


def test_a_look_reads_what_changed_and_not_the_whole_book(hub: Hub, tmp_path: Path) -> None:
    book = a_reader(hub, tmp_path)
    for count in range(60):
        last = filed(hub, count)
    rows(book)
    time_passes(hub, hours=1)
    rows(book)
    before = reads(hub)

    hub.referrals.save(last.moved_to(Stage.WON))
    rows(book)

    assert reads(hub) - before < 10


def test_a_change_that_enters_the_index_late_is_taken_in(hub: Hub, tmp_path: Path) -> None:
    book = a_reader(hub, tmp_path)
    lagging(hub, {"R-000001"})
    filed(hub, 1, title="Late")
    time_passes(hub, seconds=30)
    filed(hub, 2, title="In time")
    assert titles(book) == ["In time"]

    time_passes(hub, seconds=MARGIN.total_seconds() - 40)
    lagging(hub, set())

    assert sorted(titles(book)) == ["In time", "Late"]


def test_a_writer_whose_clock_is_ahead_hides_nobody_elses_changes(hub: Hub, tmp_path: Path) -> None:
    book, ahead = a_reader(hub, tmp_path), replace(hub, clock=Clock())
    time_passes(ahead, minutes=20)
    filed(ahead, 1, title="Ahead")
    rows(book)

    time_passes(hub, minutes=5)
    filed(hub, 2, title="Right")

    assert sorted(titles(book)) == ["Ahead", "Right"]


def test_host_and_partner_see_what_each_of_them_knows_of_the_deal(hub: Hub, tmp_path: Path) -> None:
    book, referral = a_reader(hub, tmp_path), filed(hub)
    deal = edited(retold(a_deal(), title="As the partner says"), title="As the host says")
    hub.deals.save(referral.number, deal.model_copy(update={"number": referral.number}))

    assert titles(book) == ["As the host says"]
    assert titles(book, side=BookSide.PARTNER) == ["As the partner says"]
    assert titles(book, side=BookSide.PARTNER, text="host says") == []


def test_notes_contacts_and_owner_are_shown_or_found(hub: Hub, tmp_path: Path) -> None:
    book, referral = a_reader(hub, tmp_path), filed(hub, notes="As it came")
    assert [row.notes for row in rows(book)] == ["As it came"]

    hub.notes.save(Notes(number=referral.number, text="Call after nine"))
    hub.contacts.save(an_arrival(number=referral.number))
    owned = {"assignment": Assignment(owner="eva@host.example", partner_manager="odd@host.example")}
    hub.referrals.save(referral.model_copy(update=owned))

    (row,) = rows(book, text="maren.holt@fen after NINE eva@", people=True)
    assert (row.notes, row.owner) == ("Call after nine", "eva@host.example")
    assert rows(book, text="maren") == ()


def test_a_draft_is_the_hosts_and_a_shared_referral_its_partners_too(
    hub: Hub, tmp_path: Path
) -> None:
    book = a_reader(hub, tmp_path)
    draft = hub.outgoing.save(an_outgoing_referral())
    assert [row.direction for row in rows(book)] == [Direction.OUTGOING]
    assert rows(book, side=BookSide.PARTNER) == ()

    hub.outgoing.save(draft.submitted(by="operator:Ingrid", at=NOON, steps=()))

    (row,) = rows(book, side=BookSide.PARTNER)
    assert (row.number, row.status) == ("R-000007", "submitted")
    assert len(rows(book, text="tuva lien", people=True)) == 1
    assert rows(book, text="tuva") == ()


def test_what_is_erased_leaves_the_book_with_the_next_sweep(hub: Hub, tmp_path: Path) -> None:
    book, kept = a_reader(hub, tmp_path), filed(hub, 1, title="Kept")
    gone = filed(hub, 2, title="Gone")
    arrival = hub.contacts.save(an_arrival(number=kept.number))
    hub.contacts.save(an_arrival(number=gone.number))
    assert len(rows(book, text="maren", people=True)) == 2

    hub.table.delete(Key(f"REFERRAL#{gone.number}", "REFERRAL"))
    hub.table.delete(Key(f"REFERRAL#{gone.number}", f"CONTACT#{arrival.key}"))
    hub.table.delete(Key(f"REFERRAL#{kept.number}", f"CONTACT#{arrival.key}"))
    swept = book.sweep()

    assert swept == 2
    assert titles(book) == ["Kept"]
    assert rows(book, text="maren", people=True) == ()
    assert book.sweep() == 0


def test_a_new_reader_begins_with_the_snapshot(hub: Hub, tmp_path: Path) -> None:
    snapshots = MemorySnapshots()
    keeper = a_reader(hub, tmp_path / "keeper", snapshots)
    for count in range(30):
        filed(hub, count, title=f"Deal {count}")
    time_passes(hub, hours=1)
    assert all_taken_in(keeper, hub)
    keeper.keep_snapshot()
    filed(hub, 30, title="Since then")
    before = reads(hub)

    book = a_reader(hub, tmp_path / "reader", snapshots)

    assert len(rows(book)) == 31
    assert reads(hub) - before < 10


def test_a_snapshot_that_nobody_understands_any_more_is_not_used(hub: Hub, tmp_path: Path) -> None:
    snapshots = MemorySnapshots()
    keeper = a_reader(hub, tmp_path / "keeper", snapshots)
    filed(hub)
    rows(keeper)
    keeper._copy().connection.execute("PRAGMA user_version = 999")
    keeper.keep_snapshot()

    assert len(rows(a_reader(hub, tmp_path / "reader", snapshots))) == 1


def test_a_copy_of_yesterday_is_left_for_the_newest_snapshot(hub: Hub, tmp_path: Path) -> None:
    snapshots = MemorySnapshots()
    book = a_reader(hub, tmp_path / "reader", snapshots)
    referral = filed(hub)
    assert len(rows(book)) == 1
    hub.table.delete(Key(f"REFERRAL#{referral.number}", "REFERRAL"))
    a_reader(hub, tmp_path / "keeper", snapshots).keep_snapshot()

    time_passes(hub, hours=25)

    assert rows(book) == ()


def test_a_walk_that_is_cut_short_goes_on_where_it_was(hub: Hub, tmp_path: Path) -> None:
    book = a_reader(hub, tmp_path)
    for count in range(250):
        filed(hub, count)
        time_passes(hub, minutes=1)

    steps = [book.catch_up(until=hub.clock()) for _ in range(3)]

    assert steps == [False, False, True]
    assert len(book.page(BookLook(), limit=300).rows) == 250


def test_a_book_that_is_not_whole_yet_is_not_shown(hub: Hub, tmp_path: Path) -> None:
    book = a_reader(hub, tmp_path)
    for count in range(150):
        filed(hub, count)
    book._clock = _Hurried(hub.clock())

    with pytest.raises(Unavailable, match="being made"):
        rows(book)


class _Hurried(Clock):
    """A minute passes whenever somebody looks at it."""

    def __call__(self) -> Any:
        return self.advance(minutes=1)
