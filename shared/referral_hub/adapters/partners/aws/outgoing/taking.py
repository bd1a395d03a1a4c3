"""AWS as a partner that takes referrals: opportunities of the host's own."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import date
from typing import TYPE_CHECKING

from referral_hub.adapters.partners.aws.central import Central
from referral_hub.adapters.partners.aws.errors import Refusal, as_unavailable
from referral_hub.domain.effects import Outcome
from referral_hub.domain.outgoing.referral import OutgoingReferral, Step

if TYPE_CHECKING:
    from referral_hub.domain.forms import FormField
    from referral_hub.domain.outgoing.partner_referral import PartnerWord


class TakesOpportunities:
    """
    Create, associate, submit; corrected as far as AWS's review allows. `sleep` takes seconds.

    Who shares needs no form, who checks no calls, and most functions none of it: modules are loaded
    with what is asked.
    """

    steps = (Step.CREATE, Step.ASSOCIATE, Step.SUBMIT)
    corrects = True
    tells_stage = True

    def __init__(self, central: Central, sleep: Callable[[float], None] = time.sleep) -> None:
        self._central = central
        self._sleep = sleep

    def form(self) -> tuple[FormField, ...]:
        from .form import FORM  # noqa: PLC0415

        return FORM

    def misfits(self, referral: OutgoingReferral, *, today: date) -> Mapping[str, str]:
        from .misfits import found  # noqa: PLC0415

        return found(referral, today=today)

    def take(self, step: Step, referral: OutgoingReferral, *, token: str) -> Outcome:
        from .refusals import refused  # noqa: PLC0415

        try:
            return self._take(step, referral, token)
        except Refusal as refusal:
            return refused(refusal)

    def _take(self, step: Step, referral: OutgoingReferral, token: str) -> Outcome:
        from . import associating, correcting, creating, submitting  # noqa: PLC0415

        central, opportunity_id = self._central, referral.partner_referral_id
        match step:
            case Step.CREATE:
                return creating.create(central, referral, token)
            case Step.ASSOCIATE:
                return associating.associate(central, opportunity_id, referral.solutions)
            case Step.SUBMIT:
                return submitting.submit(central, referral, token, self._sleep)
            case Step.CORRECT:
                return correcting.correct(central, opportunity_id, referral)

    def read(self, referral: OutgoingReferral) -> PartnerWord | None:
        from .word import word_of  # noqa: PLC0415

        opportunity_id = referral.partner_referral_id
        if not opportunity_id:
            return None
        found = as_unavailable(
            lambda: self._central.find_exactly("get_opportunity", Identifier=opportunity_id)
        )
        return word_of(found) if found else None
