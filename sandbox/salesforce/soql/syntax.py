"""What a query says, once it is read."""

from dataclasses import dataclass
from datetime import date, datetime

Value = str | float | bool | date | datetime | None


@dataclass(frozen=True)
class Path:
    """A field, or a field of a parent: `Name`, `Account.Name`. `at` is its place in the text."""

    steps: tuple[str, ...]
    at: int = 0

    def __str__(self) -> str:
        return ".".join(self.steps)


@dataclass(frozen=True)
class Comparison:
    """`operator` is one of = != < > <= >= like in, `not in`; the last two have several values."""

    path: Path
    operator: str
    values: tuple[Value, ...]


@dataclass(frozen=True)
class Junction:
    """`and`, `or` over conditions; `not` over one."""

    word: str
    conditions: tuple["Condition", ...]


Condition = Comparison | Junction


@dataclass(frozen=True)
class Order:
    path: Path
    descending: bool = False
    nulls_last: bool = False


@dataclass(frozen=True)
class Query:
    """A whole query; `counts` is `SELECT COUNT()`, which has no fields."""

    sobject: str
    fields: tuple[Path, ...] = ()
    counts: bool = False
    where: Condition | None = None
    order: tuple[Order, ...] = ()
    limit: int | None = None
    offset: int = 0
