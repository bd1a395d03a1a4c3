"""
Work a batch off, part by part, in the background.

What became of a row is kept with its part. A part that is brought again goes on after the rows that
are done, and a row that was created before a crash is found by what it asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from referral_hub.application.effects import Effects
from referral_hub.domain.effects import Done, Refused
from referral_hub.domain.errors import TryAgain, Unavailable
from referral_hub.domain.mail import Mail
from referral_hub.domain.outgoing.batch import MAIL, Batch, BatchPart, BatchRow, Tally
from referral_hub.domain.outgoing.batch_mail import mail_of
from referral_hub.ports import MailSender
from referral_hub.records.batches import Batches

from .rows import RowDesk

_TIME_IS_OVER = "the time of one turn was over; it goes on within seconds"
_BUSY = "somebody else was at work on the same record"
_IMPATIENT = "was tried for an hour ({why}): share it with another batch"
_STUMBLED = "the hub failed on it, and has noted it: share it with another batch, or by itself"
_MAIL_IS_OFF = Refused(
    reason="mail is off: the hub has no address to send it from",
    fix="Read the batch; an admin can deploy the hub with a sender.",
)


@dataclass(frozen=True)
class BatchDesk:
    """
    Where batches are worked off. `address_of` gives a batch's link. `noted` is told of rows that
    are done, once they are kept; `stumbled` of what nobody foresaw in a row, which fails alone.
    """

    batches: Batches
    rows: RowDesk
    effects: Effects
    mail: MailSender | None
    address_of: Callable[[str], str]
    noted: Callable[[Batch, Sequence[BatchRow]], None]
    stumbled: Callable[[Batch, Exception], None]
    clock: Callable[[], datetime]


def work_off(*, batch_id: str, place: int, until: datetime, desk: BatchDesk) -> None:
    """
    Work off what is left of one part, and finish the batch with the last.

    Raises:
        BatchNotFound: it has lapsed.
        TryAgain: some rows are left, or the mail is; what is done is kept.
    """
    batch = desk.batches.get(batch_id)
    before = desk.batches.part(batch, place)
    part, trouble = _worked(batch, before, until, desk)
    if part != before:
        desk.batches.save_part(part, batch)
        desk.noted(batch, part.rows[len(before.rows) :])
    if trouble:
        raise trouble
    _finish(batch, desk)


def _worked(
    batch: Batch, part: BatchPart, until: datetime, desk: BatchDesk
) -> tuple[BatchPart, TryAgain | None]:
    """Attempt what is left, up to the first row that has to wait."""
    for opportunity_id in batch.part(part.place)[len(part.rows) :]:
        if desk.clock() >= until:
            return part, Unavailable("batch", _TIME_IS_OVER)
        try:
            part = part.done(_row(batch, opportunity_id, desk))
        except TryAgain as trouble:
            return part.waits(_reason(trouble)), trouble
    return part, None


def _row(batch: Batch, opportunity_id: str, desk: BatchDesk) -> BatchRow:
    now = desk.clock()
    try:
        return desk.rows.attempt(batch, opportunity_id, at=now)
    except TryAgain as trouble:
        if batch.has_patience(at=now):
            raise
        told = _IMPATIENT.format(why=_reason(trouble))
    except Exception as error:  # noqa: BLE001 - whatever it is, the others have no part in it
        desk.stumbled(batch, error)
        told = _STUMBLED
    return BatchRow.failed(opportunity_id, {"": told})


def _reason(trouble: TryAgain) -> str:
    return str(trouble) if isinstance(trouble, Unavailable) else _BUSY


def _finish(batch: Batch, desk: BatchDesk) -> None:
    """Close the batch if no row waits any more, and write to whoever wants to know."""
    rows = batch.rows(desk.batches.parts(batch))
    if not Tally.of(rows).is_complete:
        return
    if not batch.finished_at:
        batch = desk.batches.save(batch.finished(rows, at=desk.clock()))
    effect = batch.ledger.get(MAIL)
    if effect and effect.outcome is None:
        mail = mail_of(batch, rows, url=desk.address_of(batch.batch_id))
        told, _ = desk.effects.perform(
            batch, MAIL, lambda token: _send(mail, token, desk), save=desk.batches.save
        )
        desk.batches.save(told)


def _send(mail: Mail, token: str, desk: BatchDesk) -> Done | Refused:
    return desk.mail.send(mail, token=token) if desk.mail else _MAIL_IS_OFF
