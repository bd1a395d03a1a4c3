"""
The part of OData that lists of referrals take: `$filter`, `$orderby`, `$select`.

Sources: Microsoft Learn, "Get the list of leads and opportunities" (members of a referral, joined
with `and`; ordering by the dates of creation and update); OData 4.01 URL Conventions, 5.1.1.
"""

import operator
import re
from collections.abc import Callable, Mapping
from typing import Any

from sandbox.partner_center.errors import ApiError, invalid
from sandbox.partner_center.referrals.shape import REFERRAL, is_path
from sandbox.partner_center.timestamps import ticks

Document = Mapping[str, Any]
Test = Callable[[Document], bool]

_TOKEN = re.compile(
    r"\s*(?:(?P<text>'(?:[^']|'')*')|(?P<date>\d{4}-\d\d-\d\d[T\d:.Z+-]*)|(?P<number>-?\d[\d.]*)"
    r"|(?P<name>[A-Za-z@_][\w@./]*)|(?P<bracket>[()]))"
)
_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "gt": operator.gt,
    "ge": operator.ge,
    "lt": operator.lt,
    "le": operator.le,
}
_WORDS = {"true": True, "false": False, "null": None}
_ORDERS = ("createdDateTime", "updatedDateTime")


def read_filter(text: str) -> Test:
    """
    Read a `$filter`.

    Raises:
        ApiError: it cannot be read, or names what a referral does not have.
    """
    parser = _Parser(_tokens(text))
    test = parser.either()
    if parser.tokens:
        raise _unreadable(parser.tokens[0][1])
    return test


def read_order(text: str) -> tuple[str, bool]:
    """
    Read an `$orderby`; return the member and whether the latest come first.

    Raises:
        ApiError: neither of the two dates.
    """
    name, _, direction = text.strip().partition(" ")
    if name not in _ORDERS or direction.strip() not in ("", "asc", "desc"):
        raise invalid(f"Cannot order by '{text}'.", "$orderby")
    return name, direction.strip() == "desc"


def read_select(text: str) -> list[str]:
    """
    Read a `$select` of whole members.

    Raises:
        ApiError: a referral has no such member.
    """
    names = [name.strip() for name in text.split(",")]
    for name in names:
        if name not in REFERRAL and name != "links":
            raise invalid(f"A referral has no '{name}'.", "$select")
    return names


class _Parser:
    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.tokens = tokens

    def either(self) -> Test:
        test = self._both()
        while self._takes("or"):
            test = _joined(any, test, self._both())
        return test

    def _both(self) -> Test:
        test = self._one()
        while self._takes("and"):
            test = _joined(all, test, self._one())
        return test

    def _one(self) -> Test:
        if self._takes("not"):
            test = self._one()
            return lambda document: not test(document)
        if self._takes("("):
            test = self.either()
            if not self._takes(")"):
                raise _unreadable("(")
            return test
        return self._comparison()

    def _comparison(self) -> Test:
        (kind, path), (_, word), literal = self._next(), self._next(), self._next()
        if kind != "name" or not is_path(path):
            raise invalid(f"A referral has no '{path}' to filter by.", "$filter")
        if word not in _COMPARE:
            raise _unreadable(word)
        return _comparison(path, _COMPARE[word], literal)

    def _takes(self, word: str) -> bool:
        if self.tokens and self.tokens[0][1] == word:
            self.tokens.pop(0)
            return True
        return False

    def _next(self) -> tuple[str, str]:
        if not self.tokens:
            raise _unreadable("the end")
        return self.tokens.pop(0)


def _joined(how: Callable[[list[bool]], bool], left: Test, right: Test) -> Test:
    return lambda document: how([left(document), right(document)])


def _comparison(path: str, compare: Callable[[Any, Any], bool], literal: tuple[str, str]) -> Test:
    wanted = _value(*literal)

    def test(document: Document) -> bool:
        held = _held(document, path, is_date=literal[0] == "date")
        if held is None or wanted is None:
            return compare in (operator.eq, operator.ne) and compare(held, wanted)
        try:
            return compare(held, wanted)
        except TypeError:
            return False

    return test


def _held(document: Document, path: str, *, is_date: bool) -> Any:
    held: Any = document
    for name in path.split("/"):
        held = held.get(name) if isinstance(held, Mapping) else None
    return ticks(held) if is_date and isinstance(held, str) else held


def _value(kind: str, text: str) -> Any:
    if kind == "text":
        return text[1:-1].replace("''", "'")
    if kind == "number":
        return float(text)
    if kind == "name" and text in _WORDS:
        return _WORDS[text]
    try:
        return ticks(text)
    except ValueError as error:
        raise _unreadable(text) from error


def _tokens(text: str) -> list[tuple[str, str]]:
    tokens, at = [], 0
    while text[at:].strip():
        found = _TOKEN.match(text, at)
        if found is None or found.lastgroup is None:
            raise _unreadable(text[at:])
        tokens.append((found.lastgroup, found[found.lastgroup]))
        at = found.end()
    return tokens


def _unreadable(text: str) -> ApiError:
    return invalid(f"The filter cannot be read at '{text[:40]}'.", "$filter")
