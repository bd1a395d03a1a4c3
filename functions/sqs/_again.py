"""A message that failed comes back sooner than its queue would bring it."""

from __future__ import annotations

from datetime import timedelta
from math import ceil
from typing import Any

from functions._entrypoint import logger
from referral_hub.domain.errors import TryAgain, Unavailable
from referral_hub.hub import Hub

# Seconds after each try: most troubles pass quickly. After the last the queue has its own pause.
_PAUSES = (5, 15, 30, 60, 120, 300)
_AT_ONCE, _LONGEST = timedelta(), timedelta(minutes=15)


def again_soon(record: dict[str, Any], hub: Hub, *, told: TryAgain | None = None) -> None:
    """
    Shorten the pause after an early try, but leave whoever says so alone for as long as it wants;
    where that fails the queue brings it all the same.
    """
    tries = int(record.get("attributes", {}).get("ApproximateReceiveCount", len(_PAUSES) + 1))
    if hub.redelivery is None or tries > len(_PAUSES):
        return
    asked = told.again_after if isinstance(told, Unavailable) else None
    seconds = ceil(min(asked or _AT_ONCE, _LONGEST).total_seconds())
    try:
        hub.redelivery.again_in(record["receiptHandle"], max(_PAUSES[tries - 1], seconds))
    except TryAgain as trouble:
        logger.warning("redelivery.not_sooner", why=str(trouble))
