"""A table that writes down what DynamoDB would bill for each call."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field

from bench.dynamodb_units import Index, index_units, item_bytes, read_units, write_units
from referral_hub import ports
from referral_hub.domain.errors import Conflict
from referral_hub.ports import Item, Key, Page, Table, Write

INDEXES = {name: Index(name, sort) for name, sort in ports.INDEXES.items()}

# Who works now; the harness's own looks at the table belong to nobody and cost nothing. A thread
# begins with nobody, so that steps of the workflow and the relay do not mix.
_step: ContextVar[str] = ContextVar("step", default="")


@dataclass(frozen=True)
class Charge:
    """One call: `size` in bytes, units of writing to the table and its indexes, and of reading."""

    step: str
    call: str
    kind: str
    size: int
    table_writes: int = 0
    index_writes: int = 0
    reads: float = 0

    @property
    def writes(self) -> int:
        return self.table_writes + self.index_writes


@dataclass
class Bill:
    """Every charge of a walk in order, and how often each function was invoked."""

    charges: list[Charge] = field(default_factory=list)
    invoked: list[str] = field(default_factory=list)

    def add(self, call: str, kind: str, size: int, **units: float) -> None:
        if step := _step.get():
            self.charges.append(Charge(step, call, kind, size, **units))  # type: ignore[arg-type]

    @contextmanager
    def invocation(self, function: str, about: str = "") -> Iterator[None]:
        """Count one invocation of a function, and charge to it what happens inside."""
        token = _step.set(f"{function} {about}".strip())
        try:
            yield
        finally:
            _step.reset(token)
        self.invoked.append(function)

    @property
    def steps(self) -> list[str]:
        return list(dict.fromkeys(charge.step for charge in self.charges))

    def of(self, step: str) -> list[Charge]:
        return [charge for charge in self.charges if charge.step == step]

    @property
    def writes(self) -> int:
        return sum(charge.writes for charge in self.charges)

    @property
    def reads(self) -> float:
        return sum(charge.reads for charge in self.charges)


class MeteredTable:
    """Does what the inner table does, and bills it as DynamoTable's calls would be billed."""

    def __init__(self, inner: Table, bill: Bill) -> None:
        self._inner = inner
        self._bill = bill

    def get(self, key: Key) -> Item | None:
        item = self._inner.get(key)
        self._read("get", _kind(item, key.pk), [item] if item else [])
        return item

    def get_many(self, keys: Sequence[Key]) -> list[Item]:
        found = self._inner.get_many(keys)
        # In a batch every item is rounded up by itself; those that are missing cost a unit too.
        for item in found:
            self._read("get_many", _kind(item, item["pk"]), [item])
        for _ in range(len(set(keys)) - len(found)):
            self._read("get_many", "missing", [])
        return found

    def put(self, item: Item, *, version: int) -> None:
        old = self._inner.get(Key(item["pk"], item["sk"]))
        kind, size = _kind(item, item["pk"]), item_bytes(item)
        units = write_units(old, item)
        try:
            self._inner.put(item, version=version)
        except Conflict:
            self._bill.add("put refused", kind, size, table_writes=units)
            # DynamoTable then looks whether the item is its own.
            self._read("get", kind, [old] if old else [])
            raise
        moved = index_units(old, item, INDEXES.values())
        self._bill.add("put", kind, size, table_writes=units, index_writes=moved)

    def put_all(self, writes: Sequence[Write]) -> None:
        """
        In a transaction each item is paid twice in the table, whether it succeeds or not (Amazon
        DynamoDB Developer Guide, "Capacity management for transactions").
        """
        items = [write.item for write in writes]
        before = [self._inner.get(Key(item["pk"], item["sk"])) for item in items]
        moved = [index_units(*pair, INDEXES.values()) for pair in zip(before, items, strict=True)]
        called = "put_all refused"
        try:
            self._inner.put_all(writes)
            called = "put_all"
        finally:
            for old, item, index_writes in zip(before, items, moved, strict=True):
                self._bill.add(
                    called,
                    _kind(item, item["pk"]),
                    item_bytes(item),
                    table_writes=2 * write_units(old, item),
                    index_writes=index_writes if called == "put_all" else 0,
                )

    def delete(self, key: Key) -> None:
        old = self._inner.get(key)
        self._inner.delete(key)
        moved = index_units(old, None, INDEXES.values())
        size = item_bytes(old or {})
        self._bill.add(
            "delete",
            _kind(old, key.pk),
            size,
            table_writes=write_units(old, None),
            index_writes=moved,
        )

    def add(self, key: Key, by: int = 1) -> int:
        count = self._inner.add(key, by)
        item: Item = {"pk": key.pk, "sk": key.sk, "count": count}
        self._bill.add("add", key.pk, item_bytes(item), table_writes=write_units(None, item))
        return count

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
        page = self._inner.query(
            pk,
            prefix=prefix,
            index=index,
            limit=limit,
            newest_first=newest_first,
            after=after,
            below=below,
            above=above,
        )
        what = index or f"{pk.partition('#')[0]} {prefix}".strip()
        self._read("query", what, page.items, consistent=not index)
        return page

    def _read(
        self, call: str, kind: str, items: Sequence[Item], *, consistent: bool = True
    ) -> None:
        sizes = [item_bytes(item) for item in items]
        self._bill.add(call, kind, sum(sizes), reads=read_units(sizes, consistent=consistent))


def _kind(item: Item | None, pk: str) -> str:
    return str((item or {}).get("kind") or pk.partition("#")[0])
