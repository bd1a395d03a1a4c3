"""What every table owes the hub."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Any

import pytest

from referral_hub.domain.errors import Conflict
from referral_hub.ports import INDEXES, Item, Key, Table, Write


def an_item(sk: str = "REFERRAL", *, version: int = 1, **more: Any) -> Item:
    return {"pk": "R-1", "sk": sk, "kind": "REFERRAL", "version": version, "doc": "{}"} | more


def a_listed_item(number: str, *, status: str = "pending", partner: str = "harbour") -> Item:
    return an_item() | {
        "pk": number,
        "by_status": status,
        "by_partner": partner,
        "by_problem": "open",
        "by_change": "book",
        "changed": f"2027-03-02#{number}",
        "listed": f"2027-03-01#{number}",
    }


def walk(table: Table, pk: str, **how: Any) -> Iterator[Item]:
    """Read page after page."""
    after = None
    while True:
        page = table.query(pk, after=after, **how)
        yield from page.items
        if page.after is None:
            return
        after = page.after


def sort_keys(items: Iterator[Item] | tuple[Item, ...]) -> list[str]:
    return [item["sk"] for item in items]


class TableContract(ABC):
    @abstractmethod
    @pytest.fixture
    def table(self) -> Table: ...

    def test_an_item_is_read_as_it_was_written(self, table: Table) -> None:
        item = an_item(doc='{"title": "Łamp \u2603 \U0001f4a1"}', run=0, empty="")

        table.put(item, version=0)

        assert table.get(Key("R-1", "REFERRAL")) == item

    def test_what_is_not_there_is_none(self, table: Table) -> None:
        assert table.get(Key("R-1", "REFERRAL")) is None

    def test_changing_what_was_read_or_written_changes_nothing_stored(self, table: Table) -> None:
        written = an_item()
        table.put(written, version=0)

        written["doc"] = "scribbled"
        table.get(Key("R-1", "REFERRAL"))["doc"] = "scribbled"

        assert table.get(Key("R-1", "REFERRAL")) == an_item()

    def test_an_item_is_created_once(self, table: Table) -> None:
        table.put(an_item(), version=0)

        with pytest.raises(Conflict):
            table.put(an_item(doc="{1}"), version=0)
        assert table.get(Key("R-1", "REFERRAL")) == an_item()

    def test_an_equal_item_written_by_somebody_else_is_a_conflict_all_the_same(
        self, table: Table
    ) -> None:
        table.put(an_item(), version=0)

        with pytest.raises(Conflict):
            table.put(an_item(), version=0)

    def test_an_item_is_replaced_whole_under_the_version_that_was_read(self, table: Table) -> None:
        table.put(an_item(run=1), version=0)

        table.put(an_item(version=2), version=1)

        assert table.get(Key("R-1", "REFERRAL")) == an_item(version=2)

    def test_several_items_are_put_together(self, table: Table) -> None:
        table.put(an_item("A"), version=0)

        table.put_all([Write(an_item("A", version=2), 1), Write(an_item("B"), 0)])

        assert sort_keys(walk(table, "R-1")) == ["A", "B"]
        assert table.get(Key("R-1", "A")) == an_item("A", version=2)

    @pytest.mark.parametrize("moved_on", [0, 2])
    def test_of_several_items_none_is_put_where_one_moved_on(
        self, table: Table, moved_on: int
    ) -> None:
        table.put(an_item("A"), version=0)

        with pytest.raises(Conflict):
            table.put_all([Write(an_item("B"), 0), Write(an_item("A", version=3), moved_on)])

        assert table.get(Key("R-1", "B")) is None
        assert table.get(Key("R-1", "A")) == an_item("A")

    def test_what_was_put_together_is_put_again_under_its_version(self, table: Table) -> None:
        table.put_all([Write(an_item("A"), 0), Write(an_item("B"), 0)])

        table.put(an_item("A", version=2), version=1)

        assert table.get(Key("R-1", "A")) == an_item("A", version=2)

    def test_an_item_that_moved_on_is_not_replaced(self, table: Table) -> None:
        table.put(an_item(), version=0)
        table.put(an_item(version=2, doc="theirs"), version=1)

        with pytest.raises(Conflict):
            table.put(an_item(version=2, doc="ours"), version=1)
        assert table.get(Key("R-1", "REFERRAL"))["doc"] == "theirs"

    def test_an_item_that_was_deleted_is_not_replaced(self, table: Table) -> None:
        table.put(an_item(), version=0)
        table.delete(Key("R-1", "REFERRAL"))

        with pytest.raises(Conflict):
            table.put(an_item(version=2), version=1)

    def test_deleting_twice_is_deleting_once(self, table: Table) -> None:
        table.put(an_item(), version=0)

        table.delete(Key("R-1", "REFERRAL"))
        table.delete(Key("R-1", "REFERRAL"))

        assert table.get(Key("R-1", "REFERRAL")) is None

    def test_a_deleted_key_is_free_again(self, table: Table) -> None:
        table.put(an_item(), version=0)
        table.delete(Key("R-1", "REFERRAL"))

        table.put(an_item(doc="new"), version=0)

        assert table.get(Key("R-1", "REFERRAL"))["doc"] == "new"

    def test_a_counter_counts(self, table: Table) -> None:
        counter = Key("COUNTER", "REFERRAL")

        assert [table.add(counter), table.add(counter), table.add(counter, by=5)] == [1, 2, 7]

    def test_counters_count_apart(self, table: Table) -> None:
        table.add(Key("COUNTER", "REFERRAL"))

        assert table.add(Key("COUNTER", "REWARD")) == 1

    def test_a_counter_is_not_overwritten_by_an_item(self, table: Table) -> None:
        table.add(Key("R-1", "REFERRAL"))

        with pytest.raises(Conflict):
            table.put(an_item(), version=0)

    def test_many_items_are_read_at_once_and_the_missing_left_out(self, table: Table) -> None:
        table.put(an_item("a"), version=0)
        table.put(an_item("b"), version=0)

        found = table.get_many([Key("R-1", sk) for sk in ("a", "missing", "b", "a")])

        assert sorted(item["sk"] for item in found) == ["a", "b"]

    def test_no_keys_are_no_items(self, table: Table) -> None:
        assert table.get_many([]) == []

    def test_more_keys_than_fit_into_one_call_are_read_all_the_same(self, table: Table) -> None:
        names = [f"{number:03d}" for number in range(130)]
        for name in names:
            table.put(an_item(name), version=0)

        found = table.get_many([Key("R-1", name) for name in names])

        assert sorted(item["sk"] for item in found) == names

    def test_a_partition_is_read_in_the_order_of_its_keys(self, table: Table) -> None:
        for sk in ("TIMELINE#1", "CONTACT#b", "REFERRAL", "CONTACT#a"):
            table.put(an_item(sk, listed=f"9{sk}"), version=0)
        ordered = ["CONTACT#a", "CONTACT#b", "REFERRAL", "TIMELINE#1"]

        assert sort_keys(table.query("R-1").items) == ordered
        assert sort_keys(table.query("R-1", newest_first=True).items) == ordered[::-1]

    def test_a_listed_item_does_not_change_the_order_of_its_own_partition(
        self, table: Table
    ) -> None:
        table.put(an_item("b", listed="1"), version=0)
        table.put(an_item("a", listed="2"), version=0)
        table.put(an_item("c"), version=0)

        assert sort_keys(table.query("R-1").items) == ["a", "b", "c"]

    def test_another_partition_is_not_read(self, table: Table) -> None:
        table.put(an_item() | {"pk": "R-11"}, version=0)

        assert table.query("R-1").items == ()

    def test_a_prefix_restricts_a_query(self, table: Table) -> None:
        for sk in ("CONTACT#a", "CONTACT", "CONTACTS", "REFERRAL"):
            table.put(an_item(sk), version=0)

        assert sort_keys(table.query("R-1", prefix="CONTACT#").items) == ["CONTACT#a"]

    def test_a_bound_leaves_out_itself_and_what_sorts_after_it(self, table: Table) -> None:
        for sk in "abc":
            table.put(an_item(sk), version=0)

        assert sort_keys(table.query("R-1", below="b").items) == ["a"]

    @pytest.mark.parametrize("limit", [1, 2, 3, 5, 6])
    def test_pages_together_are_the_partition(self, table: Table, limit: int) -> None:
        for sk in "abcde":
            table.put(an_item(sk), version=0)

        assert sort_keys(walk(table, "R-1", limit=limit)) == list("abcde")
        assert sort_keys(walk(table, "R-1", limit=limit, newest_first=True)) == list("edcba")

    def test_a_page_has_no_more_than_its_limit(self, table: Table) -> None:
        for sk in "abc":
            table.put(an_item(sk), version=0)

        assert sort_keys(table.query("R-1", limit=2).items) == ["a", "b"]

    def test_the_last_page_says_that_it_is_the_last(self, table: Table) -> None:
        table.put(an_item(), version=0)

        assert table.query("R-1", limit=10).after is None

    @pytest.mark.parametrize("index", list(INDEXES))
    def test_an_index_lists_keys_newest_first(self, table: Table, index: str) -> None:
        for number in ("R-2", "R-1", "R-3"):
            table.put(a_listed_item(number), version=0)
        partition = a_listed_item("R-1")[index]

        page = table.query(partition, index=index, newest_first=True)

        assert [item["pk"] for item in page.items] == ["R-3", "R-2", "R-1"]
        assert set(page.items[0]) == {"pk", "sk", INDEXES[index], index}

    def test_an_index_is_walked_page_by_page(self, table: Table) -> None:
        for number in ("R-1", "R-2", "R-3", "R-4", "R-5"):
            table.put(a_listed_item(number), version=0)

        walked = walk(table, "pending", index="by_status", limit=2, newest_first=True)

        assert [item["pk"] for item in walked] == ["R-5", "R-4", "R-3", "R-2", "R-1"]

    def test_an_index_is_read_below_a_bound(self, table: Table) -> None:
        for number in ("R-1", "R-2", "R-3"):
            table.put(a_listed_item(number), version=0)

        page = table.query("pending", index="by_status", below="2027-03-01#R-3", newest_first=True)

        assert [item["pk"] for item in page.items] == ["R-2", "R-1"]

    def test_an_index_is_read_above_a_bound(self, table: Table) -> None:
        for number in ("R-1", "R-2", "R-3"):
            table.put(a_listed_item(number), version=0)

        page = table.query("book", index="by_change", above="2027-03-02#R-1")

        assert [item["pk"] for item in page.items] == ["R-2", "R-3"]

    def test_an_item_that_changes_moves_in_the_index(self, table: Table) -> None:
        table.put(a_listed_item("R-1"), version=0)

        table.put(a_listed_item("R-1", status="accepted") | {"version": 2}, version=1)

        assert table.query("pending", index="by_status").items == ()
        assert len(table.query("accepted", index="by_status").items) == 1

    def test_what_is_not_listed_is_in_no_index(self, table: Table) -> None:
        table.put(an_item(by_status="pending"), version=0)

        assert table.query("pending", index="by_status").items == ()
