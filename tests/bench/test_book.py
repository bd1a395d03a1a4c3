"""A page of the referral book costs what it shows, and not what the book holds."""

from __future__ import annotations

import pytest

from bench import book
from bench.book import Look, Taken
from referral_hub.adapters.book.copy import BookCopy

# A tenth of what `python -m bench book` fills, which takes a minute.
_SIZE = 10_000


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> BookCopy:
    return book.fill(tmp_path_factory.mktemp("small") / "book.sqlite", 100)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> BookCopy:
    return book.fill(tmp_path_factory.mktemp("large") / "book.sqlite", _SIZE)


@pytest.mark.parametrize("name", list(book.listed()))
def test_a_list_by_any_column_costs_the_same_in_a_book_a_hundred_times_as_large(
    name: str, small: BookCopy, large: BookCopy
) -> None:
    look = book.listed()[name]

    few, many = book.take(small, look), book.take(large, look)

    assert many.rows == few.rows == 50
    assert many.steps <= 1.5 * few.steps


def test_a_page_from_the_midst_costs_what_the_first_one_does(large: BookCopy) -> None:
    look = book.searched(_SIZE)["the midst, by stage"]

    first, midst = book.take(large, Look(look.asked)), book.take(large, look)

    assert midst.steps <= 2 * first.steps


@pytest.mark.parametrize("name", list(book.searched(_SIZE)))
def test_no_search_looks_at_more_than_so_many_rows(name: str, large: BookCopy) -> None:
    taken: Taken = book.take(large, book.searched(_SIZE)[name])

    # A row that is passed by costs some twenty steps, one that is sorted a few more.
    assert taken.steps < 30 * 10_000
