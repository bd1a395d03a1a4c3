"""What a policy says of a referral, as people compare and read it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Self

from referral_hub.domain.shapes import Frozen

from .decision import Decision, Reason, Verdict
from .facts import is_fact

# What of a sale a reward is worked out of, whatever the conditions of the policy read.
_ALWAYS = ("amount", "currency", "close_date")
_SAME = ("policy", "verdict", "held_until", "payout_date", "needs_approval")


class Judgement(Frozen):
    """
    `policy` names the version. `amount` is that of the reward, such as 1250.00, and empty where
    there is none.
    """

    policy: str
    verdict: Verdict
    amount: str = ""
    currency: str = ""
    held_until: date | None = None
    payout_date: date | None = None
    needs_approval: bool = False
    reasons: tuple[Reason, ...] = ()

    @classmethod
    def of(cls, decision: Decision, *, reasons: Iterable[Reason]) -> Self:
        return cls(
            amount=decision.amount.amount if decision.amount else "",
            currency=decision.amount.currency if decision.amount else "",
            reasons=tuple(reasons),
            **{name: getattr(decision, name) for name in _SAME},
        )

    def differs_from(self, other: Judgement) -> bool:
        """Tell whether more differs than what is said of it."""
        told = {"policy", "reasons"}
        return self.model_dump(exclude=told) != other.model_dump(exclude=told)


def in_short(reasons: Iterable[Reason]) -> list[Reason]:
    """Leave out what conditions were made of."""
    return [reason.model_copy(update={"trace": ()}) for reason in reasons]


def for_partner(reasons: Iterable[Reason]) -> list[Reason]:
    """Keep, of what conditions were made of, the facts: how they are written is the host's."""
    return [
        reason.model_copy(update={"trace": tuple(t for t in reason.trace if is_fact(t.text))})
        for reason in reasons
    ]


def inputs_of(decision: Decision) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Collect the facts that were read: of the start, and of the end."""
    start = _read(r for r in decision.reasons if r.rule.startswith("eligibility."))
    end = _read(r for r in decision.reasons if not r.rule.startswith("eligibility."))
    told = decision.end.model_dump(mode="json", include=set(_ALWAYS)) if decision.end else {}
    return start, {name: value or "" for name, value in told.items()} | end


def _read(reasons: Iterable[Reason]) -> dict[str, str]:
    return {t.text: t.value for r in reasons for t in r.trace if is_fact(t.text)}
