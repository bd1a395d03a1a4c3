"""Which actions an outgoing referral offers: those that apply now, to whoever may take them."""

from __future__ import annotations

from collections.abc import Mapping

from referral_hub.domain.access import Principal
from referral_hub.domain.deals.deal import Deal
from referral_hub.domain.outgoing import actions
from referral_hub.domain.outgoing.actions import OutgoingAction
from referral_hub.domain.outgoing.referral import OutgoingReferral

from .who_may import roles_of

OPERATIONS: Mapping[OutgoingAction, str] = {
    OutgoingAction.EDIT: "editOutgoingReferral",
    OutgoingAction.SUBMIT: "submitOutgoingReferral",
    OutgoingAction.RESUBMIT: "resubmitOutgoingReferral",
    OutgoingAction.RETRY: "retryOutgoingReferral",
    OutgoingAction.DISMISS_PROBLEM: "dismissOutgoingProblem",
    OutgoingAction.SYNC: "syncOutgoingReferral",
    OutgoingAction.LINK: "linkOutgoingReferral",
}


def actions_for(
    referral: OutgoingReferral, reader: Principal, *, deal: Deal | None = None
) -> tuple[OutgoingAction, ...]:
    applying = actions.applying(referral, deal=deal)
    return tuple(action for action in applying if reader.role in roles_of(OPERATIONS[action]))
