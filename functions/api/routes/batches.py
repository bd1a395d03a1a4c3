"""Ask for outgoing referrals of many opportunities, and watch how it goes."""

from __future__ import annotations

import secrets
from http import HTTPStatus

from functions.api import paging
from functions.api.batch_shapes import (
    BatchBody,
    BatchesQuery,
    BatchPage,
    batch_summary,
    batch_view,
    url_of,
)
from functions.api.http import Answer, Call, NoQuery, answer
from functions.api.repeating import claim_of
from referral_hub.application.outgoing.batches import asking
from referral_hub.domain.outgoing.batch import Batch

from .partners import named

_ID_LETTERS = 24


def begin(call: Call[BatchBody, NoQuery]) -> Answer:
    """Answer at once; the rows are attempted in the background."""
    hub = call.hub
    batch = asking.begin(
        wanted=_wanted(call, named(call, call.body.partner_id)),
        partners=hub.partners,
        connections=hub.connections,
        batches=hub.batches,
        mail=hub.mail,
    )
    standing = asking.standing(batch=batch, batches=hub.batches)
    shown = answer(HTTPStatus.ACCEPTED, batch_view(standing))
    return shown.with_headers({"Location": url_of(batch.batch_id)})


def open_one(call: Call[NoQuery, NoQuery]) -> Answer:
    known = call.hub.batches
    batch = asking.opened(batch_id=call.path["batch_id"], by=call.by, batches=known)
    standing = asking.standing(batch=batch, batches=known)
    return answer(HTTPStatus.OK, batch_view(standing))


def list_newest(call: Call[NoQuery, BatchesQuery]) -> Answer:
    query = call.query
    page = asking.listed(
        by=call.by,
        limit=query.limit,
        before=paging.place_of(query.cursor, key_id=call.by.key_id, query=query),
        batches=call.hub.batches,
    )
    cursor = paging.cursor_at(page.after, key_id=call.by.key_id, query=query)
    items = tuple(map(batch_summary, page.found))
    listed = answer(HTTPStatus.OK, BatchPage(items=items, next_cursor=cursor))
    return listed.with_headers(paging.next_link(call.request.path, query, cursor))


def _wanted(call: Call[BatchBody, NoQuery], partner_id: str) -> Batch:
    body = call.body.model_dump(exclude={"partner_id", "ready_for_submit"})
    return Batch(
        batch_id=_id_of(call),
        partner_id=partner_id,
        ready=call.body.ready_for_submit,
        by=call.by.actor,
        created_at=call.hub.clock(),
        **body,
    )


def _id_of(call: Call[BatchBody, NoQuery]) -> str:
    claim = claim_of(call.request, call.by) or secrets.token_hex(_ID_LETTERS)
    return claim[:_ID_LETTERS]
