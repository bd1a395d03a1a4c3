"""The deal of an accepted referral: read what is known of it, tell what is new."""

from __future__ import annotations

import re
from http import HTTPStatus

from functions.api.deal_schemas import DealBody
from functions.api.deal_views import deal_view
from functions.api.http import Answer, Call, answer, etag
from functions.api.preconditions import moved_on, required_tag, unless_moved_on
from functions.api.schemas import NoQuery
from referral_hub.application import deal_edits
from referral_hub.domain.deal import Deal

from .referrals import row_of

_TAG = re.compile(r'"(0|[1-9][0-9]{0,7})"')


def read(call: Call[NoQuery, NoQuery]) -> Answer:
    return _shown(call, call.hub.desk.open(row_of(call).referral).deal)


def edit(call: Call[DealBody, NoQuery]) -> Answer:
    """Take in what is new; the CRM is told of it afterwards."""
    hub, referral = call.hub, row_of(call).referral
    seen = _seen(call)
    with unless_moved_on("the deal"):
        deal = deal_edits.edit(
            referral=referral,
            told=call.body.told,
            seen=seen,
            by=call.by,
            now=hub.clock(),
            desk=hub.desk,
        )
    return _shown(call, deal)


def _seen(call: Call[object, object]) -> int:
    """
    Raises:
        PreconditionRequired, PreconditionFailed: If-Match names no version of a deal.
    """
    tag = _TAG.fullmatch(required_tag(call.request))
    if tag is None:
        raise moved_on("the deal")
    return int(tag[1])


def _shown(call: Call[object, object], deal: Deal) -> Answer:
    return answer(HTTPStatus.OK, deal_view(deal, call.by), ETag=etag(deal.version))
