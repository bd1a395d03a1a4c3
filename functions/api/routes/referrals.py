"""Share, list, open, and follow referrals."""

from __future__ import annotations

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from functions._entrypoint import measure
from functions.api import paging
from functions.api.http import Answer, Call, NoQuery, answer, etag
from functions.api.representation import referral_view, summary
from functions.api.shapes import InboxQuery, ReferralBody
from functions.api.views import AssessmentView, ReferralPage, TimelineView
from referral_hub.application import queries, sharing
from referral_hub.application.queries import Look, Row
from referral_hub.domain.bodies import ContactBody
from referral_hub.domain.contacts.contact import ContactInfo
from referral_hub.domain.referrals.invitation import Invitation
from referral_hub.domain.referrals.refusals import NoAssessment
from referral_hub.domain.shapes import Money


def share(call: Call[ReferralBody, NoQuery]) -> Answer:
    """The partner is that of the key, whatever else a request may say."""
    return take_in(call, partner_id=call.by.partner_id, via="api")


def take_in(call: Call[ReferralBody, NoQuery], **delivery: str) -> Answer:
    """
    Take a referral; a repeated delivery finds the first, and adds the contacts it brings.

    `delivery` is whose it is and how it came, as an invitation keeps it.
    """
    filed = sharing.share(
        invitation=Invitation(**content_of(call.body), **delivery, received_at=call.hub.clock()),
        people=people_of(call.body.contacts),
        now=call.hub.clock(),
        referrals=call.hub.referrals,
        contacts=call.hub.contacts,
    )
    if filed.new:
        measure("ReferralReceived")
    status = HTTPStatus.CREATED if filed.new else HTTPStatus.OK
    location = f"/v1/referrals/{filed.referral.number}"
    row = Row(filed.referral, filed.invitation)
    return shown(call, row, status=status).with_headers({"Location": location})


def list_newest(call: Call[NoQuery, InboxQuery]) -> Answer:
    query, now = call.query, call.hub.clock()
    page = queries.inbox(
        look=Look(frozenset(query.status), query.partner_id),
        by=call.by,
        limit=query.limit,
        before=paging.place_of(query.cursor, key_id=call.by.key_id, query=query),
        referrals=call.hub.referrals,
    )
    cursor = paging.cursor_at(page.after, key_id=call.by.key_id, query=query)
    items = tuple(summary(row, call.by, now=now) for row in page.rows)
    listed = answer(HTTPStatus.OK, ReferralPage(items=items, next_cursor=cursor))
    return listed.with_headers(paging.next_link(call.request.path, query, cursor))


def open_one(call: Call[NoQuery, NoQuery]) -> Answer:
    return shown(call, row_of(call))


def assessment(call: Call[NoQuery, NoQuery]) -> Answer:
    """Ask the partner now; what it says is shown, and kept nowhere."""
    referral, hub = row_of(call).referral, call.hub
    assesses = hub.connection(referral.partner_id).assesses
    found = assesses.assess(referral, at=hub.clock()) if assesses else None
    if found is None:
        raise NoAssessment(f"{referral.partner_id} shows nothing of its own of {referral.number}")
    return answer(HTTPStatus.OK, AssessmentView(**dict(found)))


def timeline(call: Call[NoQuery, NoQuery]) -> Answer:
    hub = call.hub
    story = queries.story(
        row=row_of(call), contacts=hub.contacts, noted=hub.timeline, deals=hub.deals
    )
    return answer(HTTPStatus.OK, TimelineView(items=tuple(story)))


def row_of(call: Call[object, object]) -> Row:
    """Find the referral that the path names."""
    return queries.open_referral(number=call.number, by=call.by, referrals=call.hub.referrals)


def shown(call: Call[object, object], row: Row, *, status: HTTPStatus = HTTPStatus.OK) -> Answer:
    """Answer with the referral in full, as its reader may see it."""
    hub, referral = call.hub, row.referral
    view = referral_view(
        row,
        call.by,
        now=hub.clock(),
        crm=hub.chosen_crm.name,
        machine=hub.state_machine_arn,
        left=hub.contacts.of(referral.number) if referral.left_contacts else (),
        # Before acceptance there is none, and looking for it would cost every share a read.
        deal=hub.deals.find(referral.number) if referral.acceptance else None,
    )
    return answer(status, view, ETag=etag(referral.version))


def people_of(told: Iterable[ContactBody]) -> list[ContactInfo]:
    return [ContactInfo(**person.model_dump()) for person in told]


def content_of(body: ReferralBody) -> dict[str, Any]:
    """Tell what a body says of an invitation, without whose it is and how it came."""
    value = body.value
    amount = Money.of(value.amount, value.currency) if value else None
    return body.model_dump(exclude={"contacts", "value"}) | {"value": amount}
