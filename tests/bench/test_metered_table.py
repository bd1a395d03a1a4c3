"""The meter does what the table does, and misses nothing that DynamoDB would bill."""

from __future__ import annotations

import pytest

from bench.metered_table import Bill, MeteredTable
from referral_hub.adapters.memory import MemoryTable
from referral_hub.domain.errors import Conflict
from referral_hub.ports import Item, Key, Write

KEY = Key("REFERRAL#R-1", "REFERRAL")


@pytest.fixture
def bill() -> Bill:
    return Bill()


@pytest.fixture
def table(bill: Bill) -> MeteredTable:
    return MeteredTable(MemoryTable(), bill)


def a_referral(status: str = "pending", version: int = 1) -> Item:
    keys = {"pk": KEY.pk, "sk": KEY.sk, "kind": "REFERRAL", "version": version}
    return keys | {"by_status": status, "by_partner": "harbour", "listed": "2027"}


def test_a_new_item_is_paid_in_the_table_and_in_each_index(table: MeteredTable, bill: Bill) -> None:
    with bill.invocation("Api"):
        table.put(a_referral(), version=0)

    assert (bill.writes, bill.reads, bill.invoked) == (3, 0, ["Api"])


def test_a_new_status_moves_one_index_entry(table: MeteredTable, bill: Bill) -> None:
    table.put(a_referral(), version=0)

    with bill.invocation("Api"):
        table.put(a_referral("accepted", version=2), version=1)

    assert bill.writes == 3


def test_a_refused_write_is_paid_too_and_the_look_after_it(table: MeteredTable, bill: Bill) -> None:
    table.put(a_referral(), version=0)

    with bill.invocation("Api"), pytest.raises(Conflict):
        table.put(a_referral(), version=0)

    assert (bill.writes, bill.reads) == (1, 1)


def test_each_item_of_a_transaction_is_paid_twice_in_the_table(
    table: MeteredTable, bill: Bill
) -> None:
    with bill.invocation("Api"):
        table.put_all([Write(a_referral(), 0)])

    assert (bill.writes, [charge.call for charge in bill.charges]) == (4, ["put_all"])


def test_a_refused_transaction_is_paid_too(table: MeteredTable, bill: Bill) -> None:
    table.put(a_referral(), version=0)

    with bill.invocation("Api"), pytest.raises(Conflict):
        table.put_all([Write(a_referral(), 0)])

    assert (bill.writes, [charge.call for charge in bill.charges]) == (2, ["put_all refused"])


def test_items_of_a_batch_are_rounded_up_one_by_one(table: MeteredTable, bill: Bill) -> None:
    table.put(a_referral(), version=0)

    with bill.invocation("Api"):
        found = table.get_many([KEY, Key("REFERRAL#R-2", "REFERRAL")])

    assert (len(found), bill.reads) == (1, 2)


def test_an_index_is_read_for_half_the_price(table: MeteredTable, bill: Bill) -> None:
    table.put(a_referral(), version=0)

    with bill.invocation("Api"):
        table.query("pending", index="by_status")

    assert bill.reads == 0.5


def test_what_nobody_works_on_is_not_billed(table: MeteredTable, bill: Bill) -> None:
    table.put(a_referral(), version=0)
    table.get(KEY)
    table.delete(KEY)

    assert bill.charges == []
