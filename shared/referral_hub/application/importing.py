"""Many referrals of one partner at once, from a file: what can be filed is, the rest is named."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from enum import StrEnum

from referral_hub.domain.contacts.contact import ContactInfo, TooManyContacts
from referral_hub.domain.errors import TryAgain
from referral_hub.domain.referrals.invitation import Invitation
from referral_hub.domain.referrals.purpose import ClientHasAgreed
from referral_hub.domain.referrals.referral import Referral
from referral_hub.records.contacts import Contacts
from referral_hub.records.referrals import (
    AlreadyOver,
    ReceivedDifferently,
    Referrals,
    must_lie_ahead,
    referral_of,
    repeated,
)

from .sharing import share

# Filing is waiting for the table, five times a row, or seven with people in it; botocore keeps ten
# connections.
_SIDE_BY_SIDE = 8


class RowOutcome(StrEnum):
    CREATED = "created"
    REPEATED = "repeated"
    REFUSED = "refused"
    LEFT = "left"


@dataclass(frozen=True)
class ImportRow:
    """A row that can be read, from the line on which it begins."""

    line: int
    invitation: Invitation
    people: tuple[ContactInfo, ...] = ()


@dataclass(frozen=True)
class ImportedRow:
    """What became of a row; `wrong` names the fields for which it was refused."""

    line: int
    outcome: RowOutcome
    number: str = ""
    partner_referral_id: str = ""
    wrong: Mapping[str, str] = field(default_factory=dict)


Rows = Sequence[ImportRow]


def import_rows(
    *, rows: Rows, in_time: Callable[[], bool], referrals: Referrals, contacts: Contacts
) -> list[ImportedRow]:
    """
    File each row; one that was filed before is repeated, and brings the people that it has.

    A row that nobody got to while `in_time`, or that the table did not take, is left: the same rows
    again file the rest, and nothing twice.
    """

    def take(row: ImportRow) -> ImportedRow:
        filed = share(
            invitation=row.invitation,
            people=row.people,
            now=row.invitation.received_at,
            referrals=referrals,
            contacts=contacts,
        )
        outcome = RowOutcome.CREATED if filed.new else RowOutcome.REPEATED
        return _imported(row, outcome, number=filed.referral.number)

    return _side_by_side(rows, lambda same: [_tried(row, take, in_time) for row in same])


def rehearse(*, rows: Rows, in_time: Callable[[], bool], referrals: Referrals) -> list[ImportedRow]:
    """Tell what importing would make of each row, and write nothing."""

    def look(same: Rows) -> list[ImportedRow]:
        rehearsal = _Rehearsal(referrals)
        return [_tried(row, rehearsal.look, in_time) for row in same]

    return _side_by_side(rows, look)


class _Rehearsal:
    """Rows of one identity, looked at in order: what one would file, the next ones would find."""

    def __init__(self, referrals: Referrals) -> None:
        self._referrals = referrals
        self._first: tuple[Referral, Invitation] | None = None

    def look(self, row: ImportRow) -> ImportedRow:
        told = row.invitation
        told.agreements.must_leave_something_open()
        self._first = self._first or self._filed(told)
        if self._first is None:
            must_lie_ahead(told.expires_at, told.received_at)
            self._first = referral_of(told), told
            return _imported(row, RowOutcome.CREATED)
        known = repeated(*self._first, told)
        return _imported(row, RowOutcome.REPEATED, number=known.referral.number)

    def _filed(self, told: Invitation) -> tuple[Referral, Invitation] | None:
        claimed = self._referrals.invitation(told.partner_id, told.partner_referral_id)
        found = self._referrals.find(claimed.number) if claimed else None
        return (found, claimed) if found and claimed else None


def _tried(
    row: ImportRow, take: Callable[[ImportRow], ImportedRow], in_time: Callable[[], bool]
) -> ImportedRow:
    if not in_time():
        return _imported(row, RowOutcome.LEFT)
    try:
        return take(row)
    except (AlreadyOver, ClientHasAgreed, ReceivedDifferently) as refused:
        return _imported(row, RowOutcome.REFUSED, wrong=refused.fields)
    except TooManyContacts as refused:
        return _imported(row, RowOutcome.REFUSED, wrong={"contact": refused.detail})
    except TryAgain:
        return _imported(row, RowOutcome.LEFT)


def _imported(
    row: ImportRow, outcome: RowOutcome, *, number: str = "", wrong: Mapping[str, str] | None = None
) -> ImportedRow:
    their_id = row.invitation.partner_referral_id
    return ImportedRow(row.line, outcome, number, their_id, wrong or {})


def _side_by_side(rows: Rows, take: Callable[[Rows], Iterable[ImportedRow]]) -> list[ImportedRow]:
    """Take rows of one identity one after the other, and the others meanwhile."""
    same: dict[str, list[ImportRow]] = defaultdict(list)
    for row in rows:
        same[row.invitation.partner_referral_id].append(row)
    with ThreadPoolExecutor(_SIDE_BY_SIDE) as crew:
        return [row for taken in crew.map(take, same.values()) for row in taken]
