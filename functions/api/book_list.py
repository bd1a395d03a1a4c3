"""How the referral book is listed: what a caller asks for, and the lines that are shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Annotated, Self

from pydantic import Field, StringConstraints

from referral_hub.domain.access import Principal
from referral_hub.domain.bodies import EMail, MaybePartnerId, one_line
from referral_hub.domain.book.look import HOST_ONLY, LONGEST_SEARCH, BookLook, Place, SortColumn
from referral_hub.domain.book.row import BookRow, BookSide
from referral_hub.domain.patterns import CURSOR, STAGE_NAME
from referral_hub.domain.referrals.assignment import Assignment
from referral_hub.domain.referrals.axes import Direction, OutgoingStatus, Stage, Status
from referral_hub.domain.referrals.follow_up import FollowUp, of_inbound, of_outgoing
from referral_hub.domain.referrals.purpose import Purpose
from referral_hub.domain.shapes import Frozen, Moment
from referral_hub.domain.workflows import SalesWorkflow

from .refusals import InvalidQuery
from .shapes import Limit
from .views import Amount, Number

# What the API calls a column where the book has another name.
_COLUMNS: Mapping[str, SortColumn] = {
    {SortColumn.STAGE: "counts_as", SortColumn.WORKFLOW_STAGE: "stage"}.get(each, each.value): each
    for each in SortColumn
}
# A place of the book, as a cursor has it: which row of a number, and what it is sorted by.
PLACE = re.compile(r"[01]#R-\d{6,12}#.{0,200}", re.ASCII | re.DOTALL)
_SORT = "A column; with `-` before it in descending order. " + ", ".join(_COLUMNS)


class BookQuery(Frozen):
    """What is left out does not restrict."""

    q: Annotated[str, one_line(LONGEST_SEARCH)] = Field(
        default="",
        description="Words, each of which must be in some field, as a part of a word or whole; "
        "case and accents do not matter.",
    )
    sort: Annotated[str, one_line(40)] = Field(default="-received_at", description=_SORT)
    direction: tuple[Direction, ...] = Field(default=(), max_length=2)
    status: tuple[Status | OutgoingStatus, ...] = Field(default=(), max_length=10)
    stage: tuple[Annotated[str, StringConstraints(pattern=STAGE_NAME)], ...] = Field(
        default=(), max_length=20, description="Of a workflow, or one of the five with all of it."
    )
    partner_id: MaybePartnerId = ""
    purpose: tuple[Purpose, ...] = Field(default=(), max_length=4)
    owner: tuple[EMail, ...] = Field(default=(), max_length=20, description="For the host.")
    limit: Limit = 25
    cursor: Annotated[str, StringConstraints(pattern=CURSOR, max_length=1000)] = ""

    def look(
        self, by: Principal, *, people: bool, workflows: Callable[[], Iterable[SalesWorkflow]]
    ) -> BookLook:
        """
        Say it in the book's terms, as far as the caller may see; `people` are the contacts.

        Raises:
            InvalidQuery: it names a column or a stage that there is not, for this caller.
        """
        theirs = by.role.of_a_partner
        column = self._column(theirs=theirs)
        if self.owner and theirs:
            raise _wrong("owner", "is not shown to partners")
        whose = by.among(self.partner_id)
        return BookLook(
            side=BookSide.PARTNER if theirs else BookSide.HOST,
            partner_ids=None if whose is None else frozenset(whose),
            directions=frozenset(self.direction),
            statuses=frozenset(map(str, self.status)),
            workflow_stages=self._stages(workflows),
            purposes=frozenset(map(str, self.purpose)),
            owners=frozenset(self.owner),
            text=self.q,
            people=people,
            sort=column,
            descending=self.sort.startswith("-"),
        )

    def _column(self, *, theirs: bool) -> SortColumn:
        known = {n: c for n, c in _COLUMNS.items() if not (theirs and c in HOST_ONLY)}
        name = self.sort.removeprefix("-")
        if name not in known:
            raise _wrong("sort", f"is no column; these are: {', '.join(known)}")
        return known[name]

    def _stages(self, workflows: Callable[[], Iterable[SalesWorkflow]]) -> frozenset[str]:
        """Name the stages that are asked for, with all that count as one of the five."""
        if not self.stage:
            return frozenset()
        counting = [(stage.name, stage.counts_as) for w in workflows() for stage in w.stages]
        counting += [(stage.value, stage) for stage in Stage]
        missing = sorted(set(self.stage) - {name for name, _ in counting})
        if missing:
            raise _wrong("stage", "is no stage; GET /v1/sales-workflows lists them")
        return frozenset(n for n, stage in counting if n in self.stage or stage in self.stage)


class BookLine(Frozen):
    """
    A referral as the book lists it: `stage` is as its workflow calls it, `counts_as` which of the
    five it is. `owner` and `partner_manager` are for the host. A partner is shown its own last word
    of what it shared.
    """

    number: Number
    direction: Direction
    partner_id: str
    partner_referral_id: str
    status: str
    stage: str
    counts_as: Stage
    workflow: str
    title: str
    company_name: str
    country_code: str
    value: Amount | None
    purpose: Purpose | None
    owner: str
    partner_manager: str
    notes: str
    target_close_date: date | None
    received_at: Moment
    changed_at: Moment
    follow_up: FollowUp

    @classmethod
    def of(cls, row: BookRow, reader: Principal) -> Self:
        told = dict(row)
        del told["workflow_stage"]
        value, ours = row.value, not reader.role.of_a_partner
        named = {
            "stage": row.workflow_stage,
            "counts_as": row.stage,
            "value": Amount(amount=value.amount, currency=value.currency) if value else None,
            "purpose": Purpose(row.purpose) if row.purpose else None,
            "owner": row.owner if ours else "",
            "partner_manager": row.partner_manager if ours else "",
            "follow_up": _follow_up(row).shown_to(reader),
        }
        return cls(**told | named)


class BookLines(Frozen):
    """A page may be short, or empty, and have a next one."""

    items: tuple[BookLine, ...]
    next_cursor: str = Field(default="", description="Empty on the last page.")


def place_in(text: str) -> Place | None:
    """Read the place of a cursor, which has its form."""
    if not text:
        return None
    second, number, key = text.split("#", 2)
    return Place(key=key, number=number, second=second == "1")


def text_of(place: Place | None) -> str:
    return f"{int(place.second)}#{place.number}#{place.key}" if place else ""


def _follow_up(row: BookRow) -> FollowUp:
    if row.direction is Direction.OUTGOING:
        return of_outgoing(row.partner_id)
    return of_inbound(Assignment(owner=row.owner, partner_manager=row.partner_manager))


def _wrong(name: str, why: str) -> InvalidQuery:
    return InvalidQuery("1 field is wrong", fields={name: why})
