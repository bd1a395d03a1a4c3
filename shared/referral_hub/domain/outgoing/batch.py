"""
A batch: one partner, many opportunities of the CRM, a referral attempted for each (OUT-8).

What was asked for never changes. It is worked off in parts, each of which keeps what became of its
rows; one row that fails is no trouble of the others.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Self

from referral_hub.domain.effects import EMPTY, Ledger, effect_token
from referral_hub.domain.errors import HubError
from referral_hub.domain.shapes import Frozen, Moment

MOST_ROWS = 200
# So many rows are worked off between two looks at the partner, and then seen as progress.
ROWS_OF_A_PART = 10
# The mail at the end, in the ledger of the batch.
MAIL = "mail"
# A row that the CRM, or the partner, gives no answer for is tried for so long.
_PATIENCE = timedelta(hours=1)
_KEPT = timedelta(days=90)


class BatchNotFound(HubError):
    code = "outgoing_batch_not_found"
    fix = "GET /v1/outgoing-referral-batches lists those of the last 90 days."

    @classmethod
    def of(cls, batch_id: str) -> Self:
        """Say alike of one that does not exist and of one that is none of the caller's business."""
        return cls(f"no batch {batch_id}")


class PartnerPaused(HubError):
    code = "partner_paused"
    fix = "Resume the partner with POST /v1/partners/{partner_id}/resume, or choose another."


class RowOutcome(StrEnum):
    """What became of one row; `existing` had a referral to this partner already."""

    WAITING = "waiting"
    CREATED = "created"
    EXISTING = "existing"
    FAILED = "failed"


class BatchOutcome(StrEnum):
    FULL_SUCCESS = "full_success"
    PARTIAL = "partial"
    FAILURE = "failure"


class RowProblem(Frozen):
    """Why a row failed; `field` is the one that it is about, where it is about one."""

    field: str = ""
    message: str


class BatchRow(Frozen):
    """One opportunity, and the number of its referral where there is one."""

    opportunity_id: str
    outcome: RowOutcome = RowOutcome.WAITING
    number: str = ""
    problems: tuple[RowProblem, ...] = ()

    @classmethod
    def failed(cls, opportunity_id: str, why: Mapping[str, str]) -> Self:
        """Make a row that failed; `why` names fields, or nothing where it is about none."""
        problems = tuple(RowProblem(field=name, message=told) for name, told in why.items())
        return cls(opportunity_id=opportunity_id, outcome=RowOutcome.FAILED, problems=problems)


class Tally(Frozen):
    """How many rows there are, and what became of them so far."""

    total: int
    created: int = 0
    existing: int = 0
    failed: int = 0

    @classmethod
    def of(cls, rows: Sequence[BatchRow]) -> Self:
        counted = Counter(row.outcome for row in rows)
        del counted[RowOutcome.WAITING]
        return cls(total=len(rows), **{outcome.value: n for outcome, n in counted.items()})

    @property
    def done(self) -> int:
        return self.created + self.existing + self.failed

    @property
    def is_complete(self) -> bool:
        return self.done == self.total

    @property
    def outcome(self) -> BatchOutcome | None:
        """What came of it altogether; None as long as rows wait."""
        if not self.is_complete:
            return None
        if not self.failed:
            return BatchOutcome.FULL_SUCCESS
        return BatchOutcome.FAILURE if self.failed == self.total else BatchOutcome.PARTIAL


class BatchPart(Frozen):
    """
    What became of the rows of one part, in their order, as far as they are done. `held_up` says
    why the next one has to wait.
    """

    batch_id: str
    place: int
    rows: tuple[BatchRow, ...] = ()
    held_up: str = ""
    version: int = 0

    def done(self, row: BatchRow) -> Self:
        return self.model_copy(update={"rows": (*self.rows, row), "held_up": ""})

    def waits(self, why: str) -> Self:
        return self.model_copy(update={"held_up": why})


class Batch(Frozen):
    """
    What was asked for: `fields` and `solutions` are those of every row. `ready` is Ready For
    Submit, and None leaves it to the policy. `another` asks for a referral even where one exists.
    `notify` is an e-mail address; what is sent there is an effect of the ledger. `tally` is there
    once the batch is finished.
    """

    batch_id: str
    partner_id: str
    opportunity_ids: tuple[str, ...]
    fields: Mapping[str, str] = {}
    solutions: tuple[str, ...] = ()
    ready: bool | None = None
    another: bool = False
    notify: str = ""
    by: str
    created_at: Moment
    finished_at: Moment | None = None
    tally: Tally | None = None
    ledger: Ledger = EMPTY
    version: int = 0

    @property
    def parts(self) -> range:
        """The places of its parts."""
        return range(-(-len(self.opportunity_ids) // ROWS_OF_A_PART))

    @property
    def lapses_at(self) -> datetime:
        return self.created_at + _KEPT

    def part(self, place: int) -> tuple[str, ...]:
        """Return the opportunities of one part."""
        begin = place * ROWS_OF_A_PART
        return self.opportunity_ids[begin : begin + ROWS_OF_A_PART]

    def rows(self, parts: Iterable[BatchPart]) -> tuple[BatchRow, ...]:
        """List every row in the order in which it was asked for, those that wait included."""
        known = {row.opportunity_id: row for part in parts for row in part.rows}
        waiting = (BatchRow(opportunity_id=each) for each in self.opportunity_ids)
        return tuple(known.get(row.opportunity_id, row) for row in waiting)

    def has_patience(self, *, at: datetime) -> bool:
        """Tell whether a row that nobody answers for is tried again."""
        return at - self.created_at < _PATIENCE

    def finished(self, rows: Sequence[BatchRow], *, at: datetime) -> Self:
        """Close it when all rows are done, and intend the mail if somebody wants one."""
        ledger = self.ledger
        if self.notify:
            token = effect_token("outgoing_batch", self.batch_id, MAIL)
            ledger = ledger.intend(MAIL, token=token, at=at)
        update = {"finished_at": at, "tally": Tally.of(rows), "ledger": ledger}
        return self if self.finished_at else self.model_copy(update=update)

    def with_ledger(self, ledger: Ledger) -> Self:
        return self.model_copy(update={"ledger": ledger})
