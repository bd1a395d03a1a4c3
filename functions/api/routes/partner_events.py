"""What partners' platforms tell over HTTPS: hints to go and read, queued, and answered at once."""

from __future__ import annotations

import binascii
from collections.abc import Mapping
from http import HTTPStatus

from functions._entrypoint import logger
from functions.api.http import Answer, Call, NoQuery, Request
from functions.api.reading import decoded
from referral_hub.domain.partners.partner import Hint, NotGenuine, Partner, PartnerNotFound
from referral_hub.hub import Hub

_NOBODY = "nobody of this name is told of by webhooks"


def tell_microsoft(call: Call[None, NoQuery]) -> Answer:
    """Queue what a signed webhook points at; why one is refused, only the log says."""
    partner_id = call.path["partner_id"]
    try:
        hints = _hints(call.hub, call.request, partner_id)
    except NotGenuine as refusal:
        logger.warning("partner_event.refused", partner_id=partner_id, why=refusal.detail)
        raise NotGenuine("the request is not what the platform signs") from None
    call.hub.queue.send([_message(hint) for hint in hints])
    logger.info("partner_event.taken", partner_id=partner_id, hints=len(hints))
    return Answer(HTTPStatus.OK)


def _hints(hub: Hub, request: Request, partner_id: str) -> tuple[Hint, ...]:
    """
    What a paused partner tells is left alone: once it is resumed, the poll finds it.

    Raises:
        NotGenuine, Unavailable: as `SignedEvents` does.
    """
    partner = _partner(hub, partner_id)
    events = hub.connections.connect(partner).events
    if events is None:
        raise NotGenuine(_NOBODY)
    hints = events.hints_in(request.headers, _body(request), now=hub.clock())
    return () if partner.is_paused else hints


def _partner(hub: Hub, partner_id: str) -> Partner:
    try:
        return hub.partners.get(partner_id)
    except PartnerNotFound:
        raise NotGenuine(_NOBODY) from None


def _body(request: Request) -> bytes:
    try:
        return decoded(request)
    except (UnicodeEncodeError, binascii.Error):
        raise NotGenuine("the body cannot be decoded") from None


def _message(hint: Hint) -> Mapping[str, str]:
    return {**hint.model_dump(), "via": "event"}
