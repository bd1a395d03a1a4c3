"""What the bench takes for DynamoDB's bill; the rules are those of its developer guide."""

from __future__ import annotations

import pytest

from bench.dynamodb_units import Index, index_units, item_bytes, read_units, write_units

BY_STATUS = Index("by_status", "listed")


def an_item(size: int = 100, **attributes: str | int) -> dict[str, str | int]:
    """Make an item of so many bytes."""
    item: dict[str, str | int] = {"pk": "REFERRAL#R-1", "sk": "REFERRAL", **attributes, "doc": ""}
    return item | {"doc": "x" * (size - item_bytes(item))}


@pytest.mark.parametrize(
    ("value", "size"),
    [("Bodø", 5), (0, 2), (7, 2), (42, 2), (100, 2), (123, 3), (1700000000, 2), (-12, 3)],
)
def test_an_attribute_is_as_large_as_its_name_and_its_value(value: str | int, size: int) -> None:
    assert item_bytes({"name": value}) == len("name") + size


@pytest.mark.parametrize(("old", "new", "units"), [(0, 1024, 1), (0, 1025, 2), (2049, 10, 3)])
def test_a_write_costs_a_unit_for_each_kilobyte_of_the_larger_item(
    old: int, new: int, units: int
) -> None:
    before = {"doc": "x" * (old - 3)} if old else None

    assert write_units(before, {"doc": "x" * (new - 3)}) == units


def test_to_delete_what_is_not_there_costs_a_unit() -> None:
    assert write_units(None, None) == 1


@pytest.mark.parametrize(
    ("old", "new", "units"),
    [
        (None, {"by_status": "new", "listed": "1"}, 1),
        ({"by_status": "new", "listed": "1"}, {"by_status": "won", "listed": "1"}, 2),
        ({"by_status": "new", "listed": "1"}, {"by_status": "new", "listed": "1"}, 0),
        ({"by_status": "new", "listed": "1"}, {}, 1),
        ({}, {"by_status": "new"}, 0),
    ],
)
def test_an_index_of_keys_costs_only_when_its_entry_comes_goes_or_moves(
    old: dict[str, str] | None, new: dict[str, str], units: int
) -> None:
    before = None if old is None else an_item(300, **old)

    assert index_units(before, an_item(900, **new), [BY_STATUS]) == units


@pytest.mark.parametrize(
    ("sizes", "units"), [([], 1), ([4096], 1), ([4097], 2), ([3000, 3000, 3000], 3)]
)
def test_a_consistent_read_costs_a_unit_for_every_4_kb_of_all_it_reads(
    sizes: list[int], units: int
) -> None:
    assert read_units(sizes, consistent=True) == units
    assert read_units(sizes, consistent=False) == units / 2
