"""
What a page of the referral book takes, in books of very different sizes.

Counted are steps of SQLite's machine, which repeat, and CPU time, which is what was promised: of
five looks the fastest.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bench import book_rows
from bench.anchors import BOOK_MS, BOOK_RATIO
from bench.report import Target, table
from referral_hub.adapters.book.copy import BookCopy
from referral_hub.domain.book.look import BookLook, Place, SortColumn
from referral_hub.domain.book.row import BookSide
from referral_hub.domain.referrals.axes import Stage

_SMALL, _LARGE, _LARGEST = 100, 100_000, 1_000_000
_LIMIT = 50
_LOOKS = 5
# How many steps of its machine SQLite takes between two counts.
_STEPS = 100


@dataclass(frozen=True)
class Look:
    """A page that somebody asks for, perhaps from the midst of the book."""

    asked: BookLook
    after: Place | None = None


@dataclass(frozen=True)
class Taken:
    steps: int
    milliseconds: float
    rows: int


def measure(folder: Path, *sizes: int) -> list[Target]:
    """Fill books of 100 and of 100,000, look, print, and return the targets."""
    small, *larger = [_measured(folder, size) for size in (_SMALL, *(sizes or (_LARGE,)))]
    targets: list[Target] = []
    for size, taken in zip(sizes or (_LARGE,), larger, strict=True):
        _print(size, small, taken)
        worst = max(each.milliseconds for each in taken.values())
        targets.append(
            Target(f"milliseconds of CPU for the dearest page of {size:,}", worst, BOOK_MS[size])
        )
        ratio = max(taken[name].steps / small[name].steps for name in listed())
        targets.append(Target(f"the dearest list of {size:,}, of one of 100", ratio, BOOK_RATIO))
    return targets


def measure_a_million(folder: Path) -> list[Target]:
    """The same with a million, which takes some minutes to fill."""
    return measure(folder, _LARGEST)


def listed() -> dict[str, Look]:
    """Pages without a search, by what they are called: by each column, both ways."""
    ways = {"down": True, "up": False}
    return {
        f"by {column}, {way}": Look(BookLook(sort=column, descending=descending))
        for column in SortColumn
        for way, descending in ways.items()
    }


def searched(size: int) -> dict[str, Look]:
    """Pages that look for something, and those from the midst of the book."""
    midst = Place(key=Stage.NEW, number=f"R-{size // 2:06d}")
    asked = {
        "one number": BookLook(text=f"R-{size // 2:06d}"),
        "a common word": BookLook(text=book_rows.COMMON),
        "four common words": BookLook(text="lamp solar network bank"),
        "a rare person": BookLook(text=book_rows.RARE, people=True),
        "no such word": BookLook(text=book_rows.NONE),
        "two letters": BookLook(text=book_rows.TWO_LETTERS),
        "200 wildcards": BookLook(text="%*" * 100),
        "an owner's sales that were won": BookLook(
            stages=frozenset([Stage.WON]), owners=frozenset(["user3@host.example"])
        ),
        "a common word, of one partner": BookLook(
            text=book_rows.COMMON, partner_ids=frozenset(["partner-7"]), side=BookSide.PARTNER
        ),
        "five partners, by title": BookLook(
            partner_ids=frozenset(f"partner-{n}" for n in range(1, 6)), sort=SortColumn.TITLE
        ),
    }
    deep = Look(BookLook(sort=SortColumn.STAGE, descending=False), midst)
    return {name: Look(look) for name, look in asked.items()} | {"the midst, by stage": deep}


def fill(path: Path, size: int) -> BookCopy:
    copy = BookCopy(path)
    with copy.at_once():
        copy.keep(book_rows.entries(size))
    copy.sort()
    copy.merge()
    return copy


def take(copy: BookCopy, look: Look) -> Taken:
    """Ask for the page, and count."""
    steps, spent, rows = 0, [], 0

    def count() -> bool:
        nonlocal steps
        steps += _STEPS
        return False

    for _ in range(_LOOKS):
        began = time.process_time()
        rows = len(copy.page(look.asked, limit=_LIMIT, after=look.after).rows)
        spent.append(time.process_time() - began)
    copy.connection.set_progress_handler(count, _STEPS)
    copy.page(look.asked, limit=_LIMIT, after=look.after)
    copy.connection.set_progress_handler(None)
    return Taken(steps, min(spent) * 1000, rows)


def _measured(folder: Path, size: int) -> Mapping[str, Taken]:
    copy = fill(folder / f"book-{size}.sqlite", size)
    looks = listed() | searched(size)
    taken = {name: take(copy, look) for name, look in looks.items()}
    copy.close()
    return taken


def _print(size: int, small: Mapping[str, Taken], large: Mapping[str, Taken]) -> None:
    lists = listed()
    dearest = max(lists, key=lambda name: large[name].steps)
    shown = [dearest, *(name for name in large if name not in lists)]
    table(
        f"A page of {_LIMIT}, of a book of 100 and one of {size:,}",
        ("", "steps", "steps", "ms", "rows"),
        [
            [name, small[name].steps, large[name].steps, large[name].milliseconds, large[name].rows]
            for name in shown
        ],
    )
