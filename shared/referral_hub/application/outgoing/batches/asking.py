"""Ask for referrals of many opportunities at once, and see how it goes (OUT-8, OUT-10)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

from referral_hub.application.outgoing.checking import must_be_known, taker
from referral_hub.domain.access import Principal
from referral_hub.domain.mail import MailIsOff
from referral_hub.domain.outgoing.batch import Batch, BatchNotFound, BatchPart, BatchRow, Tally
from referral_hub.ports import MailSender, PartnerConnections
from referral_hub.records.batches import Batches, listed_at
from referral_hub.records.partners import Partners

from .rows import connected


@dataclass(frozen=True)
class BatchStanding:
    """A batch with its rows; `held_up` says why the next one has to wait."""

    batch: Batch
    rows: tuple[BatchRow, ...]
    held_up: str = ""

    @property
    def tally(self) -> Tally:
        return self.batch.tally or Tally.of(self.rows)


@dataclass(frozen=True)
class BatchPage:
    """Some batches, newest first; `after` is where to go on, empty at the end."""

    found: tuple[BatchStanding, ...]
    after: str = ""


def begin(
    *,
    wanted: Batch,
    partners: Partners,
    connections: PartnerConnections,
    batches: Batches,
    mail: MailSender | None,
) -> Batch:
    """
    Keep what is asked for; it is worked off in the background. Asked for again under its id, it is
    the first.

    Raises:
        PartnerNotFound, PartnerPaused, TakesNoReferrals, ConsentNeeded, UnknownFields: no row could
            succeed.
        MailIsOff: the hub has no address to send mail from.
        Unavailable: the partner's settings fit its kind no longer.
    """
    connection = connected(wanted.partner_id, partners=partners, connections=connections)
    takes = taker(connection, wanted.partner_id)
    must_be_known(wanted.fields, takes.form())
    if wanted.notify and mail is None:
        told = {"notify": "cannot be told: the hub has no address to send mail from"}
        raise MailIsOff("the hub sends no mail", fields=told)
    return batches.add(wanted)


def standing(*, batch: Batch, batches: Batches) -> BatchStanding:
    """See how far a batch is, row by row."""
    parts = batches.parts(batch)
    return BatchStanding(batch, batch.rows(parts), _held_up(parts))


def opened(*, batch_id: str, by: Principal, batches: Batches) -> Batch:
    """
    Raises:
        BatchNotFound: there is none of this id, or it is for another partner.
    """
    batch = batches.get(batch_id)
    if not by.may_see(batch.partner_id):
        raise BatchNotFound.of(batch_id)
    return batch


def listed(*, by: Principal, limit: int, before: str, batches: Batches) -> BatchPage:
    """List batches, newest first, beginning after the place `before`."""
    walked = batches.newest(partner_ids=by.among(), before=before)
    found = list(islice(walked, limit + 1))
    after = listed_at(found[limit - 1]) if len(found) > limit else ""
    return BatchPage(tuple(_brief(batch, batches) for batch in found[:limit]), after)


def _brief(batch: Batch, batches: Batches) -> BatchStanding:
    """What is finished has its tally with it."""
    return BatchStanding(batch, ()) if batch.tally else standing(batch=batch, batches=batches)


def _held_up(parts: list[BatchPart]) -> str:
    return next((part.held_up for part in parts if part.held_up), "")
