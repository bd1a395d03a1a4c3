"""Operations on batches of outgoing referrals."""

from __future__ import annotations

from functions.api import batch_shapes
from functions.api.refusals import InvalidCursor
from functions.api.routes import batches
from referral_hub.domain.mail import MailIsOff
from referral_hub.domain.outgoing.batch import BatchNotFound, PartnerPaused
from referral_hub.domain.outgoing.refusals import ConsentNeeded, TakesNoReferrals, UnknownFields
from referral_hub.domain.partners.partner import PartnerNotFound

from .operation import Operation

_PATH = "/v1/outgoing-referral-batches"

OPERATIONS: tuple[Operation, ...] = (
    Operation(
        "POST",
        _PATH,
        "createOutgoingBatch",
        "Share 1 to 200 opportunities with a partner, in the background",
        batches.begin,
        answers={202: batch_shapes.BatchView},
        body=batch_shapes.BatchBody,
        refusals=(
            PartnerNotFound,
            PartnerPaused,
            TakesNoReferrals,
            ConsentNeeded,
            UnknownFields,
            MailIsOff,
        ),
        idempotent=True,
        headers=("Location",),
    ),
    Operation(
        "GET",
        _PATH,
        "listOutgoingBatches",
        "List batches of the last 90 days, newest first",
        batches.list_newest,
        answers={200: batch_shapes.BatchPage},
        query=batch_shapes.BatchesQuery,
        refusals=(InvalidCursor,),
        headers=("Link",),
    ),
    Operation(
        "GET",
        f"{_PATH}/{{batch_id}}",
        "openOutgoingBatch",
        "See how far a batch is, row by row",
        batches.open_one,
        answers={200: batch_shapes.BatchView},
        refusals=(BatchNotFound,),
    ),
)
