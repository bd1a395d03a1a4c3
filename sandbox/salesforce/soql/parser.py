"""
Read a query: the part of SOQL that connectors speak.

SOQL and SOSL Reference, "SOQL SELECT Syntax". Not here: subqueries, aggregates but `COUNT()`, GROUP
BY, TYPEOF, date literals like TODAY, INCLUDES; they are refused as malformed.
"""

from sandbox.salesforce.errors import SalesforceError
from sandbox.salesforce.soql.syntax import (
    Comparison,
    Condition,
    Junction,
    Order,
    Path,
    Query,
    Value,
)
from sandbox.salesforce.soql.words import Word, malformed, value_of, words_of

_COMPARED = {"=": "=", "!=": "!=", "<>": "!=", "<": "<", ">": ">", "<=": "<=", ">=": ">="}


def parse(text: str) -> Query:
    """
    Read a whole query.

    Raises:
        SalesforceError: MALFORMED_QUERY.
    """
    return _Parser(text).query()


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._words = words_of(text)
        self._next = 0

    def query(self) -> Query:
        self._expect("select")
        counts = self._takes("count")
        fields = () if counts else self._paths()
        if counts:
            self._expect("(")
            self._expect(")")
        self._expect("from")
        sobject = self._name().text
        where = self._any_of() if self._takes("where") else None
        order = self._orders() if self._takes("order") else ()
        limit = self._count() if self._takes("limit") else None
        offset = self._count() if self._takes("offset") else 0
        if self._peek.kind != "end":
            raise self._unexpected()
        return Query(sobject, fields, counts, where, order, limit, offset)

    @property
    def _peek(self) -> Word:
        return self._words[self._next]

    def _take(self) -> Word:
        word = self._peek
        self._next += 1
        return word

    def _takes(self, *words: str) -> bool:
        if self._peek.kind in ("name", "sign") and self._peek.small in words:
            self._next += 1
            return True
        return False

    def _expect(self, word: str) -> None:
        if not self._takes(word):
            raise self._unexpected()

    def _unexpected(self) -> SalesforceError:
        return malformed(f"unexpected token: '{self._peek.text}'", self._text, self._peek.at)

    def _name(self) -> Word:
        if self._peek.kind != "name":
            raise self._unexpected()
        return self._take()

    def _path(self) -> Path:
        word = self._name()
        return Path(tuple(word.text.split(".")), word.at)

    def _paths(self) -> tuple[Path, ...]:
        paths = [self._path()]
        while self._takes(","):
            paths.append(self._path())
        return tuple(paths)

    def _any_of(self) -> Condition:
        """Read conditions joined by one word: AND and OR mix only between parentheses."""
        conditions = [self._condition()]
        word = self._peek.small
        while word in ("and", "or") and self._takes(word):
            conditions.append(self._condition())
        if self._peek.small in ("and", "or"):
            raise self._unexpected()
        return conditions[0] if len(conditions) == 1 else Junction(word, tuple(conditions))

    def _condition(self) -> Condition:
        if self._takes("not"):
            return Junction("not", (self._condition(),))
        if self._takes("("):
            inner = self._any_of()
            self._expect(")")
            return inner
        return self._comparison()

    def _comparison(self) -> Comparison:
        path = self._path()
        if self._takes("like"):
            return Comparison(path, "like", (value_of(self._take(), self._text),))
        if self._takes("not"):
            self._expect("in")
            return Comparison(path, "not in", self._listed())
        if self._takes("in"):
            return Comparison(path, "in", self._listed())
        if self._peek.text not in _COMPARED:
            raise self._unexpected()
        operator = _COMPARED[self._take().text]
        return Comparison(path, operator, (value_of(self._take(), self._text),))

    def _listed(self) -> tuple[Value, ...]:
        self._expect("(")
        values = [value_of(self._take(), self._text)]
        while self._takes(","):
            values.append(value_of(self._take(), self._text))
        self._expect(")")
        return tuple(values)

    def _orders(self) -> tuple[Order, ...]:
        self._expect("by")
        orders = [self._order()]
        while self._takes(","):
            orders.append(self._order())
        return tuple(orders)

    def _order(self) -> Order:
        path = self._path()
        descending = self._takes("desc")
        if not descending:
            self._takes("asc")
        if not self._takes("nulls"):
            return Order(path, descending)
        last = self._takes("last")
        if not last:
            self._expect("first")
        return Order(path, descending, last)

    def _count(self) -> int:
        if not self._peek.text.isdecimal():
            raise self._unexpected()
        return int(self._take().text)
