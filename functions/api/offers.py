"""Which actions a referral offers: those that apply now, to whoever may take them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from referral_hub.domain import actions
from referral_hub.domain.access import Principal
from referral_hub.domain.actions import Action
from referral_hub.domain.deals.deal import Deal
from referral_hub.domain.referrals.referral import Referral

from .who_may import roles_of

OPERATIONS: Mapping[Action, str] = {
    Action.ACCEPT: "acceptReferral",
    Action.REJECT: "rejectReferral",
    Action.RETRY: "retryReferral",
    Action.DISMISS_PROBLEM: "dismissProblem",
    Action.ADD_CONTACTS: "addContacts",
    Action.EDIT_DEAL: "editDeal",
    Action.SYNC: "syncReferral",
}


def actions_for(
    referral: Referral, reader: Principal, *, now: datetime, deal: Deal | None = None
) -> tuple[Action, ...]:
    applying = actions.applying(referral, reader, now=now, deal=deal)
    return tuple(action for action in applying if reader.role in roles_of(OPERATIONS[action]))
