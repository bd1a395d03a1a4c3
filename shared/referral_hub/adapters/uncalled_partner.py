"""A partner that the hub does not call to answer it: it learns the answer elsewhere."""

from __future__ import annotations

from referral_hub.domain.contacts.contact import ContactInfo
from referral_hub.domain.effects import Done, Outcome
from referral_hub.domain.referrals.referral import Referral


class UncalledPartner:
    """What kinds of partners share that need no call; each says what its partner is told."""

    def rejection_reasons(self, referral: Referral) -> tuple[str, ...]:
        return ()

    def accept(self, referral: Referral, *, token: str) -> Done:
        return Done(result=referral.partner_referral_id)

    def tell_opportunity(self, referral: Referral, *, token: str) -> Outcome:
        return Done()

    def reject(self, referral: Referral, reason: str, *, token: str) -> Done:
        return Done(result=reason)

    def contact_info(self, referral: Referral) -> tuple[ContactInfo, ...]:
        return ()
