"""Referrers and their codes: read them, and keep them."""

from __future__ import annotations

from http import HTTPStatus

from functions.api.http import Answer, Call, NoQuery, answer, etag
from functions.api.lifecycle_shapes import (
    CodeBody,
    CodeList,
    CodeQuery,
    CodeView,
    ReferrerBody,
    ReferrerList,
    ReferrerQuery,
    ReferrerView,
)
from functions.api.preconditions import moved_on, required_tag, unless_moved_on
from referral_hub.application.lifecycles import managing, matching, queries
from referral_hub.domain.lifecycles.code import ReferralCode
from referral_hub.domain.lifecycles.referrer import Referrer


def list_all(call: Call[NoQuery, ReferrerQuery]) -> Answer:
    found = queries.referrers(
        partner_id=call.query.partner_id, by=call.by, desk=call.hub.lifecycle_desk
    )
    return answer(HTTPStatus.OK, ReferrerList(items=tuple(map(ReferrerView.of, found))))


def read(call: Call[NoQuery, NoQuery]) -> Answer:
    desk, referrer_id = call.hub.lifecycle_desk, call.path["referrer_id"]
    return _shown(queries.referrer(referrer_id=referrer_id, by=call.by, desk=desk))


def put(call: Call[ReferrerBody, NoQuery]) -> Answer:
    """Put a referrer in place of the one that the caller has seen; of a new one that is 0."""
    desk, referrer_id = call.hub.lifecycle_desk, call.path["referrer_id"]
    before = desk.referrers.find(referrer_id)
    kept = _kept(call, before, "the referrer") | {"referrer_id": referrer_id}
    with unless_moved_on("the referrer"):
        saved = managing.save_referrer(
            referrer=Referrer(**call.body.model_dump(), **kept),
            before=before,
            partners=call.hub.partners,
            desk=desk,
        )
    return _shown(saved)


def list_codes(call: Call[NoQuery, CodeQuery]) -> Answer:
    desk, referrer_id = call.hub.lifecycle_desk, call.query.referrer_id
    found = queries.codes(referrer_id=referrer_id, by=call.by, desk=desk)
    return answer(HTTPStatus.OK, CodeList(items=tuple(map(CodeView.of, found))))


def read_code(call: Call[NoQuery, NoQuery]) -> Answer:
    desk, code = call.hub.lifecycle_desk, call.path["code"]
    return _shown_code(queries.code(code=code, by=call.by, desk=desk))


def put_code(call: Call[CodeBody, NoQuery]) -> Answer:
    """Put a code in place of the one that was seen; some of what waited for it is followed."""
    desk, named = call.hub.lifecycle_desk, call.path["code"]
    before = desk.codes.find(named)
    kept = _kept(call, before, "the code") | {"code": named}
    with unless_moved_on("the code"):
        code = ReferralCode(**call.body.model_dump(), **kept)
        saved = managing.save_code(code=code, before=before, desk=desk)
    if saved.matching:
        matching.match_waiting(code=saved, now=call.hub.clock(), desk=desk)
    return _shown_code(desk.codes.get(named))


def _kept(
    call: Call[object, NoQuery], before: Referrer | ReferralCode | None, what: str
) -> dict[str, object]:
    """
    Say what of a record is not for the caller to say.

    Raises:
        PreconditionFailed: it is not the one that the caller has seen.
    """
    version = before.version if before else 0
    if required_tag(call.request) != etag(version):
        raise moved_on(what)
    return {"version": version, "created_at": before.created_at if before else call.hub.clock()}


def _shown(referrer: Referrer) -> Answer:
    return answer(HTTPStatus.OK, ReferrerView.of(referrer), ETag=etag(referrer.version))


def _shown_code(code: ReferralCode) -> Answer:
    return answer(HTTPStatus.OK, CodeView.of(code), ETag=etag(code.version))
