"""Where messages are kept that can never be followed."""

from __future__ import annotations

from referral_hub.adapters.memory import MemoryDeadLetters
from referral_hub.domain.errors import Unavailable
from referral_hub.hub import Hub


class FullLetters(MemoryDeadLetters):
    """Those that take nothing, as SQS when it throttles."""

    def put(self, body: str) -> None:
        raise Unavailable("sqs", f"{len(body)} characters were not taken")


def letters_of(hub: Hub) -> list[str]:
    assert isinstance(hub.dead_letters, MemoryDeadLetters)
    return hub.dead_letters.bodies
