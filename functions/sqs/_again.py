"""A message that failed comes back sooner than its queue would bring it."""

from __future__ import annotations

from typing import Any

from functions._entrypoint import logger
from referral_hub.domain.errors import TryAgain
from referral_hub.hub import Hub

# Seconds after each try: most troubles pass quickly. After the last the queue has its own pause.
_PAUSES = (5, 15, 30, 60, 120, 300)


def again_soon(record: dict[str, Any], hub: Hub) -> None:
    """Shorten the pause after an early try; where that fails the queue brings it all the same."""
    tries = int(record.get("attributes", {}).get("ApproximateReceiveCount", len(_PAUSES) + 1))
    if hub.redelivery is None or tries > len(_PAUSES):
        return
    try:
        hub.redelivery.again_in(record["receiptHandle"], _PAUSES[tries - 1])
    except TryAgain as trouble:
        logger.warning("redelivery.not_sooner", why=str(trouble))
