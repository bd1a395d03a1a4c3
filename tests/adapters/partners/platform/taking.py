"""A platform that takes referrals: what its receiver was sent is what it has."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from typing import Any, ClassVar

from referral_hub.domain.outgoing.partner_referral import PartnerReferral, PartnerWord, Verdict
from referral_hub.domain.outgoing.referral import OutgoingReferral
from referral_hub.ports import TakesReferrals
from tests.adapters.partners.platform.stage import PlatformStage
from tests.builders import OUTGOING_FIELDS
from tests.contracts.taking_stage import numbered


class PlatformTakingStage:
    edits: ClassVar[Mapping[str, str]] = {"title": "Tide gauges and lamps", "value.amount": "9000"}

    def __init__(self) -> None:
        self.stage = PlatformStage()
        self._numbers = count(1)

    @property
    def takes(self) -> TakesReferrals:
        return self.stage.takes

    def whole(self) -> OutgoingReferral:
        return numbered(next(self._numbers), OUTGOING_FIELDS, solutions=("offer-1", "offer-2"))

    def sent(self, referral: OutgoingReferral) -> list[dict[str, Any]]:
        said = [message["data"] for message in self.stage.messages]
        return [data for data in said if data["number"] == referral.number]

    def knows(self, referral: OutgoingReferral) -> Mapping[str, str]:
        data = self.sent(referral)[-1]
        known = {name: data[name] for name in ("title", "description", "target_close_date")}
        for part in ("value", "customer", "contact"):
            known |= {f"{part}.{name}": text for name, text in data[part].items()}
        return known

    def records(self) -> int:
        return len({message["data"]["number"] for message in self.stage.messages})

    def calls(self) -> int:
        return len(self.stage.messages)

    def passes(self) -> None:
        self.stage.clock.advance(minutes=1)

    def opens(self, referral: OutgoingReferral) -> None:
        """A platform takes every message."""

    def meddles(self, referral: OutgoingReferral) -> None:
        """Let the platform answer."""
        said = PartnerWord(partner_referral_id="H-901", verdict=Verdict.ACCEPTED)
        side = PartnerReferral(
            number=referral.number, partner_id="harbour", created_at=self.stage.clock(), word=said
        )
        self.stage.outgoing.save_partners_side(side)

    def meddled(self, referral: OutgoingReferral) -> bool:
        word = self.takes.read(referral)
        return word is not None and word.partner_referral_id == "H-901"

    def changes(self, referral: OutgoingReferral) -> int:
        return len(self.sent(referral)) - 1
