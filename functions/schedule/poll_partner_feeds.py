"""Ask every partner that can be asked for news, because events get lost."""

from __future__ import annotations

from typing import Any

from functions._entrypoint import lambda_entrypoint, logger
from referral_hub.application.feeds import Poll
from referral_hub.bootstrap import Hub
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
        try:
            queued |= _poll(partner, hub)
        except Exception as trouble:  # noqa: BLE001 - one partner's outage is not the others'
            logger.warning("poll.failed", partner_id=partner.partner_id, why=str(trouble))
            troubles.append(trouble)
    if troubles:
        raise ExceptionGroup("not every partner could be polled", troubles)
    return queued


def _poll(partner: Partner, hub: Hub) -> dict[str, int]:
    source = hub.source_of(partner)
    if source is None:
        return {}
    poll = Poll(source, hub.clock(), hub.news_desk, hub.feed_states, hub.queue)
    return {partner.partner_id: poll.run()}


handler = lambda_entrypoint(handle)
