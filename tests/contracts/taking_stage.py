"""A partner that takes referrals, as far as its contract asks, and how the hub shares with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from referral_hub.domain.effects import Done, Outcome, Refused, effect_token
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.outgoing.referral import OutgoingReferral, Step
from referral_hub.ports import PartnerConnection, TakesReferrals
from tests.builders import NOON, an_outgoing_referral

_PATIENCE = 20


class TakingStage(Protocol):
    """A partner that takes referrals."""

    edits: Mapping[str, str]
    """Other values for some fields of `whole`, which the partner takes after it has the referral"""

    @property
    def takes(self) -> TakesReferrals: ...

    def whole(self) -> OutgoingReferral:
        """Write another referral with all that the partner asks for; nothing is shared yet."""

    def knows(self, referral: OutgoingReferral) -> Mapping[str, str]:
        """
        What the partner has of some fields, by their names in the form; of those in `edits` always.
        """

    def records(self) -> int:
        """How many referrals of ours the partner has."""

    def calls(self) -> int:
        """How often the partner was called, to read or to write."""

    def passes(self) -> None:
        """Let so much time pass that the partner goes on with what it has begun."""


class RemoteTakingStage(TakingStage, Protocol):
    """A partner that the connector calls, and whose answers can get lost."""

    def fails_next_call(self) -> None:
        """Refuse to serve the next call that changes something; nothing happens."""

    def loses_next_answer(self) -> None:
        """Do what the next call that changes something asks, and lose the answer."""

    def refuses_next(self) -> frozenset[str]:
        """Find fault with the next creation, over these fields of the form."""


class CorrectedStage(TakingStage, Protocol):
    """A partner whose record can be brought in line with later edits."""

    def opens(self, referral: OutgoingReferral) -> None:
        """Let the partner be done with its review, so that the record takes changes."""

    def meddles(self, referral: OutgoingReferral) -> None:
        """Let the partner's people change another thing of the record."""

    def meddled(self, referral: OutgoingReferral) -> bool:
        """Whether what they changed is there."""

    def changes(self, referral: OutgoingReferral, /) -> int:
        """How often the record was changed by the hub since it is there."""


class LockingStage(CorrectedStage, Protocol):
    """A partner whose record takes no changes for a while, as while it is reviewed."""

    def locks(self, referral: OutgoingReferral) -> None: ...


def numbered(place: int, fields: Mapping[str, str], **more: Any) -> OutgoingReferral:
    """Write a referral that differs from all others by its number and its key."""
    return an_outgoing_referral(number=f"R-{place:06d}", key=f"key-{place}", fields=fields, **more)


def taker_of(connection: PartnerConnection) -> TakesReferrals:
    assert connection.takes, "this partner takes referrals"
    return connection.takes


def token_of(step: Step, referral: OutgoingReferral, turn: int = 1) -> str:
    return effect_token(*referral.identity, step, str(turn))


def with_taken(referral: OutgoingReferral, step: Step, outcome: Outcome) -> OutgoingReferral:
    """The referral as its ledger stands once the step is taken."""
    assert isinstance(outcome, Done), outcome
    ledger = referral.ledger.intend(step, token=token_of(step, referral), at=NOON)
    return referral.with_ledger(ledger.settle(step, outcome, at=NOON))


def settled(
    stage: TakingStage, step: Step, referral: OutgoingReferral, turn: int = 1
) -> Done | Refused:
    """Take a step under one token, as often as it takes until the partner has decided."""
    for _ in range(_PATIENCE):
        try:
            outcome = stage.takes.take(step, referral, token=token_of(step, referral, turn))
        except Unavailable:
            stage.passes()
            continue
        if isinstance(outcome, Done | Refused):
            return outcome
        stage.passes()
    raise AssertionError(f"{step} is never settled")


def shared(stage: TakingStage, referral: OutgoingReferral) -> OutgoingReferral:
    """Take all steps of sharing it."""
    for step in stage.takes.steps:
        referral = with_taken(referral, step, settled(stage, step, referral))
    return referral


def known(stage: TakingStage, referral: OutgoingReferral, fields: Mapping[str, str]) -> object:
    """What the partner has of these."""
    return {name: text for name, text in stage.knows(referral).items() if name in fields}
