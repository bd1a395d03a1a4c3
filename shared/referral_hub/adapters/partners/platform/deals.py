"""Telling a platform what the host changed of a deal: by webhook, where it has set one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from referral_hub.adapters.partner_context import Announce
from referral_hub.domain.effects import Done
from referral_hub.domain.referrals.deal_fields import DealField
from referral_hub.domain.referrals.referral import Referral
from referral_hub.domain.webhooks.events import deal_announcement


@dataclass(frozen=True)
class PlatformDeals:
    """
    The message is on its way when it is told; a platform without a webhook finds what is told in
    GET /v1/referrals/{number}/deal.
    """

    announce: Announce
    clock: Callable[[], datetime]

    @property
    def hears(self) -> frozenset[DealField]:
        return frozenset(DealField)

    def read_deal(self, referral: Referral) -> Mapping[DealField, str]:
        """A platform tells anew by itself, and writes into its own record by itself."""
        return {}

    def tell_deal(self, referral: Referral, told: Mapping[DealField, str], *, token: str) -> Done:
        news = deal_announcement(referral, told, token=token, at=self.clock())
        self.announce(news, token=token)
        return Done()
