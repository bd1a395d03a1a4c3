"""Create, list, open, edit, submit and resubmit outgoing referrals."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from functions._entrypoint import measure
from functions.api import paging
from functions.api.http import Answer, Call, NoQuery, answer
from functions.api.outgoing_shapes import (
    AnswerBody,
    LinkBody,
    OutgoingBody,
    OutgoingChangeBody,
    OutgoingQuery,
    ResubmitBody,
)
from functions.api.outgoing_views import (
    AnswerView,
    DraftView,
    FormView,
    OutgoingPage,
    outgoing_summary,
    outgoing_tag,
    outgoing_view,
)
from functions.api.preconditions import moved_on, required_tag
from functions.api.repeating import claim_of
from functions.api.routes.partners import named, partner_of
from functions.api.sync_problem_shapes import DismissBody
from functions.api.views import TimelineView
from referral_hub.application.outgoing import checking, creating, editing, linking, queries
from referral_hub.application.outgoing.sharing import answering, retrying, submitting, syncing
from referral_hub.application.outgoing.sharing.steps import Links
from referral_hub.domain.outgoing.referral import OutgoingReferral
from referral_hub.domain.referrals.decision import AccountChoice, OpportunityChoice

_WHAT = "the referral"


def form(call: Call[NoQuery, NoQuery]) -> Answer:
    partner = partner_of(call)
    takes = checking.taker(call.hub.connections.connect(partner), partner.partner_id)
    return answer(HTTPStatus.OK, FormView(partner_id=partner.partner_id, fields=takes.form()))


def preview(call: Call[OutgoingBody, NoQuery]) -> Answer:
    hub = call.hub
    draft = creating.draft(
        wanted=_wanted(call),
        by=call.by.actor,
        now=hub.clock(),
        desk=hub.sharing_desk,
        connection=hub.connection(named(call, call.body.partner_id)),
    )
    told = dict(draft.filled) | {"ready_for_submit": draft.ready}
    told["overlaps"] = tuple(known.shown_to(call.by) for known in draft.referral.overlaps)
    wrong = draft.problems(hub.clock().date())
    return answer(HTTPStatus.OK, DraftView(**told, not_ready=wrong))


def create(call: Call[OutgoingBody, NoQuery]) -> Answer:
    hub = call.hub
    referral, new = creating.create(
        wanted=_wanted(call),
        by=call.by.actor,
        now=hub.clock(),
        desk=hub.sharing_desk,
        connection=hub.connection(named(call, call.body.partner_id)),
    )
    if new:
        measure("ReferralCreated")
    location = f"/v1/outgoing-referrals/{referral.number}"
    return shown(call, referral, HTTPStatus.CREATED).with_headers({"Location": location})


def list_newest(call: Call[NoQuery, OutgoingQuery]) -> Answer:
    query = call.query
    page = queries.listed(
        statuses=query.status,
        partner_id=query.partner_id,
        by=call.by,
        limit=query.limit,
        before=paging.place_of(query.cursor, key_id=call.by.key_id, query=query),
        outgoing=call.hub.outgoing,
    )
    cursor = paging.cursor_at(page.after, key_id=call.by.key_id, query=query)
    items = tuple(outgoing_summary(referral, call.by) for referral in page.referrals)
    listed = answer(HTTPStatus.OK, OutgoingPage(items=items, next_cursor=cursor))
    return listed.with_headers(paging.next_link(call.request.path, query, cursor))


def open_one(call: Call[NoQuery, NoQuery]) -> Answer:
    return shown(call, _theirs(call))


def edit(call: Call[OutgoingChangeBody, NoQuery]) -> Answer:
    """Change the version that the caller has seen, and no other."""
    hub, seen = call.hub, required_tag(call.request)
    referral = editing.edit(
        number=call.number,
        fields=call.body.fields,
        solutions=call.body.solutions,
        by=call.by,
        now=hub.clock(),
        desk=hub.sharing_desk,
        connection=hub.connection(_theirs(call).partner_id),
        check=_same_as(seen),
    )
    return shown(call, referral)


def submit(call: Call[NoQuery, NoQuery]) -> Answer:
    hub = call.hub
    referral, _ = submitting.submit(
        number=call.number,
        by=call.by,
        now=hub.clock(),
        desk=hub.sharing_desk,
        connection=hub.connection(_theirs(call).partner_id),
        check=_same_as(call.request.headers.get("if-match", "*")),
    )
    return shown(call, referral)


def resubmit(call: Call[ResubmitBody, NoQuery]) -> Answer:
    hub = call.hub
    referral = submitting.resubmit(
        number=call.number,
        fields=call.body.fields,
        by=call.by,
        now=hub.clock(),
        desk=hub.sharing_desk,
        connection=hub.connection(_theirs(call).partner_id),
        check=_same_as(call.request.headers.get("if-match", "*")),
    )
    return shown(call, referral, HTTPStatus.ACCEPTED)


def retry(call: Call[NoQuery, NoQuery]) -> Answer:
    hub = call.hub
    again = retrying.retry(
        number=_theirs(call).number,
        by=call.by,
        now=hub.clock(),
        desk=hub.desk,
        timeline=hub.timeline,
    )
    return shown(call, again, HTTPStatus.ACCEPTED)


def dismiss(call: Call[DismissBody, NoQuery]) -> Answer:
    hub = call.hub
    dismissed = retrying.dismiss(
        number=_theirs(call).number,
        reason=call.body.reason,
        by=call.by,
        now=hub.clock(),
        desk=hub.desk,
        timeline=hub.timeline,
    )
    return shown(call, dismissed)


def link(call: Call[LinkBody, NoQuery]) -> Answer:
    """Link an opportunity, or ask for one to be created in the background."""
    hub = call.hub
    referral = linking.link(
        number=_theirs(call).number,
        account=AccountChoice(**call.body.account.model_dump()),
        opportunity=OpportunityChoice(**call.body.opportunity.model_dump()),
        now=hub.clock(),
        desk=hub.two_way_desk,
        links=Links(hub.partner_links, hub.crm_links),
        check=_same_as(call.request.headers.get("if-match", "*")),
    )
    return shown(call, referral, HTTPStatus.ACCEPTED)


def sync(call: Call[NoQuery, NoQuery]) -> Answer:
    """Look at both other sides now; what is due is sent afterwards."""
    hub, partner_id = call.hub, _theirs(call).partner_id
    referral = syncing.sync(
        number=call.number,
        takes=checking.taker(hub.connection(partner_id), partner_id),
        now=hub.clock(),
        desk=hub.two_way_desk,
    )
    return shown(call, referral)


def take_answer(call: Call[AnswerBody, NoQuery]) -> Answer:
    """The partner is that of the key: what is another's is not there."""
    side = answering.answer(
        number=call.number,
        answer=call.body.answer,
        by=call.by,
        now=call.hub.clock(),
        desk=call.hub.two_way_desk,
    )
    return answer(HTTPStatus.OK, AnswerView.of(side))


