"""
Sharing referrals with a platform: by webhook, whole, again after each edit. The platform answers
over the hub's API, so that there is nothing to ask it for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from referral_hub.adapters.partner_context import Announce, Answered
from referral_hub.domain.effects import Done, Outcome, Refused
from referral_hub.domain.forms import FormField
from referral_hub.domain.outgoing.form import form_with, half_an_amount
from referral_hub.domain.outgoing.partner_referral import PartnerWord
from referral_hub.domain.outgoing.referral import OutgoingReferral, Step
from referral_hub.domain.webhooks.sharing import shared_announcement

_REQUIRED = ("title", "customer.company_name")
_NOWHERE = "the partner has no webhook that is told of referral.shared"
_SET = "Let the partner set its webhook with this event (docs/webhooks.md); then resubmit."


@dataclass(frozen=True)
class PlatformTakes:
    """
    A referral is shared when its message is on its way. Until the platform gives it an id of its
    own, it is known there by its number.
    """

    announce: Announce
    answered: Answered
    clock: Callable[[], datetime]

    steps = (Step.CREATE,)
    corrects = True
    tells_stage = False

    def form(self) -> tuple[FormField, ...]:
        return form_with(required=_REQUIRED)

    def misfits(self, referral: OutgoingReferral, *, today: date) -> Mapping[str, str]:
        return half_an_amount(referral.fields)

    def take(self, step: Step, referral: OutgoingReferral, *, token: str) -> Outcome:
        news = shared_announcement(referral, token=token, at=self.clock())
        if not self.announce(news, token=token):
            return Refused(reason=_NOWHERE, fix=_SET)
        return Done(result=referral.number) if step is Step.CREATE else Done()

    def read(self, referral: OutgoingReferral) -> PartnerWord | None:
        """Whatever it has said is here already."""
        if not (known_as := referral.partner_referral_id):
            return None
        return self.answered(referral.number) or PartnerWord(partner_referral_id=known_as)
