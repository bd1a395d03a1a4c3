"""A reward: what a referrer earns by one referral, and every step on its way to be paid (LC-10)."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any, Self

from referral_hub.domain.shapes import Frozen, Moment, Money, minor_spelled

from .refusals import (
    HoldIsOver,
    InPayout,
    NothingToApprove,
    NothingToDecline,
    NothingToHold,
    NothingToRelease,
)

# Two systems that write over each other's amounts must not let an item outgrow what DynamoDB takes
# (400 KB): beyond the first, so many steps are kept. The ledger keeps all that was booked.
MOST_STEPS = 500
# Who takes the steps that no person takes.
HUB = "hub"


class RewardState(StrEnum):
    NEW = "new"
    APPROVED = "approved"
    DECLINED = "declined"
    HELD = "held"
    ISSUED = "issued"
    PAID = "paid"
    REVERSED = "reversed"

    @property
    def owed(self) -> bool:
        """Whether the referrer has a right to all that the reward is worth."""
        return self in (RewardState.ISSUED, RewardState.PAID)


class WaitsFor(StrEnum):
    """What is next for a reward that is not at its end: who, or which day, must see to it."""

    APPROVAL = "approval"
    HOLD = "hold"
    PAYOUT = "payout"
    PAYMENT = "payment"


class Transition(Frozen):
    """One step of a reward: into which state, when, by whom, why, and its amount then."""

    state: RewardState
    at: Moment
    by: str
    why: str = ""
    minor: int = 0
    currency: str = ""


class Hold(Frozen):
    """That somebody holds a reward: until a day, or until it is released."""

    by: str
    why: str
    until: date | None = None


class Unfollowed(Frozen):
    """
    What was decided and could not be followed, because money is on its way or arrived: nothing is
    earned any more, or `amount`, which is in another currency.
    """

    why: str
    amount: Money | None = None


class Reward(Frozen):
    """
    The one reward of a tracked referral, known by its `number`.

    Amounts are in minor units of `currency`: `minor` is what it is worth, `paid_minor` what was
    paid of it, `approved_minor` the most that somebody approved. `payout_id` is the payout that it
    is part of at this moment. It is issued by itself once nothing is in the way: its `held_until`,
    which is the policy's, somebody's `hold`, or the approval that it needs. One that was paid and
    is worth more now may need another; the rest is owed meanwhile, and not paid.

    Every change is a transition, so that a reward which did not change is equal to what it was.
    After very many, those behind the first are `dropped`.
    """

    number: str
    referrer_id: str
    partner_id: str = ""
    policy: str
    minor: int
    currency: str
    paid_minor: int = 0
    approved_minor: int = 0
    state: RewardState
    needs_approval: bool = False
    held_until: date | None = None
    hold: Hold | None = None
    payout_date: date | None = None
    payout_id: str = ""
    unfollowed: Unfollowed | None = None
    transitions: tuple[Transition, ...] = ()
    dropped: int = 0
    version: int = 0

    @property
    def owed_minor(self) -> int:
        """What the referrer has a right to, paid or not; before it is issued, what was paid."""
        return self.minor if self.state.owed else self.paid_minor

    @property
    def outstanding_minor(self) -> int:
        """What is still to be paid; below zero after too much was."""
        return self.owed_minor - self.paid_minor

    @property
    def standing(self) -> RewardState:
        """Where it is once it is owed: issued, or paid if nothing is left to be settled."""
        settled = not self.payout_id and self.paid_minor == self.minor
        return RewardState.PAID if settled else RewardState.ISSUED

    @property
    def created_at(self) -> datetime:
        return self.transitions[0].at

    @property
    def wakes_on(self) -> date | None:
        """The day on which something of a held reward is over by itself; None if no day is."""
        if self.state is not RewardState.HELD or (self.hold and self.hold.until is None):
            return None
        days = [day for day in (self.held_until, self.hold and self.hold.until) if day]
        return max(days, default=None)

    def is_free(self, today: date) -> bool:
        """Tell whether nothing is in the way of its being issued."""
        return not self.needs_approval and not self.is_held(today)

    def is_held(self, today: date) -> bool:
        return bool(self._held_by(today))

    @property
    def waits_for(self) -> WaitsFor | None:
        """Tell what is next; None at the end of its way."""
        if self.state is RewardState.HELD:
            return WaitsFor.HOLD
        if self.needs_approval:
            return WaitsFor.APPROVAL
        if self.payout_id:
            return WaitsFor.PAYMENT
        return WaitsFor.PAYOUT if self.outstanding_minor else None

    def payable_by(self, day: date) -> bool:
        """Tell whether it may be part of a payout of what is due by this day."""
        due = self.payout_date is None or self.payout_date <= day or self.outstanding_minor < 0
        free = not self.payout_id and not self.needs_approval
        return self.state.owed and self.outstanding_minor != 0 and free and due

    def moved(self, state: RewardState, *, at: datetime, by: str, why: str, **said: Any) -> Self:
        """Take a step, whatever else is `said` of the reward with it."""
        then = self.model_copy(update={**said, "state": state})
        step = Transition(
            state=state, at=at, by=by, why=why, minor=then.minor, currency=then.currency
        )
        first, others = self.transitions[:1], (*self.transitions[1:], step)
        kept = others[-MOST_STEPS:]
        if not first:
            return then.model_copy(update={"transitions": kept})
        dropped = self.dropped + len(others) - len(kept)
        return then.model_copy(update={"transitions": (*first, *kept), "dropped": dropped})

    @property
    def steps(self) -> dict[int, Transition]:
        """Its steps by their place among all that it ever took."""
        places = range(1 + self.dropped, self.dropped + len(self.transitions))
        return dict(zip((0, *places), self.transitions, strict=True))

    def onward(self, *, at: datetime, by: str = HUB, why: str = "") -> Self:
        """Take it as far as nothing is in its way."""
        if held := self._held_by(at.date()):
            return self._once_in(RewardState.HELD, at=at, by=by, why=held)
        if self.needs_approval:
            return self._once_in(RewardState.NEW, at=at, by=by, why=why or "waits for approval")
        approved = self.moved(
            RewardState.APPROVED, at=at, by=by, why=why or "nothing is in its way"
        )
        issued = approved.model_copy(update={"state": RewardState.ISSUED})
        return approved.moved(issued.standing, at=at, by=HUB, why=approved.due_on)

    def approved(self, *, by: str, at: datetime, why: str = "") -> Self:
        """
        Let it be worth what it is; one that is held stays held.

        Raises:
            NothingToApprove: it waits for no approval.
        """
        if not self.needs_approval:
            raise NothingToApprove(
                f"the reward of {self.number} is {self.state} and waits for none"
            )
        said = why or "approved"
        given = {"approved_minor": self.minor, "needs_approval": False}
        if self.state is not RewardState.NEW:
            return self.moved(self.state, at=at, by=by, why=said, **given)
        return self.model_copy(update=given).onward(at=at, by=by, why=said)

    def declined(self, *, by: str, at: datetime, why: str) -> Self:
        """
        Refuse what has not been paid, for good. Declining again changes nothing.

        Raises:
            NothingToDecline: all of it is paid, or it is reversed.
            InPayout: it is on its way to be paid.
        """
        if self.state is RewardState.DECLINED:
            return self
        self._must_be_stoppable(NothingToDecline)
        return self.moved(
            RewardState.DECLINED, at=at, by=by, why=why, needs_approval=False, hold=None
        )

    def held(self, *, by: str, at: datetime, why: str, until: date | None = None) -> Self:
        """
        Stop it, until a day or until it is released.

        Raises:
            NothingToHold: nothing of it is to be paid.
            InPayout: it is on its way to be paid.
            HoldIsOver: the day is not after today.
        """
        self._must_be_stoppable(NothingToHold)
        if until is not None and until <= at.date():
            raise HoldIsOver(f"{until} is not after {at:%Y-%m-%d}", fields={"/until": "is over"})
        hold = Hold(by=by, why=why, until=until)
        if self.state is RewardState.HELD and self.hold == hold:
            return self
        return self.moved(RewardState.HELD, at=at, by=by, why=why, hold=hold)

    def released(self, *, by: str, at: datetime, why: str = "") -> Self:
        """
        End somebody's hold; what the policy holds stays held until its day.

        Raises:
            NothingToRelease: nobody holds it.
        """
        if self.hold is None:
            raise NothingToRelease(f"nobody holds the reward of {self.number}: {self._stands}")
        said = why or "released"
        free = self.model_copy(update={"hold": None})
        if free.is_held(at.date()):
            return free.moved(RewardState.HELD, at=at, by=by, why=said)
        return free.onward(at=at, by=by, why=said)

    def woken(self, *, at: datetime) -> Self:
        """Let go on what was held until today; anything else is as it was."""
        if self.wakes_on is None or self.wakes_on > at.date():
            return self
        return self.model_copy(update={"hold": None}).onward(at=at, why="its hold is over")

    def joined_to(self, payout_id: str, *, by: str, at: datetime) -> Self:
        """Be part of a payout until it is paid or fails."""
        why = f"part of payout {payout_id}"
        return self.moved(RewardState.ISSUED, at=at, by=by, why=why, payout_id=payout_id)

    @property
    def due_on(self) -> str:
        return f"to be paid on {self.payout_date}" if self.payout_date else "to be paid"

    @property
    def amount(self) -> str:
        return f"{minor_spelled(self.minor, self.currency)} {self.currency}"

    @property
    def _stands(self) -> str:
        held = self.state is RewardState.HELD and self.held_until
        return f"its policy holds it until {held}" if held else f"it is {self.state}"

    def _held_by(self, today: date) -> str:
        if self.hold and (self.hold.until is None or self.hold.until > today):
            return self.hold.why
        later = self.held_until and self.held_until > today
        return f"held until {self.held_until}" if later else ""

    def _once_in(self, state: RewardState, *, at: datetime, by: str, why: str) -> Self:
        return self if self.state is state else self.moved(state, at=at, by=by, why=why)

    def _must_be_stoppable(self, refusal: type[NothingToDecline | NothingToHold]) -> None:
        if self.payout_id:
            raise InPayout(f"the reward of {self.number} is part of payout {self.payout_id}")
        waits = self.state in (RewardState.NEW, RewardState.HELD)
        if not waits and not (self.state is RewardState.ISSUED and self.outstanding_minor > 0):
            raise refusal(f"the reward of {self.number} is {self.state}: nothing is to be paid")
