"""The table in memory and the table in DynamoDB keep one contract, and agree in everything."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from moto import mock_aws

from referral_hub.adapters.dynamodb import DynamoTable
from referral_hub.adapters.memory import MemoryTable
from referral_hub.domain.errors import Conflict
from referral_hub.ports import Item, Key, Table
from tests.adapters.conftest import create_table
from tests.contracts.table import TableContract, an_item, walk


class TestMemoryTable(TableContract):
    @pytest.fixture
    def table(self) -> MemoryTable:
        return MemoryTable()


class TestDynamoTable(TableContract):
    @pytest.fixture
    def table(self, dynamo_table: DynamoTable) -> DynamoTable:
        return dynamo_table


class ForgetfulWire:
    """A client whose put arrives, while its answer gets lost; so botocore sends it again."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self.exceptions = client.exceptions

    def __getattr__(self, name: str) -> Any:
        return getattr(self._client, name)

    def put_item(self, **request: Any) -> Any:
        self._client.put_item(**request)
        return self._client.put_item(**request)


def test_a_put_that_is_sent_again_after_a_lost_answer_is_no_conflict(
    dynamo_table: DynamoTable,
) -> None:
    forgetful = DynamoTable(ForgetfulWire(dynamo_table._client), "hub")

    forgetful.put(an_item(), version=0)

    assert dynamo_table.get(Key("R-1", "REFERRAL")) == an_item()


SORT_KEYS = st.sampled_from(list("aäz\U0001f4a1"))
PLACES = st.builds(Key, pk=st.sampled_from(["R-1", "R-2"]), sk=SORT_KEYS)
CHANGES = st.one_of(
    st.tuples(st.just("put"), PLACES, st.integers(0, 2), st.sampled_from(["open", "closed", ""])),
    st.tuples(st.just("delete"), PLACES, st.just(0), st.just("")),
    st.tuples(st.just("add"), PLACES, st.integers(1, 3), st.just("")),
)
QUESTIONS = st.fixed_dictionaries(
    {"limit": st.integers(1, 4), "newest_first": st.booleans()},
    optional={"below": st.sampled_from(["b", "ä", "~", "\U0001f4a1"])},
)


def change(table: Table, what: str, place: Key, number: int, status: str) -> str:
    """Change a table, and tell in a word what came of it."""
    if what == "delete":
        table.delete(place)
        return "deleted"
    if what == "add":
        return str(table.add(place, by=number))
    listing = {"by_status": status, "by_partner": "harbour", "listed": f"{place.sk}{place.pk}"}
    item = {"pk": place.pk, "sk": place.sk, "version": number + 1, "doc": "{}"}
    try:
        table.put(item | (listing if status else {}), version=number)
    except Conflict:
        return "conflict"
    return "put"


def everything(table: Table, question: dict[str, Any]) -> list[list[Item]]:
    partitions = [("R-1", ""), ("R-2", ""), ("open", "by_status"), ("harbour", "by_partner")]
    return [list(walk(table, pk, index=index, **question)) for pk, index in partitions]


@settings(max_examples=40)
@given(changes=st.lists(CHANGES, max_size=14), question=QUESTIONS)
def test_whatever_is_done_to_them_both_tables_answer_alike(
    changes: list[tuple[str, Key, int, str]], question: dict[str, Any]
) -> None:
    memory = MemoryTable()
    with mock_aws():
        dynamo = create_table()

        in_memory = [change(memory, *told) for told in changes]
        in_dynamo = [change(dynamo, *told) for told in changes]

        assert in_memory == in_dynamo
        assert everything(memory, question) == everything(dynamo, question)


def test_a_page_mark_survives_a_trip_through_json(dynamo_table: DynamoTable) -> None:
    for sk in "abc":
        dynamo_table.put(an_item(sk), version=0)
    first = dynamo_table.query("R-1", limit=1)

    mark = json.loads(json.dumps(dict(first.after)))

    assert [item["sk"] for item in dynamo_table.query("R-1", after=mark).items] == ["b", "c"]
