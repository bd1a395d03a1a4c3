"""What can be done with an outgoing referral now (OUT-11); who may do it is the API's to say."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum

from referral_hub.domain.deals.deal import Deal
from referral_hub.domain.deals.sides import CrmSide

from .referral import OutgoingReferral


class OutgoingAction(StrEnum):
    EDIT = "edit"
    SUBMIT = "submit"
    RESUBMIT = "resubmit"
    RETRY = "retry"
    DISMISS_PROBLEM = "dismiss_problem"
    SYNC = "sync"
    LINK = "link"


def applying(referral: OutgoingReferral, *, deal: Deal | None = None) -> tuple[OutgoingAction, ...]:
    """List what applies; what a problem of the deal asks for only where the deal is given."""
    asked = _asked_for_by(deal) if deal else ()
    return tuple(
        action for action in OutgoingAction if action in asked or _APPLIES[action](referral)
    )


def _asked_for_by(deal: Deal) -> tuple[OutgoingAction, ...]:
    side = CrmSide(deal)
    retry = (OutgoingAction.RETRY,) if side.retryable else ()
    return (*retry, OutgoingAction.DISMISS_PROBLEM) if side.dismissible else retry


_APPLIES: Mapping[OutgoingAction, Callable[[OutgoingReferral], bool]] = {
    # What a client agreed to disclose stays as it went out.
    OutgoingAction.EDIT: lambda it: not (it.is_over or it.disclosure),
    OutgoingAction.SUBMIT: lambda referral: referral.submittable,
    OutgoingAction.RESUBMIT: lambda referral: referral.resubmittable,
    OutgoingAction.RETRY: lambda it: it.failed and (it.resubmittable or not it.refused),
    OutgoingAction.DISMISS_PROBLEM: lambda it: it.failed and it.dismissed_at is None,
    OutgoingAction.SYNC: lambda referral: bool(referral.partner_referral_id),
    OutgoingAction.LINK: lambda referral: referral.linkable,
}
