"""What somebody wants to see of the book, and in which order."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum

from pydantic import Field

from referral_hub.domain.referrals.axes import Direction, Stage
from referral_hub.domain.shapes import Frozen, Money, minor_digits
from referral_hub.domain.users import same_address

from .row import BookEntry, BookRow, BookSide
from .words import comparable, words_in

LONGEST_SEARCH = 200
# By so many characters texts are sorted; those that begin alike follow each other by number.
SORTED_BY = 48
# Enough for any amount in the smallest unit that a currency has.
_AMOUNT_DIGITS, _DECIMALS = 24, 3


class SortColumn(StrEnum):
    """What the book can be sorted by: every column of a row."""

    NUMBER = "number"
    DIRECTION = "direction"
    PARTNER_ID = "partner_id"
    PARTNER_REFERRAL_ID = "partner_referral_id"
    STATUS = "status"
    STAGE = "stage"
    WORKFLOW = "workflow"
    WORKFLOW_STAGE = "workflow_stage"
    TITLE = "title"
    COMPANY_NAME = "company_name"
    COUNTRY_CODE = "country_code"
    VALUE = "value"
    PURPOSE = "purpose"
    OWNER = "owner"
    PARTNER_MANAGER = "partner_manager"
    NOTES = "notes"
    TARGET_CLOSE_DATE = "target_close_date"
    RECEIVED_AT = "received_at"
    CHANGED_AT = "changed_at"


# What only the host is shown, finds by and sorts by.
HOST_ONLY = frozenset([SortColumn.OWNER, SortColumn.PARTNER_MANAGER])
# Moments of the hub's own are for sorting: "2026" is to find what a person wrote.
_NOT_SEARCHED = HOST_ONLY | {SortColumn.RECEIVED_AT, SortColumn.CHANGED_AT, SortColumn.VALUE}


class Place(Frozen):
    """
    Where a list goes on: after this row, by its sort key and its number; `second` tells which of
    the two rows of the number, where a list comes by both.
    """

    key: str
    number: str
    second: bool = False


class BookLook(Frozen):
    """
    What to look for: what is None or empty does not restrict. With `people`, contacts are searched.

    Every word of `text` must be in some field, as a part of a word or whole.
    """

    side: BookSide = BookSide.HOST
    partner_ids: frozenset[str] | None = None
    directions: frozenset[Direction] = frozenset()
    statuses: frozenset[str] = frozenset()
    stages: frozenset[Stage] = frozenset()
    workflow_stages: frozenset[str] = frozenset()
    purposes: frozenset[str] = frozenset()
    owners: frozenset[str] = frozenset()
    text: str = Field(default="", max_length=LONGEST_SEARCH)
    people: bool = False
    sort: SortColumn = SortColumn.RECEIVED_AT
    descending: bool = True

    @property
    def words(self) -> tuple[str, ...]:
        return words_in(self.text)

    @property
    def filters(self) -> Mapping[SortColumn, frozenset[str]]:
        """The columns that must have one of these values, as sort keys have them."""
        asked: dict[SortColumn, frozenset[str]] = {
            SortColumn.DIRECTION: frozenset(map(str, self.directions)),
            SortColumn.STATUS: self.statuses,
            SortColumn.STAGE: frozenset(map(str, self.stages)),
            SortColumn.WORKFLOW_STAGE: self.workflow_stages,
            SortColumn.PURPOSE: self.purposes,
            SortColumn.OWNER: self.owners,
        }
        return {c: frozenset(map(_key_of(c), values)) for c, values in asked.items() if values}

    def finds(self, entry: BookEntry) -> bool:
        row = entry.row_for(self.side)
        if row is None:
            return False
        if self.partner_ids is not None and row.partner_id not in self.partner_ids:
            return False
        if any(sort_key(row, column) not in keys for column, keys in self.filters.items()):
            return False
        texts = self._searched(row, entry)
        return all(any(word in text for text in texts) for word in self.words)

    def _searched(self, row: BookRow, entry: BookEntry) -> tuple[str, ...]:
        return (
            shared_text(row, entry),
            host_text(row, entry) if self.side is BookSide.HOST else "",
            people_text(entry) if self.people else "",
        )


class BookPage(Frozen):
    """
    Some rows in order; `after` is where to go on, None at the end.

    A page may be short, or empty, and have a next one: the work for one page is bounded.
    """

    rows: tuple[BookRow, ...] = ()
    after: Place | None = None


def sort_key(row: BookRow, column: SortColumn) -> str:
    """
    Make the text that a row is sorted by; a blank comes before all else.

    Amounts of different currencies do not compare: they are sorted by currency first.
    """
    told = getattr(row, column)
    return _key_of(column)(told) if told is not None else ""


def place_of(row: BookRow, column: SortColumn) -> Place:
    return Place(key=sort_key(row, column), number=row.number)


def shared_text(row: BookRow, entry: BookEntry) -> str:
    """What everybody finds the row by; fields are apart by lines, and no word has one."""
    fields = (str(getattr(row, c) or "") for c in SortColumn if c not in _NOT_SEARCHED)
    money = (row.value.amount, row.value.currency) if row.value else ()
    return _lines(*fields, *money, *entry.words)


def host_text(row: BookRow, entry: BookEntry) -> str:
    return _lines(row.owner, row.partner_manager, *entry.host_words)


def people_text(entry: BookEntry) -> str:
    return _lines(*entry.people)


def _lines(*texts: str) -> str:
    return "\n".join(filter(None, map(comparable, texts)))


def _key_of_text(told: object) -> str:
    return comparable(str(told))[:SORTED_BY]


def _key_of_value(value: Money) -> str:
    scaled = value.minor * 10 ** (_DECIMALS - minor_digits(value.currency))
    return f"{value.currency}{scaled:0{_AMOUNT_DIGITS}d}"


# Addresses are whole and exact: those of two people may begin alike, or differ by an accent.
_KEYS: Mapping[SortColumn, Callable[..., str]] = {
    SortColumn.VALUE: _key_of_value,
    SortColumn.OWNER: same_address,
    SortColumn.PARTNER_MANAGER: same_address,
}


def _key_of(column: SortColumn) -> Callable[..., str]:
    return _KEYS.get(column, _key_of_text)
