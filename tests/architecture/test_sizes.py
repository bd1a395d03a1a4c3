"""Short functions and short files, as CONTRIBUTING asks."""

from __future__ import annotations

from statistics import median, quantiles

from tests.architecture.code import ROOTS, functions, place, sources


def test_no_file_is_longer_than_three_hundred_lines() -> None:
    lengths = {place(p): len(p.read_text().splitlines()) for p in sources(*ROOTS, "tests")}
    generated = {name for name in lengths if name.endswith("_snapshot.py")}

    too_long = {n: count for n, count in lengths.items() if count > 300 and n not in generated}

    assert too_long == {}


def test_the_median_function_has_at_most_eight_lines() -> None:
    lengths = [function.lines for function in functions(*ROOTS)]

    assert median(lengths) <= 8


def test_nine_functions_of_ten_have_at_most_twenty_five_lines() -> None:
    lengths = [function.lines for function in functions(*ROOTS)]

    assert quantiles(lengths, n=10)[-1] <= 25


def test_no_function_does_more_than_thirty_lines_of_work() -> None:
    working = functions(*(root for root in ROOTS if root != "infra"))

    assert [function.where for function in working if function.body > 30] == []


def test_no_construct_declares_more_than_fifty_lines_at_once() -> None:
    assert [function.where for function in functions("infra") if function.body > 50] == []


def test_an_entry_point_translates_in_at_most_fifteen_lines() -> None:
    handles = [f for f in functions("functions") if f.where.endswith("::handle")]

    assert handles
    assert [handle.where for handle in handles if handle.body > 15] == []
