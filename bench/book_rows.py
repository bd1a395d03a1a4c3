"""Referrals as a book is full of them: made up, and the same in every run."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random

from referral_hub.domain.book.row import BookEntry, BookRow
from referral_hub.domain.referrals.axes import Direction, Stage
from referral_hub.domain.referrals.purpose import Purpose
from referral_hub.domain.shapes import Money

_BEGAN = datetime(2024, 1, 1, tzinfo=UTC)
_WORDS = [
    "nordlys",
    "fjord",
    "kraft",
    "solar",
    "lamp",
    "network",
    "cloud",
    "migration",
    "data",
    "platform",
    "security",
    "retail",
    "bank",
    "energy",
    "water",
    "ship",
    "harbour",
    "food",
    "drink",
    "store",
    "hotel",
    "travel",
    "health",
    "care",
    "school",
    "city",
    "rail",
    "road",
    "air",
    "light",
]
# The words of the looks that are measured: COMMON is in one of seven rows, RARE is in a few.
COMMON, RARE, NONE, TWO_LETTERS = "lamp", "nordmann4711", "qqq", "qz"


def entries(count: int) -> Iterator[BookEntry]:
    """Of 200 partners the first has half of all, as the largest may."""
    random = Random(7)  # noqa: S311 - nobody guards anything with it
    for number in range(1, count + 1):
        row = _row(number, random)
        yield BookEntry(
            host=row,
            partner=row,
            words=(_text(random, 25),),
            people=(f"Kari Nordmann{random.randrange(20_000)}", f"k{number}@kraft.example"),
        )


def _row(number: int, random: Random) -> BookRow:
    at = _BEGAN + timedelta(minutes=number)
    return BookRow(
        number=f"R-{number:06d}",
        direction=Direction.INBOUND if number % 3 else Direction.OUTGOING,
        partner_id=f"partner-{min(int(random.paretovariate(1)), 200)}",
        partner_referral_id=f"O{random.randrange(10**8)}",
        status=random.choice(["accepted", "pending_acceptance", "rejected"]),
        stage=random.choice(list(Stage)),
        workflow="sales",
        title=_text(random, 4).title(),
        company_name=f"{_text(random, 2).title()} {random.randrange(10_000)} AS",
        country_code=random.choice(["NO", "SE", "DE", "US"]),
        value=Money(minor=random.randrange(10**8), currency=random.choice(["USD", "EUR", "NOK"])),
        purpose=random.choice(list(Purpose)),
        owner=f"user{random.randrange(40)}@host.example",
        partner_manager=f"manager{random.randrange(9)}@host.example",
        notes=_text(random, 8) if number % 4 == 0 else "",
        target_close_date=date(2026, 1, 1) + timedelta(days=random.randrange(700)),
        received_at=at,
        changed_at=at,
    )


def _text(random: Random, words: int) -> str:
    return " ".join(random.choices(_WORDS, k=words))
