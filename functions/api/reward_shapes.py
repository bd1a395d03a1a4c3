"""What clients send and are shown of rewards."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from referral_hub.application.rewards.auditing import Audit
from referral_hub.application.rewards.statements import Statement
from referral_hub.domain.access import Principal
from referral_hub.domain.bodies import MaybePartnerId, Reason, one_line
from referral_hub.domain.rewards.entries import EntryKind
from referral_hub.domain.rewards.reward import HUB, Reward, RewardState, Transition, WaitsFor
from referral_hub.domain.rewards.statement import StatementLine
from referral_hub.domain.shapes import Day, Frozen, Moment, minor_spelled

from .shapes import Cursor, Limit

TrackedNumber = Annotated[str, Field(pattern=r"^T-\d{6,12}$", examples=["T-000123"])]
MaybeReferrerId = Annotated[str, StringConstraints(pattern=r"^([a-z][a-z0-9-]{1,39})?$")]
Decimals = Annotated[str, Field(examples=["1250.00"])]


class MaybeReasonBody(Frozen):
    reason: Annotated[str, one_line(500)] = ""


class ReasonBody(Frozen):
    reason: Reason = Field(description="Whoever would be paid reads it.")


class HoldBody(Frozen):
    reason: Reason = Field(description="Whoever is to be paid reads it.")
    until: Day | None = Field(
        default=None, description="A day after today; without it, until it is released."
    )


class RewardsQuery(Frozen):
    """What is left out does not restrict; a page looks through up to 500."""

    state: tuple[RewardState, ...] = Field(
        default=(), max_length=7, description="Repeat it for several."
    )
    waits_for: Literal["", "approval"] = ""
    referrer_id: MaybeReferrerId = ""
    partner_id: MaybePartnerId = ""
    limit: Limit = 25
    cursor: Cursor = ""


class RewardStepView(Frozen):
    """One step of a reward; `by` is shown to the host's own staff."""

    state: RewardState
    at: Moment
    by: str = ""
    why: str
    amount: Decimals
    currency: str


class RewardSummary(Frozen):
    """
    What a referral earns its referrer. `amount` is what it is worth, `paid` what was paid of it,
    `outstanding` what is still to be paid: nothing before it is issued, and less than nothing after
    too much was paid.
    """

    number: TrackedNumber
    referrer_id: str
    partner_id: str
    policy: str = Field(examples=["standard@3"])
    state: RewardState
    waits_for: WaitsFor | None
    amount: Decimals
    paid: Decimals
    outstanding: Decimals
    currency: str
    held_until: date | None
    payout_date: date | None
    payout_id: str
    created_at: Moment
    version: int


class RewardView(RewardSummary):
    """A reward with every step that it took; `unfollowed` is why it stays although it is paid."""

    held_because: str
    unfollowed: str
    steps: tuple[RewardStepView, ...]


class RewardPage(Frozen):
    items: tuple[RewardSummary, ...]
    next_cursor: str = Field(default="", description="Empty on the last page.")


class StatementQuery(Frozen):
    limit: Limit = 100
    cursor: Cursor = ""


class StatementLineView(Frozen):
    """An entry of the ledger; `balance` is what was owed after it, in its currency."""

    at: Moment
    number: TrackedNumber
    kind: EntryKind
    amount: Decimals
    currency: str
    balance: Decimals
    why: str
    payout_id: str


class StatementView(Frozen):
    """`balances` are what is owed now, by currency, whatever page this is."""

    referrer_id: str
    balances: Mapping[str, Decimals]
    items: tuple[StatementLineView, ...]
    next_cursor: str = Field(default="", description="Empty on the last page.")


class AuditQuery(Frozen):
    limit: Limit = 100
    cursor: Cursor = ""


class DifferenceView(Frozen):
    """A reward of which the ledger says something else than it says itself."""

    number: TrackedNumber
    what: Literal["owed", "paid"]
    currency: str
    ledger: Decimals
    reward: Decimals


class AuditView(Frozen):
    """
    What the ledgers of some referrers say is owed, and their rewards, by currency: the same, unless
    something is wrong.
    """

    balanced: bool
    referrers: int
    ledger: Mapping[str, Decimals]
    rewards: Mapping[str, Decimals]
    differences: tuple[DifferenceView, ...]
    next_cursor: str = Field(default="", description="Empty on the last page.")


def reward_summary(reward: Reward) -> RewardSummary:
    return RewardSummary(**_told(reward))


def reward_view(reward: Reward, reader: Principal) -> RewardView:
    return RewardView(
        **_told(reward),
        held_because=reward.hold.why if reward.hold else "",
        unfollowed=reward.unfollowed.why if reward.unfollowed else "",
        steps=tuple(_step(step, reader) for step in reward.transitions),
    )


def statement_view(told: Statement, cursor: str) -> StatementView:
    return StatementView(
        referrer_id=told.referrer_id,
        balances=_spelled(told.balances),
        items=tuple(map(line_view, told.lines)),
        next_cursor=cursor,
    )


def line_view(line: StatementLine) -> StatementLineView:
    entry = line.entry
    return StatementLineView(
        amount=minor_spelled(entry.minor, entry.currency),
        balance=minor_spelled(line.balance_minor, entry.currency),
        **entry.model_dump(include={"at", "number", "kind", "currency", "why", "payout_id"}),
    )


def audit_view(found: Audit, cursor: str) -> AuditView:
    return AuditView(
        balanced=not found.differences,
        referrers=found.referrers,
        ledger=_spelled(found.ledger),
        rewards=_spelled(found.rewards),
        differences=tuple(
            DifferenceView(
                number=each.number,
                what=each.what,
                currency=each.currency,
                ledger=minor_spelled(each.ledger_minor, each.currency),
                reward=minor_spelled(each.reward_minor, each.currency),
            )
            for each in found.differences
        ),
        next_cursor=cursor,
    )


def _told(reward: Reward) -> dict[str, Any]:
    amounts = {
        "amount": reward.minor,
        "paid": reward.paid_minor,
        "outstanding": reward.outstanding_minor,
    }
    same = set(RewardSummary.model_fields) - {*amounts, "held_until"}
    return {
        **{name: getattr(reward, name) for name in same},
        **{name: minor_spelled(minor, reward.currency) for name, minor in amounts.items()},
        "held_until": reward.wakes_on,
    }


def _step(step: Transition, reader: Principal) -> RewardStepView:
    """Who of the host's people took a step is no business of a partner."""
    hidden = reader.role.of_a_partner and step.by != HUB
    return RewardStepView(
        by="" if hidden else step.by,
        amount=minor_spelled(step.minor, step.currency),
        **step.model_dump(include={"state", "at", "why", "currency"}),
    )


def _spelled(minor: Mapping[str, int]) -> dict[str, str]:
    return {currency: minor_spelled(each, currency) for currency, each in sorted(minor.items())}