def timeline(call: Call[NoQuery, NoQuery]) -> Answer:
    hub = call.hub
    story = queries.story(referral=_theirs(call), outgoing=hub.outgoing, noted=hub.timeline)
    return answer(HTTPStatus.OK, TimelineView(items=tuple(story)))


def _theirs(call: Call[object, object]) -> OutgoingReferral:
    """Find the referral that the path names, if it is the caller's business."""
    return queries.opened(number=call.number, by=call.by, outgoing=call.hub.outgoing)


def _wanted(call: Call[OutgoingBody, NoQuery]) -> creating.Wanted:
    body = call.body
    return creating.Wanted(
        partner_id=body.partner_id,
        fields=body.fields,
        solutions=body.solutions,
        opportunity_id=body.opportunity_id,
        link_locked=body.from_opportunity,
        ready=body.ready_for_submit,
        claim=claim_of(call.request, call.by),
    )


def _same_as(seen: str) -> Callable[[OutgoingReferral], None]:
    def check(referral: OutgoingReferral) -> None:
        if seen not in ("*", outgoing_tag(referral)):
            raise moved_on(_WHAT)

    return check


def shown(
    call: Call[object, object], referral: OutgoingReferral, status: HTTPStatus = HTTPStatus.OK
) -> Answer:
    hub = call.hub
    view = outgoing_view(
        referral,
        hub.outgoing.partners_side(referral.number),
        call.by,
        crm=hub.chosen_crm.name,
        not_ready=queries.not_ready(
            referral=referral, connect=hub.connection, today=hub.clock().date()
        ),
        deal=hub.deals.find(referral.number) if referral.ready else None,
    )
    return answer(status, view, ETag=outgoing_tag(referral))
