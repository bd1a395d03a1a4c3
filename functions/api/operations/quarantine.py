"""Operations on what partners sent and nobody could read."""

from __future__ import annotations

from functions.api import quarantine_shapes as shapes
from functions.api.refusals import InvalidCursor
from functions.api.routes import quarantine
from referral_hub.application.partners.quarantine import NotReplayable
from referral_hub.domain.partners.news import NotInQuarantine

from .operation import Operation

_ENTRY = "/v1/quarantine/{partner_id}/{key}"

OPERATIONS: tuple[Operation, ...] = (
    Operation(
        "GET",
        "/v1/quarantine",
        "listQuarantine",
        "List what partners sent and nobody could read",
        quarantine.list_newest,
        answers={200: shapes.QuarantinePage},
        query=shapes.QuarantineQuery,
        refusals=(InvalidCursor,),
        headers=("Link",),
    ),
    Operation(
        "GET",
        _ENTRY,
        "openQuarantined",
        "Open an entry, with what the partner sent",
        quarantine.read,
        answers={200: shapes.QuarantinedDetail},
        refusals=(NotInQuarantine,),
    ),
    Operation(
        "POST",
        f"{_ENTRY}/replay",
        "replayQuarantined",
        "Read an entry again: it becomes a referral, or stays with the reason of now",
        quarantine.replay,
        answers={200: shapes.QuarantinedView},
        refusals=(NotInQuarantine, NotReplayable),
        idempotent=True,
    ),
    Operation(
        "POST",
        f"{_ENTRY}/dismiss",
        "dismissQuarantined",
        "Let an entry be",
        quarantine.dismiss,
        answers={200: shapes.QuarantinedView},
        refusals=(NotInQuarantine,),
        idempotent=True,
    ),
)
