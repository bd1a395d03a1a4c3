"""
A deal on its way from one hub to another, whatever breaks: both are the shipped hub, in memory and
in virtual time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from referral_hub.domain.errors import TryAgain
from referral_hub.domain.outgoing.referral import DISCLOSED_NOTE, HUB_RECORD, Step
from tests.adapters.partners.peer.north import North
from tests.application.outgoing.sharing_stage import is_shared
from tests.application.stage import Crash
from tests.workflow.sharing_plays import Crashes

FAULTS = ("down", "busy", "lost", "garbled")
PLACES = tuple(
    f"{when} {effect}"
    for effect in (HUB_RECORD, Step.CREATE, DISCLOSED_NOTE)
    for when in ("before", "after")
)
# What a turn may be besides: the same message of the queue a second time, the same request by the
# person who got no answer, and so long a wait that the peer has forgotten its answers.
MOVES = ("again", "asked", "day")
_TURNS = 30


@dataclass(frozen=True)
class PeerSchedule:
    """What strikes the calls in their order, where the hub dies, and what happens in each turn."""

    faults: tuple[str, ...] = ()
    crashes: tuple[str, ...] = ()
    moves: tuple[str, ...] = ()


def drawn(amount: int, *, seed: int) -> Iterator[PeerSchedule]:
    lot = Random(seed)  # noqa: S311 - a schedule is no secret
    for _ in range(amount):
        yield PeerSchedule(
            faults=tuple(lot.choice(("", *FAULTS)) for _ in range(lot.choice((0, 1, 2, 4)))),
            crashes=tuple(lot.sample(PLACES, lot.choice((0, 0, 1, 2, 3)))),
            moves=tuple(lot.choice(("", *MOVES)) for _ in range(lot.choice((0, 2, 5)))),
        )


class PeerPlay:
    """One deal, from the request until nothing of it is due."""

    def __init__(self, schedule: PeerSchedule) -> None:
        self.schedule = schedule
        self.north = North(faults=Crashes(list(schedule.crashes)))
        self.north.fjord.faults = list(schedule.faults)
        self.number = str(self.north.asks().said["number"])

    def play(self) -> list[str]:
        """Go on until nothing is due; list what is not as it must be."""
        moves = list(self.schedule.moves)
        for _ in range(_TURNS):
            self._turn()
            if moves:
                self._move(moves.pop(0))
            elif not self._is_due():
                break
        return [*self._wrongs()]

    def _turn(self) -> None:
        try:
            self.north.works(self.number)
        except (TryAgain, Crash):
            self.north.fjord.clock.advance(minutes=1)

    def _move(self, move: str) -> None:
        match move:
            case "again":
                self._turn()
            case "asked":
                self.north.asks()
            case "day":
                self.north.fjord.clock.advance(hours=25)

    def _is_due(self) -> bool:
        referral = self.north.referral(self.number)
        return bool(referral.due or referral.due_in_crm)

    def _wrongs(self) -> Iterator[str]:
        referral, inbox = self.north.referral(self.number), self.north.fjord.inbox
        if len(inbox) != 1:
            yield f"{len(inbox)} referrals there"
        elif referral.partner_referral_id != inbox[0]["number"]:
            yield f"known here as {referral.partner_referral_id}"
        if not is_shared(referral) or referral.due_in_crm:
            yield f"left over: {referral.due} {referral.due_in_crm} {referral.ledger.stuck}"
        if len(self.north.notes()) != 1:
            yield f"{len(self.north.notes())} notes"
        if len(list(self.north.hub.outgoing.newest())) != 1:
            yield "it was created twice here"
