"""Whatever was written and whatever is asked: the copy answers as the plainest book does."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from referral_hub.adapters.book.copy import BookCopy
from referral_hub.adapters.book.memory import MemoryBook
from referral_hub.adapters.book.paging import Bounds
from referral_hub.domain.book.look import BookLook, SortColumn
from referral_hub.domain.book.row import BookEntry, BookRow, BookSide
from referral_hub.domain.referrals.axes import Direction, Stage
from referral_hub.domain.shapes import Money
from tests.contracts.book import BEGAN, numbers

_PARTNERS = ("nordlys", "fjord", "kyst")
_OWNERS = ("", "eva@host.example", "Odd@host.example")
_TEXTS = st.text("aåAÅß lmpLMP%_\"'*-\u0301\ufb01\ud55c", max_size=12) | st.sampled_from(
    ["Nine lamps", "LÅMPS", "lamp", "mps", "ps 9"]
)
_MONEY = st.builds(
    Money, minor=st.integers(0, 2000), currency=st.sampled_from(["USD", "JPY", "KWD"])
)
_MOMENTS = st.integers(0, 5).map(lambda hours: BEGAN + timedelta(hours=hours))
_ROWS = st.builds(
    BookRow,
    number=st.integers(1, 25).map(lambda n: f"R-{n:06d}"),
    direction=st.sampled_from(Direction),
    partner_id=st.sampled_from(_PARTNERS),
    status=st.sampled_from(["accepted", "rejected"]),
    stage=st.sampled_from(Stage),
    title=_TEXTS,
    company_name=_TEXTS,
    notes=_TEXTS,
    owner=st.sampled_from(_OWNERS),
    value=st.none() | _MONEY,
    target_close_date=st.none() | st.dates(date(2026, 1, 1), date(2026, 1, 4)),
    received_at=_MOMENTS,
    changed_at=_MOMENTS,
)


@st.composite
def _entries(draw: st.DrawFn) -> BookEntry:
    host = draw(_ROWS)
    partner: BookRow | None = host
    if draw(st.booleans()):
        partner = None
    elif draw(st.booleans()):
        partner = host.model_copy(update={"title": draw(_TEXTS), "value": draw(st.none() | _MONEY)})
    people = draw(st.lists(_TEXTS, max_size=2))
    return BookEntry(host=host, partner=partner, people=tuple(people))


_LOOKS = st.builds(
    BookLook,
    side=st.sampled_from(BookSide),
    partner_ids=st.none() | st.frozensets(st.sampled_from((*_PARTNERS, "nobody")), max_size=3),
    directions=st.frozensets(st.sampled_from(Direction), max_size=1),
    stages=st.frozensets(st.sampled_from(Stage), max_size=2),
    owners=st.frozensets(st.sampled_from(_OWNERS), max_size=1),
    text=st.just("") | _TEXTS,
    people=st.booleans(),
    sort=st.sampled_from(SortColumn),
    descending=st.booleans(),
)
_BOUNDS = [Bounds(), Bounds(few=2, walk=3), Bounds(few=0, walk=1), Bounds(few=5, walk=500)]


@pytest.mark.parametrize("bounds", _BOUNDS)
@settings(max_examples=25, deadline=None)
@given(
    written=st.lists(_entries(), max_size=30),
    gone=st.sets(st.integers(1, 25)),
    looks=st.lists(_LOOKS, min_size=1, max_size=8),
    limit=st.integers(1, 7),
)
def test_a_copy_finds_what_a_plain_filter_and_sort_finds(
    bounds: Bounds,
    written: list[BookEntry],
    gone: set[int],
    looks: list[BookLook],
    limit: int,
) -> None:
    copy = BookCopy(Path(":memory:"), bounds)
    with copy.at_once():
        copy.keep(written)
        copy.drop(f"R-{number:06d}" for number in gone)
    copy.sort()
    left = [entry for entry in written if int(entry.number[2:]) not in gone]

    plain = MemoryBook(left)

    for look in looks:
        assert numbers(copy, look, limit=limit) == numbers(plain, look, limit=limit)
    copy.close()
