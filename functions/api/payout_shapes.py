"""What clients send and are shown of payouts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from pydantic import Field

from referral_hub.application.rewards.paying import Run
from referral_hub.domain.access import Principal
from referral_hub.domain.bodies import MaybePartnerId, Reason, ShortName
from referral_hub.domain.rewards.payout import Payout, PayoutState
from referral_hub.domain.shapes import Day, Frozen, Moment, minor_spelled

from .reward_shapes import Decimals, MaybeReferrerId, TrackedNumber
from .shapes import Cursor, Limit

# A line for each payment, in an order that stays; what becomes of it later is not in it.
COLUMNS = (
    "payout_id",
    "payee",
    "referrer_id",
    "currency",
    "amount",
    "rewards",
    "due_by",
    "created_at",
)


class PayoutsBody(Frozen):
    """What to pay: all that is due by a day, or that of one referrer."""

    due_by: Day
    referrer_id: MaybeReferrerId = ""


class PaidBody(Frozen):
    reference: ShortName = Field(description="By which the payment is found at the bank.")


class FailedBody(Frozen):
    reason: Reason = Field(description="Whoever was to be paid reads it.")


class PayoutsQuery(Frozen):
    """What is left out does not restrict; a page looks through up to 500."""

    state: tuple[PayoutState, ...] = Field(
        default=(), max_length=3, description="Repeat it for several."
    )
    referrer_id: MaybeReferrerId = ""
    partner_id: MaybePartnerId = ""
    limit: Limit = 25
    cursor: Cursor = ""


class ShareView(Frozen):
    """What of a reward is part of a payout; below zero what is taken back of an earlier one."""

    number: TrackedNumber
    amount: Decimals


class PayoutView(Frozen):
    """
    A payment to one referrer. `shares` add up to `amount`, and never change; `created_by` and
    `closed_by` are shown to the host's own staff.
    """

    payout_id: str
    run_id: str
    referrer_id: str
    partner_id: str
    payee: str
    currency: str
    amount: Decimals
    shares: tuple[ShareView, ...]
    due_by: date
    state: PayoutState
    reference: str
    reason: str
    created_at: Moment
    created_by: str
    closed_at: Moment | None
    closed_by: str
    version: int


class PayoutPage(Frozen):
    items: tuple[PayoutView, ...]
    next_cursor: str = Field(default="", description="Empty on the last page.")


class RunView(Frozen):
    """
    The payouts that one request made, none where nothing is due. `more` says that something was
    left: ask again.
    """

    run_id: str
    more: bool
    items: tuple[PayoutView, ...]


def payout_view(payout: Payout, reader: Principal) -> PayoutView:
    told: dict[str, Any] = dict(payout) | {
        "amount": minor_spelled(payout.minor, payout.currency),
        "shares": tuple(
            ShareView(number=share.number, amount=minor_spelled(share.minor, payout.currency))
            for share in payout.shares
        ),
    }
    if reader.role.of_a_partner:
        told |= {"created_by": "", "closed_by": ""}
    return PayoutView(**{name: told[name] for name in PayoutView.model_fields})


def run_view(run: Run, reader: Principal) -> RunView:
    items = tuple(payout_view(payout, reader) for payout in run.payouts)
    return RunView(run_id=run.run_id, more=run.more, items=items)


def payment_line(payout: Payout) -> Sequence[str]:
    """What stands in a file of a payout, under `COLUMNS`."""
    return (
        payout.payout_id,
        payout.payee,
        payout.referrer_id,
        payout.currency,
        minor_spelled(payout.minor, payout.currency),
        str(len(payout.shares)),
        payout.due_by.isoformat(),
        f"{payout.created_at:%Y-%m-%dT%H:%M:%SZ}",
    )
