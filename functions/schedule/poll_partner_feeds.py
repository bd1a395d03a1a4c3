"""
Ask every partner that can be asked for news, is due and is not paused, because events get lost.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from functions._entrypoint import lambda_entrypoint, logger, measure
from referral_hub.application.catching_up import catch_up
from referral_hub.application.partners.feeds import Poll, failed
from referral_hub.application.partners.pages import Turn
from referral_hub.domain.cause import Cause
from referral_hub.domain.errors import Conflict, Unavailable
from referral_hub.domain.partners.feed_state import FeedState
from referral_hub.domain.partners.partner import Partner
from referral_hub.hub import Hub

# Who is begun with later than this may not come to an end in the function's one minute: a turn
# takes 20 seconds, and the answer to its last page 15.
_LATEST_SECONDS = 20


class _Due(NamedTuple):
    partner: Partner
    state: FeedState


def handle(
    event: dict[str, Any], *, hub: Hub, monotonic: Callable[[], float] = time.monotonic
) -> dict[str, int]:
    """
    Take in or queue all that is new, whom nobody asked for longest first; returns how much, by
    partner.

    Raises:
        ExceptionGroup: after all partners were asked, of those that could not be. The next turn of
            the clock asks them again; a failed invocation is what the alarm counts.
    """
    begun: dict[str, int] = {}
    troubles: list[Exception] = []
    latest = monotonic() + _LATEST_SECONDS
    _keep_alive(hub)
    for due in sorted(_due(hub), key=_longest_ago):
        if monotonic() > latest:
            break
        _ask(due.partner, hub, begun, troubles)
    if troubles:
        raise ExceptionGroup("not every partner could be polled", troubles)
    return begun


def _due(hub: Hub) -> Iterator[_Due]:
    now = hub.clock()
    for partner in hub.partners.all():
        state = hub.feed_states.of(partner.partner_id)
        every = timedelta(seconds=partner.settings.get("poll_seconds", 0))
        if not partner.is_paused and state.is_due(every, now):
            yield _Due(partner, state)


def _keep_alive(hub: Hub) -> None:
    """Let no sign-in lapse because its partner is paused; if it has, who resumes it hears of it."""
    for partner in hub.partners.all():
        try:
            if partner.is_paused:
                hub.connections.connect(partner).keep_alive()
        except Unavailable as trouble:
            partner_id, why = partner.partner_id, str(trouble)
            logger.warning("sign_in.not_kept", partner_id=partner_id, why=why)


def _longest_ago(due: _Due) -> str:
    return str(due.state.polled_at or "")


def _ask(partner: Partner, hub: Hub, begun: dict[str, int], troubles: list[Exception]) -> None:
    try:
        begun |= _poll(partner, hub)
    except Exception as trouble:  # noqa: BLE001 - one partner's outage is not the others'
        logger.warning("poll.failed", partner_id=partner.partner_id, why=str(trouble))
        troubles.append(trouble)


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
    _catch_up(partner, hub, now)
    turn = Poll(source, now, hub.news_desk, hub.feed_states, hub.queue).run()
    _tell(turn, partner)
    return {partner.partner_id: turn.begun}


def _catch_up(partner: Partner, hub: Hub, now: datetime) -> None:
    quota = hub.connections.connect(partner).quota
    if quota is None:
        return
    again = catch_up(
        partner_id=partner.partner_id,
        quota=quota,
        now=now,
        problems=hub.problems,
        retries=hub.retries,
    )
    if again:
        logger.info("quota.free_again", partner_id=partner.partner_id, count=len(again))


def _tell(turn: Turn, partner: Partner) -> None:
    for number in turn.filed:
        logger.info("referral.received", number=number)
        measure("ReferralReceived")
    for _ in range(turn.missed):
        measure("PartnerEventMissed")
    if turn.quarantined:
        partner_id, count = partner.partner_id, turn.quarantined
        logger.warning("entry.quarantined", partner_id=partner_id, count=count)
    for _ in range(turn.quarantined):
        measure("EntryQuarantined")


def _note(trouble: Exception, partner: Partner, hub: Hub, now: datetime) -> None:
    """Let the partner's health show what the poll itself could not note."""
    state = hub.feed_states.of(partner.partner_id)
    noted = state.failures and state.polled_at == now and not state.under_way
    if isinstance(trouble, Conflict) or noted:
        return
    if isinstance(trouble, Unavailable):
        hub.feed_states.save(failed(state, trouble, now))
        return
    reason = f"the hub failed: {type(trouble).__name__}"
    hub.feed_states.save(state.failed(reason, Cause.HUB_FAILED, now))


handler = lambda_entrypoint(handle)
