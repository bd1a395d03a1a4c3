"""
The table in DynamoDB. Items hold only texts and whole numbers, so the wire format is written by
hand.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from secrets import token_hex
from typing import Any

from botocore.exceptions import ClientError

from referral_hub.domain.cause import Cause
from referral_hub.domain.errors import Conflict, TryAgain, Unavailable
from referral_hub.ports import INDEXES, Item, Key, Page, Write

from .clients import ask

_WIRE = Mapping[str, Mapping[str, str]]
_BATCH = 100
_PATIENCE = 6
_MARK = "mark"


class DynamoTable:
    """
    `client` is a botocore client for DynamoDB; `name` is the table's.

    Throttling and server errors are retried by botocore, briefly, and then raise `Unavailable`.
    """

    def __init__(self, client: Any, name: str) -> None:
        self._client = client
        self._name = name

    def get(self, key: Key) -> Item | None:
        answer = self._ask("get_item", Key=_key(key), ConsistentRead=True)
        return _read(answer["Item"]) if "Item" in answer else None

    def get_many(self, keys: Sequence[Key]) -> list[Item]:
        wanted = [_key(key) for key in dict.fromkeys(keys)]
        batches = (wanted[i : i + _BATCH] for i in range(0, len(wanted), _BATCH))
        return [item for batch in batches for item in self._get_batch(batch)]

    def _ask(self, operation: str, **request: Any) -> dict[str, Any]:
        return ask(self._client, operation, TableName=self._name, **request)

    def _get_batch(self, keys: list[dict[str, Any]]) -> list[Item]:
        found: list[Item] = []
        for attempt in range(_PATIENCE):
            wanted = {self._name: {"Keys": keys, "ConsistentRead": True}}
            answer = ask(self._client, "batch_get_item", RequestItems=wanted)
            found += [_read(item) for item in answer["Responses"].get(self._name, [])]
            left = answer.get("UnprocessedKeys", {}).get(self._name)
            if not left:
                return found
            keys = left["Keys"]
            time.sleep(0.05 * 2**attempt)
        raise Unavailable("dynamodb", "the table is throttled", cause=Cause.BUSY)

    def put(self, item: Item, *, version: int) -> None:
        condition, mark = _unchanged(version), token_hex(6)
        try:
            self._ask("put_item", Item=_write({**item, _MARK: mark}), **condition)
        except ClientError as error:
            if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise
            # A put that botocore repeated after a lost answer fails on its own success. The mark
            # tells it from somebody else's put of an equal item, who must not both go on.
            if self._mark(Key(item["pk"], item["sk"])) == mark:
                return
            raise Conflict(f"{item['pk']} {item['sk']} is not at version {version}") from None

    def put_all(self, writes: Sequence[Write]) -> None:
        puts = [{"Put": self._put_of(write)} for write in writes]
        try:
            # Under the token that botocore gives it, a repeated transaction is known again.
            ask(self._client, "transact_write_items", TransactItems=puts)
        except ClientError as error:
            if error.response["Error"]["Code"] != "TransactionCanceledException":
                raise
            raise _cancelled(error.response.get("CancellationReasons", ())) from None

    def _put_of(self, write: Write) -> dict[str, Any]:
        return {"TableName": self._name, "Item": _write(write.item), **_unchanged(write.version)}

    def _mark(self, key: Key) -> str:
        answer = self._ask("get_item", Key=_key(key), ConsistentRead=True)
        return str(answer.get("Item", {}).get(_MARK, {}).get("S", ""))

    def delete(self, key: Key) -> None:
        self._ask("delete_item", Key=_key(key))

    def add(self, key: Key, by: int = 1) -> int:
        answer = self._ask(
            "update_item",
            Key=_key(key),
            UpdateExpression="ADD #count :by",
            ExpressionAttributeNames={"#count": "count"},
            ExpressionAttributeValues={":by": {"N": str(by)}},
            ReturnValues="UPDATED_NEW",
        )
        return int(answer["Attributes"]["count"]["N"])

    def query(
        self,
        pk: str,
        *,
        prefix: str = "",
        index: str = "",
        limit: int = 100,
        newest_first: bool = False,
        after: Mapping[str, str] | None = None,
        below: str = "",
        above: str = "",
    ) -> Page:
        bounds = {"begins_with(#sk, :sk)": prefix, "#sk < :sk": below, "#sk > :sk": above}
        request = _question(pk, index, {test: told for test, told in bounds.items() if told})
        request |= {"Limit": limit, "ScanIndexForward": not newest_first}
        if after is not None:
            request["ExclusiveStartKey"] = _write(after)
        answer = self._ask("query", **request)
        last = answer.get("LastEvaluatedKey")
        items = tuple(_read(item) for item in answer["Items"])
        return Page(items, _read(last) if last else None)


def _question(pk: str, index: str, bounds: Mapping[str, str]) -> dict[str, Any]:
    names = {"#pk": index or "pk"}
    values = {":pk": {"S": pk}}
    condition = "#pk = :pk"
    for test, told in bounds.items():
        names["#sk"] = INDEXES[index] if index else "sk"
        values[":sk"] = {"S": told}
        condition += f" AND {test}"
    question: dict[str, Any] = {
        "KeyConditionExpression": condition,
        "ExpressionAttributeNames": names,
        "ExpressionAttributeValues": values,
    }
    # An index is read eventually consistent; DynamoDB offers nothing else.
    return question | ({"IndexName": index} if index else {"ConsistentRead": True})


def _cancelled(reasons: Iterable[Mapping[str, str]]) -> TryAgain:
    """Tell what others have written, or write now, from what the table does not take now."""
    codes = {reason.get("Code", "None") for reason in reasons} - {"None"}
    if codes & {"ConditionalCheckFailed", "TransactionConflict"}:
        return Conflict("one of several items is not at its version")
    return Unavailable("dynamodb", f"cancelled a transaction: {', '.join(sorted(codes))}")


def _unchanged(version: int) -> dict[str, Any]:
    if version == 0:
        return {"ConditionExpression": "attribute_not_exists(pk)"}
    return {
        "ConditionExpression": "#version = :version",
        "ExpressionAttributeNames": {"#version": "version"},
        "ExpressionAttributeValues": {":version": {"N": str(version)}},
    }


def _key(key: Key) -> dict[str, dict[str, str]]:
    return {"pk": {"S": key.pk}, "sk": {"S": key.sk}}


def _write(item: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    return {
        name: {"N": str(value)} if isinstance(value, int) else {"S": value}
        for name, value in item.items()
    }


def _read(wire: _WIRE) -> Item:
    return {
        name: int(value["N"]) if "N" in value else value["S"]
        for name, value in wire.items()
        if name != _MARK
    }
