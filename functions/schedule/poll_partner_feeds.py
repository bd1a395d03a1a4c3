"""Ask every partner that can be asked for news and is not paused, because events get lost."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from functions._entrypoint import lambda_entrypoint, logger
from referral_hub.application.feeds import Poll
from referral_hub.bootstrap import Hub
from referral_hub.domain.cause import Cause
from referral_hub.domain.errors import Conflict, Unavailable
from referral_hub.domain.partner import Partner


def handle(event: dict[str, Any], *, hub: Hub) -> dict[str, int]:
    """
    Queue a hint for all that is new; returns how many, by partner.

    Raises:
        ExceptionGroup: after all partners were asked, of those that could not be. The next turn of
            the clock asks them again; a failed invocation is what the alarm counts.
    """
    queued: dict[str, int] = {}
    troubles: list[Exception] = []
    for partner in hub.partners.all():
        if partner.is_paused:
            continue
        try:
            queued |= _poll(partner, hub)
        except Exception as trouble:  # noqa: BLE001 - one partner's outage is not the others'
            logger.warning("poll.failed", partner_id=partner.partner_id, why=str(trouble))
            troubles.append(trouble)
    if troubles:
        raise ExceptionGroup("not every partner could be polled", troubles)
    return queued


def _poll(partner: Partner, hub: Hub) -> dict[str, int]:
    now = hub.clock()
    try:
        return _turn(partner, hub, now)
    except Exception as trouble:
        _note(trouble, partner, hub, now)
        raise


def _turn(partner: Partner, hub: Hub, now: datetime) -> dict[str, int]:
    source = hub.source_of(partner)
    if source is None:
        return {}
    poll = Poll(source, now, hub.news_desk, hub.feed_states, hub.queue)
    return {partner.partner_id: poll.run()}


def _note(trouble: Exception, partner: Partner, hub: Hub, now: datetime) -> None:
    """Let the partner's health show what the poll itself could not note."""
    state = hub.feed_states.of(partner.partner_id)
    if isinstance(trouble, Conflict) or (state.failures and state.polled_at == now):
        return
    reason, cause = f"the hub failed: {type(trouble).__name__}", Cause.HUB_FAILED
    if isinstance(trouble, Unavailable):
        reason, cause = trouble.reason, trouble.cause
    hub.feed_states.save(state.failed(reason, cause, now))


handler = lambda_entrypoint(handle)
