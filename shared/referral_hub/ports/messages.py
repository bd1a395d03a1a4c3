"""The workflow and the queues: what the hub tells itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol


class IntakeWorkflow(Protocol):
    """The state machine that carries a decision out."""

    def start(self, name: str, number: str) -> bool:
        """Start an execution; False when one of that name was started before."""

    def resume(self, token: str, contact_keys: Sequence[str]) -> bool:
        """Tell a waiting execution that contact info is there; False when it no longer waits."""


class HintQueue(Protocol):
    """Where somebody writes that a partner has news; hints are read later, one by one."""

    def send(self, hints: Sequence[Mapping[str, str]]) -> None: ...


class Outbound(Protocol):
    """The way from the hub to the CRM: one referral's messages are read one after the other."""

    def send(self, number: str, *, version: int) -> None:
        """
        Queue that a referral's deal has something that the CRM has not been told; the same version
        twice is one message.

        Raises:
            Unavailable: it was not taken; send it again.
        """


class DeadLetters(Protocol):
    """Where a message rests that can never be followed, until a person looks at it."""

    def put(self, body: str) -> None:
        """
        Keep the message as it came.

        Raises:
            Unavailable: it was not taken.
        """


class Redelivery(Protocol):
    """The queue whose messages a function reads, as far as one that failed may come back sooner."""

    def again_in(self, receipt: str, seconds: int) -> None:
        """
        Bring a received message back after so many seconds instead of the queue's own pause.

        Raises:
            Unavailable: it was not taken; the queue brings the message in its own time.
        """
