"""List what could not be done elsewhere, retry all of one kind, let it be."""

from __future__ import annotations

from http import HTTPStatus

from functions.api import paging
from functions.api.http import Answer, Call, NoQuery, answer
from functions.api.representation import problem_view
from functions.api.sync_problem_shapes import (
    DismissBody,
    RetriedPage,
    RetryAllBody,
    SyncProblemGroups,
    SyncProblemPage,
    SyncProblemQuery,
)
from referral_hub.application import dismissing, sync_problems
from referral_hub.application.queries import Row
from referral_hub.application.sync_problems import Look

from .referrals import row_of, shown


def list_newest(call: Call[NoQuery, SyncProblemQuery]) -> Answer:
    query = call.query
    page = sync_problems.listed(
        look=Look(query.system, query.cause, query.state),
        by=call.by,
        limit=query.limit,
        before=paging.place_of(query.cursor, key_id=call.by.key_id, query=query),
        problems=call.hub.problems,
        crm=call.hub.crm,
    )
    cursor = paging.cursor_at(page.after, key_id=call.by.key_id, query=query)
    items = tuple(map(problem_view, page.problems))
    listed = answer(HTTPStatus.OK, SyncProblemPage(items=items, next_cursor=cursor))
    return listed.with_headers(paging.next_link(call.request.path, query, cursor))


def count(call: Call[NoQuery, NoQuery]) -> Answer:
    hub = call.hub
    groups, complete = sync_problems.grouped(by=call.by, problems=hub.problems, crm=hub.crm)
    return answer(HTTPStatus.OK, SyncProblemGroups(items=tuple(groups), complete=complete))


def retry_all(call: Call[RetryAllBody, NoQuery]) -> Answer:
    hub, wanted = call.hub, call.body
    batch = sync_problems.retry_all(
        look=Look(wanted.system, wanted.cause),
        limit=wanted.limit,
        before=paging.place_of(wanted.cursor, key_id=call.by.key_id, query=wanted),
        by=call.by,
        now=hub.clock(),
        problems=hub.problems,
        retries=hub.retries,
    )
    cursor = paging.cursor_at(batch.after, key_id=call.by.key_id, query=wanted)
    return answer(HTTPStatus.ACCEPTED, RetriedPage(items=batch.attempts, next_cursor=cursor))


def dismiss(call: Call[DismissBody, NoQuery]) -> Answer:
    row = row_of(call)
    dismissed = dismissing.dismiss(
        number=call.number,
        reason=call.body.reason,
        by=call.by,
        now=call.hub.clock(),
        referrals=call.hub.referrals,
        contacts=call.hub.contacts,
        deals=call.hub.deals,
        timeline=call.hub.timeline,
    )
    return shown(call, Row(dismissed, row.invitation))
