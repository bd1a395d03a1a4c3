"""Records that are nobody's referral: list them, say whose one is, let one be."""

from __future__ import annotations

import re
from http import HTTPStatus
from itertools import islice

from functions.api import paging
from functions.api.http import Answer, Call, NoQuery, answer
from functions.api.tracked_shapes import (
    FollowedView,
    MatchBody,
    UnmatchedPage,
    UnmatchedQuery,
    UnmatchedView,
)
from referral_hub.application.lifecycles import matching
from referral_hub.records.unmatched import listed_at

_PLACE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ#[0-9a-f]{24}", re.ASCII)


def list_newest(call: Call[NoQuery, UnmatchedQuery]) -> Answer:
    query, records = call.query, call.hub.lifecycle_desk.unmatched
    before = paging.place_of(query.cursor, key_id=call.by.key_id, query=query, form=_PLACE)
    walk = records.newest(code=query.code.strip().upper(), before=before)
    found = list(islice(walk, query.limit + 1))
    page = found[: query.limit]
    after = listed_at(page[-1]) if found[query.limit :] else ""
    cursor = paging.cursor_at(after, key_id=call.by.key_id, query=query)
    items = tuple(map(UnmatchedView.of, page))
    listed = answer(HTTPStatus.OK, UnmatchedPage(items=items, next_cursor=cursor))
    return listed.with_headers(paging.next_link(call.request.path, query, cursor))


def open_one(call: Call[NoQuery, NoQuery]) -> Answer:
    record = call.hub.lifecycle_desk.unmatched.get(call.path["unmatched_id"])
    return answer(HTTPStatus.OK, UnmatchedView.of(record))


def match(call: Call[MatchBody, NoQuery]) -> Answer:
    followed = matching.match(
        unmatched_id=call.path["unmatched_id"],
        code=call.body.code,
        by=call.by,
        now=call.hub.clock(),
        desk=call.hub.lifecycle_desk,
    )
    return answer(HTTPStatus.OK, FollowedView.of(followed))


def dismiss(call: Call[NoQuery, NoQuery]) -> Answer:
    record = matching.dismiss(
        unmatched_id=call.path["unmatched_id"], by=call.by, desk=call.hub.lifecycle_desk
    )
    return answer(HTTPStatus.OK, UnmatchedView.of(record))
