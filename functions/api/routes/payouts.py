"""Payouts: make them, list them, fetch their files, tell how they ended."""

from __future__ import annotations

from http import HTTPStatus

from functions.api import paging
from functions.api.csv_writing import csv_file
from functions.api.http import Answer, Call, NoQuery, answer
from functions.api.payout_shapes import (
    COLUMNS,
    FailedBody,
    PaidBody,
    PayoutPage,
    PayoutsBody,
    PayoutsQuery,
    payment_line,
    payout_view,
    run_view,
)
from referral_hub.application.rewards import looking, paying
from referral_hub.application.rewards.looking import Look
from referral_hub.domain.rewards.payout import Payout
from referral_hub.domain.rewards.refusals import PayoutNotFound


def make(call: Call[PayoutsBody, NoQuery]) -> Answer:
    run = paying.create(
        due_by=call.body.due_by,
        referrer_id=call.body.referrer_id,
        by=call.by,
        now=call.hub.clock(),
        desk=call.hub.reward_desk,
    )
    return answer(HTTPStatus.OK, run_view(run, call.by))


def list_newest(call: Call[NoQuery, PayoutsQuery]) -> Answer:
    query, key_id = call.query, call.by.key_id
    found = looking.payouts(
        look=Look(tuple(query.state), query.partner_id, query.referrer_id),
        by=call.by,
        limit=query.limit,
        before=paging.place_of(query.cursor, key_id=key_id, query=query),
        desk=call.hub.reward_desk,
    )
    cursor = paging.cursor_at(found.after, key_id=key_id, query=query)
    items = tuple(payout_view(payout, call.by) for payout in found.items)
    listed = answer(HTTPStatus.OK, PayoutPage(items=items, next_cursor=cursor))
    return listed.with_headers(paging.next_link(call.request.path, query, cursor))


def open_one(call: Call[NoQuery, NoQuery]) -> Answer:
    return _shown(call, _known(call))


def file(call: Call[NoQuery, NoQuery]) -> Answer:
    payout = _known(call)
    return csv_file(f"payout-{payout.payout_id}", COLUMNS, [payment_line(payout)])


def file_of_run(call: Call[NoQuery, NoQuery]) -> Answer:
    """Answer with all payments that one request made."""
    run_id = call.path["run_id"]
    payouts = call.hub.reward_desk.payouts.of_run(run_id)
    if not payouts:
        raise PayoutNotFound(f"no payouts of a run {run_id}")
    return csv_file(f"payouts-{run_id}", COLUMNS, map(payment_line, payouts))


def tell_paid(call: Call[PaidBody, NoQuery]) -> Answer:
    paid = paying.tell_paid(
        payout_id=call.path["payout_id"],
        reference=call.body.reference,
        by=call.by,
        now=call.hub.clock(),
        desk=call.hub.reward_desk,
    )
    return _shown(call, paid)


def tell_failed(call: Call[FailedBody, NoQuery]) -> Answer:
    failed = paying.tell_failed(
        payout_id=call.path["payout_id"],
        reason=call.body.reason,
        by=call.by,
        now=call.hub.clock(),
        desk=call.hub.reward_desk,
    )
    return _shown(call, failed)


def _known(call: Call[object, object]) -> Payout:
    return call.hub.reward_desk.payout(call.path["payout_id"], call.by)


def _shown(call: Call[object, object], payout: Payout) -> Answer:
    return answer(HTTPStatus.OK, payout_view(payout, call.by))
