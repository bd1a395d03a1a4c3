"""What a CRM tells over HTTPS: hints to go and read, queued, and answered at once."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from itertools import chain
from typing import Any

from functions._entrypoint import logger
from functions.api.crm_event_shapes import CrmEventsBody
from functions.api.http import Answer, Call, NoQuery
from functions.api.refusals import CrmNotConnected, InvalidRequest
from referral_hub.domain.crm_referrals import CrmHint, one_each
from referral_hub.ports import CrmEvents


def tell(call: Call[CrmEventsBody, NoQuery]) -> Answer:
    """Queue each hint once; what none of the events say is no reason to send the others again."""
    hub, told = call.hub, call.body.events
    if hub.crm_events is None or hub.crm_hints is None or call.path["crm"] != hub.crm.name:
        raise CrmNotConnected(f"the CRM of this hub is {hub.crm.name}")
    read = [hints for event in told if (hints := _hints_in(event, hub.crm_events)) is not None]
    if told and not read:
        raise InvalidRequest("nothing of it is an event of this CRM", fields={"": "is no event"})
    # Who decided, only a CRM's own bus is believed.
    messages = [hint.unnamed().message for hint in one_each(chain(*read)).values()]
    hub.crm_hints.send(messages)
    logger.info("crm_events.taken", events=len(told), hints=len(messages))
    return Answer(HTTPStatus.ACCEPTED)


def _hints_in(event: Mapping[str, Any], events: CrmEvents) -> tuple[CrmHint, ...] | None:
    """Read one event; None when it has not the shape of one."""
    try:
        return events.hints_in(event)
    except (AttributeError, KeyError, TypeError, ValueError) as unlike:
        logger.warning("crm_events.unreadable", why=type(unlike).__name__)
        return None
