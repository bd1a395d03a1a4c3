"""What becomes of a reward when the policy decides anew, and when a payout ends (LC-9)."""

from __future__ import annotations

from datetime import datetime

from .decision import Decision, Verdict
from .reward import HUB, Reward, RewardState, Unfollowed

_NOT_WON = "the sale is not won, or not any more"
_NOTHING = "the reward comes to nothing"
# A step is told by the first of what may be forty conditions; the decision has them all.
_LONGEST_REASON = 300


def settled(
    before: Reward | None,
    decision: Decision,
    *,
    number: str,
    referrer_id: str,
    partner_id: str = "",
    at: datetime,
) -> Reward | None:
    """
    Follow a decision on the referral `number`, whose reward was `before`; None while there is none.

    The same decision again changes nothing but what its day brings. While no money is on its way or
    paid, a reward is what the latest decision says, whatever was decided before. `at` is the hub's
    own time: entries of the ledger stand in its order.
    """
    amount = decision.amount if decision.verdict is Verdict.EARNED else None
    if amount is None or amount.minor == 0:
        return _not_earned(before, _why_not(decision), at) if before else None
    if before is None:
        begun = Reward(
            number=number,
            referrer_id=referrer_id,
            partner_id=partner_id,
            policy=decision.policy,
            minor=amount.minor,
            currency=amount.currency,
            state=RewardState.NEW,
        )
        return _decided_anew(begun, decision, at, why="earned")
    return _earned(before, decision, at)


def paid(reward: Reward, minor: int, *, payout_id: str, reference: str, at: datetime) -> Reward:
    """Take note that so much of it was paid, or taken back from what else was paid."""
    left = reward.model_copy(update={"paid_minor": reward.paid_minor + minor, "payout_id": ""})
    why = f"payout {payout_id} was paid: {reference}"
    known = left.moved(left.standing, at=at, by=HUB, why=why)
    return _stays(known, known.unfollowed, at) if known.unfollowed else known


def payout_failed(reward: Reward, *, payout_id: str, reason: str, at: datetime) -> Reward:
    """Free it, and follow what was decided while it was on its way to be paid."""
    why = f"payout {payout_id} failed: {reason}"
    out = reward.model_copy(update={"payout_id": ""})
    free = out.moved(out.standing, at=at, by=HUB, why=why)
    return _cannot_follow(free, free.unfollowed, at) if free.unfollowed else free


def _why_not(decision: Decision) -> str:
    said = [reason.text for reason in decision.reasons if not reason.held]
    return "; ".join(said)[:_LONGEST_REASON] or (
        _NOTHING if decision.verdict is Verdict.EARNED else _NOT_WON
    )


def _not_earned(reward: Reward, why: str, at: datetime) -> Reward:
    if reward.state in (RewardState.DECLINED, RewardState.REVERSED):
        return reward
    return _cannot_follow(reward, Unfollowed(why=why), at)


def _cannot_follow(reward: Reward, decided: Unfollowed, at: datetime) -> Reward:
    """Reverse it, or change its currency, unless money is on its way or arrived."""
    if reward.payout_id or reward.paid_minor:
        return _stays(reward, decided, at)
    if decided.amount is None:
        said = {"minor": 0, "approved_minor": 0, "needs_approval": False, "unfollowed": None}
        return reward.moved(RewardState.REVERSED, at=at, by=HUB, why=decided.why, **said)
    other = {"minor": decided.amount.minor, "currency": decided.amount.currency}
    anew = reward.model_copy(update={**other, "unfollowed": None})
    return anew.moved(reward.state, at=at, by=HUB, why=decided.why)


def _stays(reward: Reward, decided: Unfollowed, at: datetime) -> Reward:
    """Keep what was paid, and owe no more than that; what is on its way arrives first."""
    minor = reward.minor if reward.payout_id else min(reward.minor, reward.paid_minor)
    if reward.unfollowed == decided and reward.minor == minor:
        return reward
    why = f"stays, for it is paid or on its way: {decided.why}"
    kept = reward.model_copy(update={"minor": minor, "hold": None, "needs_approval": False})
    return kept.moved(kept.standing, at=at, by=HUB, why=why, unfollowed=decided)


def _earned(reward: Reward, decision: Decision, at: datetime) -> Reward:
    if reward.state is RewardState.DECLINED:
        return reward
    if reward.state is RewardState.REVERSED:
        return _decided_anew(reward, decision, at, why="earned again")
    if reward.payout_id or reward.paid_minor:
        return _earned_beside_money(reward, decision, at)
    anew = reward.model_copy(update=_terms(reward, decision))
    if anew == reward:
        return reward.woken(at=at)
    if reward.state.owed and anew.is_free(at.date()):
        return anew.moved(RewardState.ISSUED, at=at, by=HUB, why=_now(reward, anew))
    return _decided_anew(reward, decision, at, why="decided anew")


def _earned_beside_money(reward: Reward, decision: Decision, at: datetime) -> Reward:
    """Settle the rest of what is paid, or on its way: it keeps its currency and its day."""
    amount = decision.amount
    assert amount, "what is earned has an amount"
    if amount.currency != reward.currency:
        why = f"is {amount.amount} {amount.currency} now"
        return _stays(reward, Unfollowed(why=why, amount=amount), at)
    if (reward.minor, reward.unfollowed) == (amount.minor, None):
        return reward.woken(at=at)
    if not reward.state.owed:
        return _decided_anew(reward, decision, at, why="decided anew")
    terms = _terms(reward, decision)
    kept = {name: terms[name] for name in ("minor", "needs_approval", "unfollowed")}
    anew = reward.model_copy(update=kept)
    return anew.moved(anew.standing, at=at, by=HUB, why=_now(reward, anew))


def _now(before: Reward, after: Reward) -> str:
    return after.due_on if before.amount == after.amount else f"is {after.amount} now"


def _decided_anew(reward: Reward, decision: Decision, at: datetime, *, why: str) -> Reward:
    anew = reward.model_copy(update=_terms(reward, decision))
    begun = anew.moved(RewardState.NEW, at=at, by=HUB, why=f"{why}: {anew.amount}")
    return begun.onward(at=at)


def _terms(reward: Reward, decision: Decision) -> dict[str, object]:
    amount = decision.amount
    assert amount, "what is earned has an amount"
    approved = reward.approved_minor if amount.currency == reward.currency else 0
    return {
        "policy": decision.policy,
        "minor": amount.minor,
        "currency": amount.currency,
        "approved_minor": approved,
        "needs_approval": decision.needs_approval and amount.minor > approved,
        "held_until": decision.held_until,
        "payout_date": decision.payout_date,
        "unfollowed": None,
    }
