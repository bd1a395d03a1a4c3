"""What a caller may do with an outgoing referral now: offered exactly while it applies (OUT-11)."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from referral_hub.domain.access import Principal, Role

from .referral import OutgoingReferral


class OutgoingAction(StrEnum):
    EDIT = "edit"
    SUBMIT = "submit"
    RESUBMIT = "resubmit"
    RETRY = "retry"
    DISMISS_PROBLEM = "dismiss_problem"
    SYNC = "sync"


# Operators work referrals, in both directions; a retry may need an admin, who mends a connection.
_OPERATORS = frozenset([Role.OPERATOR])
_TRUSTED = frozenset([Role.OPERATOR, Role.ADMIN])
ROLES: Mapping[OutgoingAction, frozenset[Role]] = {
    OutgoingAction.EDIT: _OPERATORS,
    OutgoingAction.SUBMIT: _OPERATORS,
    OutgoingAction.RESUBMIT: _OPERATORS,
    OutgoingAction.RETRY: _TRUSTED,
    OutgoingAction.DISMISS_PROBLEM: _TRUSTED,
    OutgoingAction.SYNC: _TRUSTED,
}


def actions_for(referral: OutgoingReferral, principal: Principal) -> tuple[OutgoingAction, ...]:
    return tuple(
        action
        for action in OutgoingAction
        if principal.role in ROLES[action] and _applies(action, referral)
    )


def _applies(action: OutgoingAction, referral: OutgoingReferral) -> bool:
    match action:
        case OutgoingAction.EDIT:
            return not referral.is_over
        case OutgoingAction.SUBMIT:
            return referral.submittable
        case OutgoingAction.RESUBMIT:
            return referral.resubmittable
        case OutgoingAction.RETRY:
            return referral.failed
        case OutgoingAction.SYNC:
            return bool(referral.partner_referral_id)
        case OutgoingAction.DISMISS_PROBLEM:
            return referral.failed and referral.dismissed_at is None
