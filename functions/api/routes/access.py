"""Where peers send deals: signed with a Referral key, and let in link by link."""

from __future__ import annotations

import binascii
from datetime import datetime, timedelta
from hashlib import sha256
from http import HTTPStatus

from functions._entrypoint import logger, measure
from functions.api.access_reading import Deals, read_message
from functions.api.http import JSON, Answer, Call, NoQuery, answer
from functions.api.problems import problem_of
from functions.api.rate_limit import take_turn
from functions.api.reading import decoded, measured, must_be_of
from functions.api.refusals import MalformedJson
from functions.api.repeating import Asked, once_under
from referral_hub.application.access_links.opening import OpenLink
from referral_hub.application.access_links.receiving import Intake
from referral_hub.domain.access_links.link import LinkKey
from referral_hub.domain.access_links.refusals import MessageIdReused
from referral_hub.domain.access_links.results import AccessAnswer, ItemResult, ResultStatus
from referral_hub.domain.access_links.transfer import AccessContacts, AccessPing
from referral_hub.hub import Hub
from referral_hub.records.answers import KeyReused

# API Gateway hangs up after 30 seconds; the same message again goes on where this one ended.
_TIME = timedelta(seconds=20)
_Call = Call[None, NoQuery]


def receive(call: _Call) -> Answer:
    """Nothing of the message is read before it is known whose it is."""
    body, now = _body(call), call.hub.clock()
    signed, key = call.hub.link_door.signed_by(call.request.headers, body, now=now)
    turn = take_turn(f"link:{key.key_id}", now=now)
    given = _let_in(call, key, signed.message_id, body, now).with_headers(turn)
    logger.info(
        "access.answered",
        link_id=call.path["link_id"],
        key_id=key.key_id,
        message_id=signed.message_id,
        status=given.status,
    )
    return given


def _let_in(call: _Call, key: LinkKey, message_id: str, body: bytes, now: datetime) -> Answer:
    try:
        opened = call.hub.link_door.open(call.path["link_id"], key, now=now)
        must_be_of(call.request, JSON)
        message = read_message(body)
        if isinstance(message, AccessPing):
            return answer(HTTPStatus.OK, AccessAnswer())
        return _once(call, message, opened, message_id, body)
    except Exception as error:  # noqa: BLE001 - as of any request, with the headers of this key
        return problem_of(error, call.request)


def _once(
    call: _Call, message: Deals | AccessContacts, opened: OpenLink, message_id: str, body: bytes
) -> Answer:
    """
    Give the answer that the same message got before, or take it; a refusal is not kept.

    Raises:
        StillRunning, MessageIdReused: as the protocol says.
    """
    asked = Asked(
        by=f"link:{opened.link.link_id}",
        key=message_id,
        digest=sha256(body).hexdigest(),
        kept_below=HTTPStatus.BAD_REQUEST,
    )
    try:
        return once_under(asked, call.hub, lambda: _taken(call, message, opened))
    except KeyReused:
        raise MessageIdReused("another message came with this webhook-id before") from None


def _taken(call: _Call, message: Deals | AccessContacts, opened: OpenLink) -> Answer:
    """Take a message, and answer refusals and failures too, so that its id is free again."""
    hub = call.hub
    try:
        if isinstance(message, Deals):
            results = _filed(hub, message, opened)
        else:
            results = (_intake(hub).add(message, opened, now=hub.clock()),)
        return answer(HTTPStatus.OK, AccessAnswer(results=results))
    except Exception as error:  # noqa: BLE001 - as in _let_in
        return problem_of(error, call.request)


def _filed(hub: Hub, deals: Deals, opened: OpenLink) -> tuple[ItemResult, ...]:
    taken = _intake(hub).take(deals.read, opened, now=hub.clock())
    if created := sum(each.status is ResultStatus.CREATED for each in taken.values()):
        measure("ReferralReceived", created)
    return tuple(result for _, result in sorted({**taken, **deals.refused}.items()))


def _intake(hub: Hub) -> Intake:
    until = hub.clock() + _TIME
    return Intake(hub.referrals, hub.contacts, hub.users, in_time=lambda: hub.clock() < until)


def _body(call: _Call) -> bytes:
    try:
        return measured(decoded(call.request))
    except (UnicodeEncodeError, binascii.Error):
        raise MalformedJson("the body cannot be decoded") from None
