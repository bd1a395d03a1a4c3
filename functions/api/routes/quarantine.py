"""List what nobody could read, look at it, read it again, let it be."""

from __future__ import annotations

from http import HTTPStatus

from functions._entrypoint import logger, measure
from functions.api import paging
from functions.api.http import Answer, Call, NoQuery, answer
from functions.api.quarantine_shapes import (
    QuarantinePage,
    QuarantineQuery,
    quarantined_detail,
    quarantined_view,
)
from referral_hub.application.partners import quarantine
from referral_hub.domain.partners.news import Quarantined


def list_newest(call: Call[NoQuery, QuarantineQuery]) -> Answer:
    query = call.query
    page = quarantine.listed(
        partner_id=query.partner_id,
        state=query.state or None,
        by=call.by,
        limit=query.limit,
        before=paging.place_of(query.cursor, key_id=call.by.key_id, query=query),
        quarantine=call.hub.quarantine,
    )
    cursor = paging.cursor_at(page.after, key_id=call.by.key_id, query=query)
    items = tuple(map(quarantined_view, page.entries))
    listed = answer(HTTPStatus.OK, QuarantinePage(items=items, next_cursor=cursor))
    return listed.with_headers(paging.next_link(call.request.path, query, cursor))


def read(call: Call[NoQuery, NoQuery]) -> Answer:
    known = _known(call)
    raw = call.hub.quarantine.entry(known).raw
    return answer(HTTPStatus.OK, quarantined_detail(known, raw))


def replay(call: Call[NoQuery, NoQuery]) -> Answer:
    hub = call.hub
    replayed, is_new = quarantine.replay(
        known=_known(call),
        by=call.by,
        now=hub.clock(),
        source=hub.source,
        news_desk=hub.news_desk,
    )
    if is_new:
        logger.info("referral.received", number=replayed.number)
        measure("ReferralReceived")
    return answer(HTTPStatus.OK, quarantined_view(replayed))


def dismiss(call: Call[NoQuery, NoQuery]) -> Answer:
    dismissed = quarantine.dismiss(
        known=_known(call), by=call.by, now=call.hub.clock(), quarantine=call.hub.quarantine
    )
    return answer(HTTPStatus.OK, quarantined_view(dismissed))


def _known(call: Call[object, object]) -> Quarantined:
    partner_id, key = call.path["partner_id"], call.path["key"]
    return quarantine.opened(partner_id, key, by=call.by, quarantine=call.hub.quarantine)
