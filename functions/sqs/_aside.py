"""A message that can never be followed goes where people look, at once."""

from __future__ import annotations

from typing import Any

from referral_hub.hub import Hub


def put_aside(record: dict[str, Any], hub: Hub) -> bool:
    """
    Tell whether the message is kept; where there is no such place, SQS puts it aside in time.

    Raises:
        TryAgain: it could not be kept now.
    """
    if hub.dead_letters:
        hub.dead_letters.put(record["body"])
    return hub.dead_letters is not None
