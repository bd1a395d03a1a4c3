"""
A partner platform that calls the hub's API: it pushes, and reads the answer from its own referral.

Nothing is called here: the partner sees status, reason and opportunity id in GET
/v1/referrals/{number}.
"""

from __future__ import annotations

from referral_hub.domain.contacts import ContactInfo
from referral_hub.domain.effects import Done
from referral_hub.domain.referral import Referral


class PlatformConnector:
    def rejection_reasons(self, referral: Referral) -> tuple[str, ...]:
        return ()

    def accept(self, referral: Referral, *, token: str) -> Done:
        return Done(result=referral.partner_referral_id)

    def tell_opportunity(self, referral: Referral, *, token: str) -> Done:
        return Done()

    def reject(self, referral: Referral, reason: str, *, token: str) -> Done:
        return Done(result=reason)

    def contact_info(self, referral: Referral) -> tuple[ContactInfo, ...]:
        return ()
