"""
Creating the opportunity, once under one token.

AWS knows a repeated call by its token and by all that it says. Where somebody edited the referral
while an answer was lost, the token meets another content: then the opportunity is there, and is
found by the mark that it carries.
"""

from __future__ import annotations

from datetime import timedelta

from referral_hub.adapters.partners.aws.central import Central
from referral_hub.adapters.partners.aws.errors import CONFLICT, SYSTEM, Refusal
from referral_hub.domain.cause import Cause
from referral_hub.domain.effects import Done, Outcome, Refused
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.outgoing.referral import OutgoingReferral, Step

from . import document
from .correcting import correct
from .refusals import refused
from .waiting import SHOWN, STUMBLED

# The clocks of hub and AWS may differ by minutes.
_EARLIER = timedelta(hours=1)
_LOOKS = 5
_LOST = (
    "AWS has created an opportunity for an earlier version of this referral, and does not show"
    " which one it is"
)
_FIX = "Look for it in Partner Central and close it there; resubmitting creates another one."


def create(central: Central, referral: OutgoingReferral, token: str) -> Outcome:
    """
    Create it, or find what an earlier call created.

    Raises:
        Refusal, Unavailable: as `Central.ask` does.
    """
    try:
        made = central.ask("create_opportunity", ClientToken=token, **document.creation(referral))
    except Refusal as refusal:
        if refusal.code == CONFLICT:
            return _created_before(central, referral)
        raise
    return Done(result=made["Id"])


def _created_before(central: Central, referral: OutgoingReferral) -> Outcome:
    opportunity_id = _found(central, referral)
    if opportunity_id:
        _brought_in_line(central, opportunity_id, referral)
        return Done(result=opportunity_id)
    effect = referral.ledger.get(Step.CREATE)
    if effect is None or effect.failures < _LOOKS:
        told = "AWS does not list the opportunity yet that it has created"
        raise Unavailable(SYSTEM, told, cause=Cause.BUSY, again_after=SHOWN)
    return Refused(reason=_LOST, cause=Cause.DUPLICATE, fix=_FIX)


def _brought_in_line(central: Central, opportunity_id: str, referral: OutgoingReferral) -> None:
    """A refusal here would have the next attempt create another one: it waits to be corrected."""
    try:
        outcome = correct(central, opportunity_id, referral)
    except Refusal as refusal:
        outcome = refused(refusal)
    if isinstance(outcome, Refused):
        raise Unavailable(SYSTEM, outcome.reason, cause=outcome.cause, again_after=STUMBLED)


def _found(central: Central, referral: OutgoingReferral) -> str:
    since = {"AfterCreatedDate": referral.created_at - _EARLIER}
    rows = central.walk("list_opportunities", "OpportunitySummaries", CreatedDate=since)
    wanted = document.mark(referral)
    return next((str(row["Id"]) for row in rows if row.get(document.OURS) == wanted), "")
