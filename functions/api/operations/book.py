"""Operations on the referral book."""

from __future__ import annotations

from functions.api import book_list, book_shapes
from functions.api.refusals import InvalidCursor, PreconditionRequired
from functions.api.routes import book
from referral_hub.application.deals.ground import NotAccepted
from referral_hub.domain.outgoing.refusals import AlreadyOverAtPartner, NotThereYet
from referral_hub.domain.referrals.refusals import InvitationExpired, ReferralNotFound
from referral_hub.domain.workflows import StageNotFound

from .operation import Operation

_ONE = "/v1/referral-book/{number}"

OPERATIONS: tuple[Operation, ...] = (
    Operation(
        "GET",
        "/v1/referral-book",
        "listBook",
        "List, sort and search referrals of both directions",
        book.list_lines,
        answers={200: book_list.BookLines},
        query=book_list.BookQuery,
        refusals=(InvalidCursor,),
        headers=("Link",),
    ),
    Operation(
        "GET",
        _ONE,
        "openBookLine",
        "Open a referral of either direction",
        book.open_one,
        answers={200: book_shapes.BookRecord},
        refusals=(ReferralNotFound,),
        etag=True,
    ),
    Operation(
        "PATCH",
        _ONE,
        "editBookLine",
        "Edit notes, stage and value of a referral, and nothing else",
        book.edit,
        answers={200: book_shapes.BookRecord},
        body=book_shapes.LineBody,
        refusals=(
            ReferralNotFound,
            book_shapes.NotEditable,
            StageNotFound,
            NotAccepted,
            InvitationExpired,
            NotThereYet,
            AlreadyOverAtPartner,
            PreconditionRequired,
        ),
        idempotent=True,
        if_match="required",
        etag=True,
    ),
)
