"""Google as a partner that takes leads."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from typing import Any, ClassVar

from referral_hub.domain.outgoing.referral import OutgoingReferral
from referral_hub.ports import TakesReferrals
from tests.adapters.partners.google.stage import Stage
from tests.builders import OUTGOING_FIELDS
from tests.contracts.taking_stage import numbered, taker_of

OF_GOOGLE = {
    "host.email": "ingrid@host.example",
    "engagement_model": "RESELL",
    "deal_transaction_type": "NEW",
    "deal_term": "12",
    "support_level": "NONE",
    "product_interest": "GOOGLE_CLOUD",
}


class TakingStage:
    edits: ClassVar[Mapping[str, str]] = {"description": "Ninety gauges", "value.amount": "9000.00"}

    def __init__(self, stage: Stage) -> None:
        self.stage, self.google, self.clock = stage, stage.google, stage.clock
        self._numbers = count(1)

    @property
    def takes(self) -> TakesReferrals:
        return taker_of(self.stage.connection)

    def whole(self, **more: str) -> OutgoingReferral:
        fields = {**OUTGOING_FIELDS, **OF_GOOGLE, **more}
        return numbered(next(self._numbers), fields, partner_id="google")

    def lead(self, referral: OutgoingReferral) -> dict[str, Any]:
        name = f"leads/{referral.partner_referral_id}"
        [found] = [each for each in self.google.leads if each["name"].endswith(name)]
        return found

    def knows(self, referral: OutgoingReferral) -> Mapping[str, str]:
        lead = self.lead(referral)
        closes = lead["estimatedCloseDate"]
        return {
            "title": lead["title"],
            "description": lead["opportunitySummary"],
            "value.amount": f"{lead['partnerAnnualContractValue']:.2f}",
            "value.currency": lead["leadCurrencyCode"],
            "target_close_date": f"{closes['year']}-{closes['month']:02}-{closes['day']:02}",
            "customer.company_name": lead["customer"]["companyName"],
            "host.email": lead["submitterEmail"],
            "deal_term": lead["dealTerm"],
        }

    def records(self) -> int:
        return len(self.google.leads)

    def calls(self) -> int:
        return len(self.google.calls)

    def passes(self) -> None:
        self.clock.advance(minutes=5)
