"""What clients send of batches of outgoing referrals, and are shown of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from referral_hub.application.outgoing.batches.asking import BatchStanding
from referral_hub.domain.bodies import EMail, PartnerId, RecordId
from referral_hub.domain.effects import EffectState
from referral_hub.domain.outgoing.batch import (
    MAIL,
    MOST_ROWS,
    Batch,
    BatchOutcome,
    BatchRow,
    RowOutcome,
)
from referral_hub.domain.shapes import Frozen, Moment

from .outgoing_shapes import FormFields, Solutions
from .shapes import Cursor, Limit

# Of ids that are named twice, so many are told.
_TOLD = 10


def _a_selection(ids: Sequence[str]) -> Sequence[str]:
    if not 1 <= len(ids) <= MOST_ROWS:
        raise ValueError(f"names {len(ids)} opportunities, and a batch takes 1 to {MOST_ROWS}")
    if "" in ids:
        raise ValueError("names an opportunity without an id")
    if twice := [each for each, times in Counter(ids).items() if times > 1]:
        more = f" and {len(twice) - _TOLD} more" if len(twice) > _TOLD else ""
        raise ValueError(f"names some more than once: {', '.join(twice[:_TOLD])}{more}")
    return ids


MailState = Literal["off", "waiting", "sent", "not_sent"]
_STATES: Mapping[EffectState, MailState] = {
    EffectState.INTENDED: "waiting",
    EffectState.DONE: "sent",
    EffectState.REFUSED: "not_sent",
}


class BatchBody(Frozen):
    """A referral of each opportunity, to be shared with one partner."""

    partner_id: PartnerId
    opportunity_ids: Annotated[tuple[RecordId, ...], AfterValidator(_a_selection)] = Field(
        description=f"1 to {MOST_ROWS} opportunities of the CRM, each once.",
        json_schema_extra={"minItems": 1, "maxItems": MOST_ROWS, "uniqueItems": True},
    )
    fields: FormFields = Field(
        default_factory=dict,
        description="What every referral says, whatever the mappings give for it.",
    )
    solutions: Solutions = Field(default=(), description="What is attached to every referral.")
    ready_for_submit: bool | None = Field(
        default=None, description="Whether each is submitted at once; the policy says, if not you."
    )
    another: bool = Field(
        default=False,
        description="Create a referral even for an opportunity that has one to this partner which "
        "is neither rejected nor expired; without it the row links to that one.",
    )
    notify: EMail = Field(default="", description="Who gets an e-mail at the end, with each error.")


class BatchesQuery(Frozen):
    limit: Limit = 25
    cursor: Cursor = ""


class RowProblemView(Frozen):
    """Why a row failed; `field` is the one that it is about, such as fields.title, if any."""

    field: str = ""
    message: str


class BatchRowView(Frozen):
    """What became of one opportunity; `existing` had a referral to this partner already."""

    opportunity_id: str
    outcome: RowOutcome
    number: str = ""
    url: str = Field(default="", description="The referral, if there is one.")
    errors: tuple[RowProblemView, ...] = ()


class MailView(Frozen):
    """The mail at the end: `off` if nobody asked for one; `problem` says why it was not sent."""

    state: MailState
    problem: str = ""
    fix: str = ""


class BatchSummary(Frozen):
    """How far a batch is; `outcome` is null until it is finished."""

    batch_id: str
    url: str
    partner_id: str
    created_by: str
    created_at: Moment
    finished_at: Moment | None = None
    total: int
    done: int
    created: int
    existing: int
    failed: int
    outcome: BatchOutcome | None = None
    held_up: str = Field(default="", description="Why it goes on later, if it has to wait.")
    mail: MailView


class BatchView(BatchSummary):
    """A batch with its rows, in the order in which they were asked for."""

    rows: tuple[BatchRowView, ...]


class BatchPage(Frozen):
    items: tuple[BatchSummary, ...]
    next_cursor: str = Field(default="", description="Empty on the last page.")


def url_of(batch_id: str) -> str:
    return f"/v1/outgoing-referral-batches/{batch_id}"


def batch_summary(standing: BatchStanding) -> BatchSummary:
    batch, tally = standing.batch, standing.tally
    return BatchSummary(
        batch_id=batch.batch_id,
        url=url_of(batch.batch_id),
        partner_id=batch.partner_id,
        created_by=batch.by,
        created_at=batch.created_at,
        finished_at=batch.finished_at,
        total=tally.total,
        done=tally.done,
        created=tally.created,
        existing=tally.existing,
        failed=tally.failed,
        outcome=tally.outcome if batch.finished_at else None,
        held_up=standing.held_up,
        mail=_mail(batch),
    )


def batch_view(standing: BatchStanding) -> BatchView:
    rows = tuple(_row(row) for row in standing.rows)
    return BatchView(**dict(batch_summary(standing)), rows=rows)


def _row(row: BatchRow) -> BatchRowView:
    return BatchRowView(
        opportunity_id=row.opportunity_id,
        outcome=row.outcome,
        number=row.number,
        url=f"/v1/outgoing-referrals/{row.number}" if row.number else "",
        errors=tuple(RowProblemView(field=p.field, message=p.message) for p in row.problems),
    )


def _mail(batch: Batch) -> MailView:
    if not batch.notify:
        return MailView(state="off")
    effect = batch.ledger.get(MAIL)
    if effect is None:
        return MailView(state="waiting")
    return MailView(state=_STATES[effect.state], problem=effect.problem, fix=effect.fix)
