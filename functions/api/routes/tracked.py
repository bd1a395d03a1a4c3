"""Referrals by code: tell how a record is, list them, and what happened to each."""

from __future__ import annotations

import re
from http import HTTPStatus

from functions._entrypoint import measure
from functions.api import paging
from functions.api.http import Answer, Call, NoQuery, answer
from functions.api.tracked_shapes import (
    FollowedView,
    LifecycleEventBody,
    TrackedPage,
    TrackedQuery,
    TrackedTimeline,
    TrackedView,
)
from referral_hub.application.lifecycles import outside, queries
from referral_hub.application.lifecycles.telling import tell
from referral_hub.application.rewards.explaining import explain

_PLACE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ#T-\d{6,12}", re.ASCII)


def tell_event(call: Call[LifecycleEventBody, NoQuery]) -> Answer:
    hub = call.hub
    now = hub.clock()
    followed = tell(seen=call.body.seen(now), now=now, desk=hub.lifecycle_desk)
    measure("LifecycleEventTold")
    return answer(HTTPStatus.OK, FollowedView.of(followed))


def list_newest(call: Call[NoQuery, TrackedQuery]) -> Answer:
    query = call.query
    page = queries.listed(
        sought=queries.Sought(**query.model_dump(exclude={"limit", "cursor"})),
        by=call.by,
        limit=query.limit,
        before=paging.place_of(query.cursor, key_id=call.by.key_id, query=query, form=_PLACE),
        desk=call.hub.lifecycle_desk,
    )
    cursor = paging.cursor_at(page.after, key_id=call.by.key_id, query=query)
    items = tuple(TrackedView.of(referral, call.by) for referral in page.referrals)
    listed = answer(HTTPStatus.OK, TrackedPage(items=items, next_cursor=cursor))
    return listed.with_headers(paging.next_link(call.request.path, query, cursor))


def open_one(call: Call[NoQuery, NoQuery]) -> Answer:
    desk, number = call.hub.lifecycle_desk, call.path["tracked_number"]
    found = queries.opened(number=number, by=call.by, desk=desk)
    return answer(HTTPStatus.OK, TrackedView.of(found, call.by))


def retry(call: Call[NoQuery, NoQuery]) -> Answer:
    hub, number = call.hub, call.path["tracked_number"]
    again = outside.retry(number=number, now=hub.clock(), desk=hub.lifecycle_desk)
    return answer(HTTPStatus.ACCEPTED, TrackedView.of(again, call.by))


def read_timeline(call: Call[NoQuery, NoQuery]) -> Answer:
    desk, number = call.hub.lifecycle_desk, call.path["tracked_number"]
    told = queries.story_of(number=number, by=call.by, desk=desk)
    return answer(HTTPStatus.OK, TrackedTimeline(items=tuple(told)))


def explained(call: Call[NoQuery, NoQuery]) -> Answer:
    desk, number = call.hub.lifecycle_desk, call.path["tracked_number"]
    found = queries.opened(number=number, by=call.by, desk=desk)
    told = explain(referral=found, by=call.by, policies=desk.policies)
    return answer(HTTPStatus.OK, told)
