"""What an import takes, row by row, and what it reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Annotated, Self

from pydantic import BeforeValidator, Field

from referral_hub.application.importing import ImportedRow, RowOutcome
from referral_hub.domain.bodies import Line255
from referral_hub.domain.referrals.purpose import Agreements
from referral_hub.domain.shapes import Frozen

from .shapes import ReferralBody


def _flag(text: object) -> object:
    if text not in ("true", "false"):
        raise ValueError("must be true or false")
    return text == "true"


Flag = Annotated[bool, BeforeValidator(_flag)]


class RowAgreements(Agreements):
    """The cells of a file are texts."""

    platform: Flag = False
    scope_of_work: Flag = False
    terms: Flag = False


class RowBody(ReferralBody):
    """A row of a file; one without the partner's id gets one that follows from what it says."""

    partner_referral_id: Line255 = ""
    agreements: RowAgreements = Field(default_factory=RowAgreements)


class ImportQuery(Frozen):
    dry_run: Flag = Field(default=False, description="Write nothing, and report what would be.")


class WrongField(Frozen):
    """What is wrong with a row, by the name that the hub has for the column."""

    field: str
    message: str


class RowView(Frozen):
    """
    What became of one row; `line` is the one on which it begins.

    `left` says that nobody got to it, because time ran out or the table did not answer: import the
    same file again.
    """

    line: int
    outcome: RowOutcome
    number: str = Field(default="", description="The referral's, unless the run is dry.")
    partner_referral_id: str = ""
    errors: tuple[WrongField, ...] = ()


class ImportReport(Frozen):
    """`unknown_columns` are those whose cells count for nothing."""

    dry_run: bool
    created: int
    repeated: int
    refused: int
    left: int
    unknown_columns: tuple[str, ...] = ()
    rows: tuple[RowView, ...]

    @classmethod
    def of(
        cls, rows: Iterable[ImportedRow], *, dry_run: bool, unknown_columns: tuple[str, ...]
    ) -> Self:
        shown = tuple(_row(row) for row in sorted(rows, key=lambda row: row.line))
        counted = Counter(row.outcome for row in shown)
        counts = {outcome.value: counted[outcome] for outcome in RowOutcome}
        return cls(dry_run=dry_run, unknown_columns=unknown_columns, rows=shown, **counts)


def _row(row: ImportedRow) -> RowView:
    errors = tuple(WrongField(field=name, message=why) for name, why in row.wrong.items())
    return RowView(
        line=row.line,
        outcome=row.outcome,
        number=row.number,
        partner_referral_id=row.partner_referral_id,
        errors=errors,
    )
