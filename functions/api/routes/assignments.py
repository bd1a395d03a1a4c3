"""Whose referrals are, why, and how that changes."""

from __future__ import annotations

from http import HTTPStatus
from itertools import islice

from functions.api import paging
from functions.api.assignment_views import assignment_view
from functions.api.http import Answer, Call, NoQuery, answer
from functions.api.routing_rule_shapes import (
    DeclineBody,
    OwnerBody,
    RoutingView,
    UnassignedPage,
    UnassignedQuery,
    UnassignedView,
)
from referral_hub.application.queries import Row
from referral_hub.application.routing import reassigning
from referral_hub.application.routing.explaining import explain
from referral_hub.domain.referrals.referral import Referral
from referral_hub.records.referrals import listed_at

from .decisions import seen_row
from .referrals import row_of, shown


def explained(call: Call[NoQuery, NoQuery]) -> Answer:
    hub, referral = call.hub, row_of(call).referral
    known = referral.assignment
    view = RoutingView(
        number=referral.number,
        partner_manager=known.partner_manager or hub.partners.get(referral.partner_id).manager,
        assignment=assignment_view(known),
        **dict(explain(referral=referral, desk=hub.routing_desk)),
    )
    return answer(HTTPStatus.OK, view)


def decline(call: Call[DeclineBody, NoQuery]) -> Answer:
    row = row_of(call)
    declined = reassigning.decline(
        number=call.number,
        owner=call.body.owner or call.by.user,
        reason=call.body.reason,
        by=call.by,
        now=call.hub.clock(),
        desk=call.hub.routing_desk,
    )
    return shown(call, Row(declined, row.invitation))


def give(call: Call[OwnerBody, NoQuery]) -> Answer:
    row = seen_row(call)
    given = reassigning.give(
        referral=row.referral,
        owner=call.body.owner,
        reason=call.body.reason,
        by=call.by,
        now=call.hub.clock(),
        desk=call.hub.routing_desk,
    )
    return shown(call, Row(given, row.invitation))


def list_unassigned(call: Call[NoQuery, UnassignedQuery]) -> Answer:
    """List what waits for an owner, newest first, of partners that the caller may see."""
    query, key_id = call.query, call.by.key_id
    before = paging.place_of(query.cursor, key_id=key_id, query=query)
    waiting = call.hub.referrals.late.unassigned(before=before)
    seen = (referral for referral in waiting if call.by.may_see(referral.partner_id))
    found = list(islice(seen, query.limit + 1))
    items, rest = found[: query.limit], found[query.limit :]
    place = listed_at(items[-1]) if rest else ""
    cursor = paging.cursor_at(place, key_id=key_id, query=query)
    page = UnassignedPage(items=tuple(map(_waiting, items)), next_cursor=cursor)
    listed = answer(HTTPStatus.OK, page)
    return listed.with_headers(paging.next_link(call.request.path, query, cursor))


def _waiting(referral: Referral) -> UnassignedView:
    return UnassignedView(
        number=referral.number,
        partner_id=referral.partner_id,
        received_at=referral.received_at,
        assignment=assignment_view(referral.assignment),
    )
