"""Rewards: look, decide, read the statement of a referrer, audit the ledger."""

from __future__ import annotations

import re
from collections.abc import Callable
from http import HTTPStatus

from functions.api import paging
from functions.api.csv_writing import csv_file
from functions.api.http import Answer, Call, NoQuery, answer, etag
from functions.api.preconditions import moved_on, required_tag, unless_moved_on
from functions.api.reward_shapes import (
    AuditQuery,
    HoldBody,
    MaybeReasonBody,
    ReasonBody,
    RewardPage,
    RewardsQuery,
    StatementLineView,
    StatementQuery,
    audit_view,
    line_view,
    reward_summary,
    reward_view,
    statement_view,
)
from referral_hub.application.rewards import approving, looking
from referral_hub.application.rewards.auditing import audit
from referral_hub.application.rewards.looking import Look
from referral_hub.application.rewards.statements import statement
from referral_hub.domain.rewards.reward import Reward

_SECOND = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"
_REWARD = re.compile(rf"{_SECOND}#T-\d{{6,12}}", re.ASCII)
_ENTRY = re.compile(rf"{_SECOND}#T-\d{{6,12}}#\d{{6,12}}#[a-z]{{1,20}}", re.ASCII)
_REFERRER = re.compile(r"[a-z][a-z0-9-]{1,39}", re.ASCII)
_COLUMNS = tuple(StatementLineView.model_fields)


def list_newest(call: Call[NoQuery, RewardsQuery]) -> Answer:
    query, key_id = call.query, call.by.key_id
    found = looking.rewards(
        look=Look(
            tuple(query.state), query.partner_id, query.referrer_id, query.waits_for == "approval"
        ),
        by=call.by,
        limit=query.limit,
        before=paging.place_of(query.cursor, key_id=key_id, query=query, form=_REWARD),
        desk=call.hub.reward_desk,
    )
    cursor = paging.cursor_at(found.after, key_id=key_id, query=query)
    items = tuple(map(reward_summary, found.items))
    listed = answer(HTTPStatus.OK, RewardPage(items=items, next_cursor=cursor))
    return listed.with_headers(paging.next_link(call.request.path, query, cursor))


def open_one(call: Call[NoQuery, NoQuery]) -> Answer:
    return _shown(call, _known(call))


def approve(call: Call[MaybeReasonBody, NoQuery]) -> Answer:
    """Approve what the caller has seen, and nothing that it has become since."""
    hub, reward = call.hub, _known(call)
    path = f"/v1/rewards/{reward.number}"
    if required_tag(call.request, path) != etag(reward.version):
        raise moved_on("the reward")
    with unless_moved_on("the reward"):
        approved = approving.approve(
            reward=reward,
            reason=call.body.reason,
            by=call.by,
            now=hub.clock(),
            desk=hub.reward_desk,
        )
    return _shown(call, approved)


def decline(call: Call[ReasonBody, NoQuery]) -> Answer:
    return _decided(call, approving.decline)


def release(call: Call[MaybeReasonBody, NoQuery]) -> Answer:
    return _decided(call, approving.release)


def hold(call: Call[HoldBody, NoQuery]) -> Answer:
    held = approving.hold(
        number=_number(call),
        reason=call.body.reason,
        until=call.body.until,
        by=call.by,
        now=call.hub.clock(),
        desk=call.hub.reward_desk,
    )
    return _shown(call, held)


def read_statement(call: Call[NoQuery, StatementQuery]) -> Answer:
    query, key_id = call.query, call.by.key_id
    told = statement(
        referrer_id=call.path["referrer_id"],
        by=call.by,
        limit=query.limit,
        after=paging.place_of(query.cursor, key_id=key_id, query=query, form=_ENTRY),
        desk=call.hub.reward_desk,
    )
    cursor = paging.cursor_at(told.after, key_id=key_id, query=query)
    listed = answer(HTTPStatus.OK, statement_view(told, cursor))
    return listed.with_headers(paging.next_link(call.request.path, query, cursor))


def statement_file(call: Call[NoQuery, NoQuery]) -> Answer:
    """Answer with all lines at once."""
    referrer_id = call.path["referrer_id"]
    desk = call.hub.reward_desk
    told = statement(referrer_id=referrer_id, by=call.by, limit=None, after="", desk=desk)
    lines = (line_view(line).model_dump(mode="json") for line in told.lines)
    rows = ([str(line[column]) for column in _COLUMNS] for line in lines)
    return csv_file(f"statement-{referrer_id}", _COLUMNS, rows)


def audit_ledger(call: Call[NoQuery, AuditQuery]) -> Answer:
    query, key_id = call.query, call.by.key_id
    after = paging.place_of(query.cursor, key_id=key_id, query=query, form=_REFERRER)
    found = audit(limit=query.limit, after=after, desk=call.hub.reward_desk)
    cursor = paging.cursor_at(found.after, key_id=key_id, query=query)
    listed = answer(HTTPStatus.OK, audit_view(found, cursor))
    return listed.with_headers(paging.next_link(call.request.path, query, cursor))


def _decided(
    call: Call[ReasonBody, NoQuery] | Call[MaybeReasonBody, NoQuery],
    decide: Callable[..., Reward],
) -> Answer:
    decided = decide(
        number=_number(call),
        reason=call.body.reason,
        by=call.by,
        now=call.hub.clock(),
        desk=call.hub.reward_desk,
    )
    return _shown(call, decided)


def _number(call: Call[object, object]) -> str:
    return call.path["tracked_number"]


def _known(call: Call[object, object]) -> Reward:
    return call.hub.reward_desk.reward(_number(call), call.by)


def _shown(call: Call[object, object], reward: Reward) -> Answer:
    return answer(HTTPStatus.OK, reward_view(reward, call.by), ETag=etag(reward.version))
