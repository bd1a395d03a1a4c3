"""
Work off a batch of outgoing referrals, part by part (OUT-8).

The queue keeps the parts of one batch in order. A part that has to wait holds up those behind it,
and no other batch.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from functions._entrypoint import HOPELESS, lambda_entrypoint, logger, measure
from functions.sqs._aside import put_aside
from functions.sqs._in_order import in_order
from referral_hub.application.outgoing.batches.rows import RowDesk
from referral_hub.application.outgoing.batches.work import BatchDesk, work_off
from referral_hub.domain.outgoing.batch import Batch, BatchRow, Tally
from referral_hub.hub import Hub

# After this no row is begun: one that was begun before, and takes its longest, ends in time.
_TIME = timedelta(seconds=15)
# What a body may raise that is no message of the hub.
_UNREADABLE = (LookupError, TypeError, ValueError)


def handle(event: dict[str, Any], *, hub: Hub) -> dict[str, Any]:
    return in_order(event, hub, _is_settled, of="batch")


def _is_settled(record: dict[str, Any], hub: Hub) -> bool:
    """Tell whether SQS may forget the message: its part is done, or put where people look."""
    try:
        told = json.loads(record["body"])
        batch_id, place = str(told["batch_id"]), int(told["part"])
    except _UNREADABLE:
        return _give_up(record, hub)
    try:
        work_off(batch_id=batch_id, place=place, until=hub.clock() + _TIME, desk=_desk(hub))
    except HOPELESS:
        return _give_up(record, hub)
    return True


def _give_up(record: dict[str, Any], hub: Hub) -> bool:
    logger.exception("batch.hopeless", message_id=record["messageId"])
    return put_aside(record, hub)


def _desk(hub: Hub) -> BatchDesk:
    rows = RowDesk(
        partners=hub.partners,
        connections=hub.connections,
        sharing=hub.sharing_desk,
    )
    return BatchDesk(
        batches=hub.batches,
        rows=rows,
        effects=hub.effects,
        mail=hub.mail,
        address_of=lambda batch_id: f"{hub.public_url}/v1/outgoing-referral-batches/{batch_id}",
        noted=_noted,
        stumbled=_stumbled,
        clock=hub.clock,
    )


def _noted(batch: Batch, rows: Sequence[BatchRow]) -> None:
    done = Tally.of(rows)
    logger.info(
        "batch.rows_done", batch_id=batch.batch_id, outcomes=done.model_dump(exclude={"total"})
    )
    if done.created:
        measure("ReferralCreated", done.created)


def _stumbled(batch: Batch, error: Exception) -> None:
    # Its text may quote what stands in the CRM.
    logger.error("batch.row_failed", batch_id=batch.batch_id, error=type(error).__name__)


handler = lambda_entrypoint(handle)
