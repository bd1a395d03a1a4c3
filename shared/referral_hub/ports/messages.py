"""The workflow and the queues: what the hub tells itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
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


class Listener(StrEnum):
    """Who is told of a deal, or of an outgoing referral."""

    CRM = "crm"
    PARTNER = "partner"


class About(StrEnum):
    """What of a referral somebody is told: its deal, or an outgoing one itself, or one by code."""

    DEAL = "deal"
    REFERRAL = "referral"
    TRACKED = "tracked"


class Outbound(Protocol):
    """
    The way out of the hub: what one referral has for one listener is read one after the other, and
    nobody waits for what another listener does not answer.
    """

    def send(self, number: str, *, to: Listener, mark: str, about: About = About.DEAL) -> None:
        """
        Queue that a referral, or its deal, has something that this listener has not been told; the
        same mark twice for one of them, within some minutes, is one message.

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
