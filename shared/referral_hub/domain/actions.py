"""What can be done with a referral now (IN-3); who may do it is the API's to say."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from .access import Principal
from .deals.deal import Deal
from .deals.sides import sides
from .referrals.referral import Referral


class Action(StrEnum):
    ACCEPT = "accept"
    REJECT = "reject"
    RETRY = "retry"
    DISMISS_PROBLEM = "dismiss_problem"
    ADD_CONTACTS = "add_contacts"
    EDIT_DEAL = "edit_deal"
    SYNC = "sync"


def applying(
    referral: Referral, principal: Principal, *, now: datetime, deal: Deal | None = None
) -> tuple[Action, ...]:
    """List what applies; what a problem of the deal asks for only where the deal is given."""
    return tuple(
        action
        for action in Action
        if _applies(action, referral, principal, now) or (deal and _applies_to_deal(action, deal))
    )


def _applies_to_deal(action: Action, deal: Deal) -> bool:
    match action:
        case Action.RETRY:
            return any(side.retryable for side in sides(deal))
        case Action.DISMISS_PROBLEM:
            return any(side.dismissible for side in sides(deal))
        case _:
            return False


def _applies(action: Action, referral: Referral, principal: Principal, now: datetime) -> bool:
    match action:
        case Action.ACCEPT | Action.REJECT:
            return referral.decidable(now)
        case Action.RETRY:
            return referral.retryable(now)
        case Action.DISMISS_PROBLEM:
            return referral.dismissible
        case Action.ADD_CONTACTS:
            return referral.wants_contacts(now)
        case Action.EDIT_DEAL:
            told_anew = principal.role.of_a_partner and referral.decidable(now)
            return told_anew or referral.acceptance is not None
        case Action.SYNC:
            return referral.acceptance is not None
