"""Who may be given which referrals, and how long they have work with one."""

from __future__ import annotations

from referral_hub.domain.referrals.axes import Stage, Status
from referral_hub.domain.referrals.referral import Referral
from referral_hub.domain.users import User

_AT_WORK = (Status.PENDING_ACCEPTANCE, Status.ACCEPTED)
_UNSOLD = (Stage.NEW, Stage.IN_PROGRESS)


def is_open(referral: Referral) -> bool:
    """Tell whether somebody has work with it: not refused, lapsed, won or lost."""
    return referral.status in _AT_WORK and referral.stage in _UNSOLD


def unfit_for(partner_id: str, user: User | None) -> str:
    """Say why a user cannot be given a referral of this partner; empty when nothing is wrong."""
    if user and user.may_own(partner_id):
        return ""
    return unfit_at_all(user) or "is not for this partner"


def unfit_at_all(user: User | None) -> str:
    """Say why a user cannot be given a referral of any partner."""
    if user is None:
        return "is no user"
    if not user.active:
        return "is not active"
    known = (*user.partner_ids, "")
    return "" if any(map(user.may_own, known)) else f"may own nothing as {user.role}"
