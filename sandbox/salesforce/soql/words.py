"""
Cut a query into words.

Escapes and literals: SOQL and SOSL Reference, "Quoted String Escape Sequences" and "Date Formats
and Date Literals in WHERE".
"""

import re
from dataclasses import dataclass
from datetime import date

from sandbox.salesforce.errors import SalesforceError, refusal
from sandbox.salesforce.metadata.values import instant
from sandbox.salesforce.soql.syntax import Value

_WORD = re.compile(
    r"""
    (?P<space>\s+)
  | (?P<moment>\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:?\d\d))
  | (?P<day>\d{4}-\d\d-\d\d)
  | (?P<number>[+-]?\d+(?:\.\d+)?)
  | (?P<name>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*)
  | (?P<text>'(?:[^'\\]|\\.)*')
  | (?P<sign><=|>=|!=|<>|[=<>(),])
    """,
    re.VERBOSE | re.DOTALL,
)
_ESCAPED = {
    "n": "\n",
    "r": "\r",
    "t": "\t",
    "b": "\b",
    "f": "\f",
    "\\": "\\",
    "'": "'",
    '"': '"',
}
# Escapes that only LIKE knows keep their backslash until then.
_LEFT_TO_LIKE = "%_"


@dataclass(frozen=True)
class Word:
    """`kind` is space, moment, day, number, name, text or sign; `end` closes every query."""

    kind: str
    text: str
    at: int

    @property
    def small(self) -> str:
        return self.text.lower()


def words_of(query: str) -> list[Word]:
    """
    Return the words of a query and an end.

    Raises:
        SalesforceError: MALFORMED_QUERY, a character or an open quotation that fits nowhere.
    """
    words, place = [], 0
    while place < len(query):
        match = _WORD.match(query, place)
        if match is None:
            raise malformed(f"unexpected token: '{query[place]}'", query, place)
        if match.lastgroup != "space":
            words.append(Word(str(match.lastgroup), match.group(), place))
        place = match.end()
    return [*words, Word("end", "<EOF>", place)]


def value_of(word: Word, query: str) -> Value:
    """
    Return the value that a literal stands for.

    Raises:
        SalesforceError: MALFORMED_QUERY, it is no literal.
    """
    if word.kind == "text":
        return _unquoted(word, query)
    if word.kind == "number":
        return float(word.text)
    try:
        if word.kind == "moment":
            return instant(word.text)
        if word.kind == "day":
            return date.fromisoformat(word.text)
    except ValueError as error:
        raise malformed(f"unexpected token: '{word.text}'", query, word.at) from error
    if word.small in _CONSTANTS:
        return _CONSTANTS[word.small]
    raise malformed(f"unexpected token: '{word.text}'", query, word.at)


_CONSTANTS: dict[str, Value] = {"null": None, "true": True, "false": False}


def _unquoted(word: Word, query: str) -> str:
    def plain(match: re.Match[str]) -> str:
        letter = match.group(1)
        if letter in _LEFT_TO_LIKE:
            return match.group()
        if letter not in _ESCAPED:
            raise malformed(f"Illegal string literal {word.text}", query, word.at)
        return _ESCAPED[letter]

    return re.sub(r"\\(.)", plain, word.text[1:-1], flags=re.DOTALL)


def malformed(message: str, query: str, at: int) -> SalesforceError:
    """Return MALFORMED_QUERY with the place, as the platform shows it."""
    row = query.count("\n", 0, at) + 1
    column = at - query.rfind("\n", 0, at)
    place = f"\n{query}\n{' ' * (column - 1)}^\nERROR at Row:{row}:Column:{column}"
    return refusal("MALFORMED_QUERY", f"{place}\n{message}")
