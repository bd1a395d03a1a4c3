"""
A CRM's list of referrals and its events, in memory: what the ports promise, and what people do.

The events are made up: `{"object": "opportunity", "id": "opp-1", "by": "Ingrid"}`. The hub's own
changes are by `hub`.
"""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from referral_hub.domain.crm_referrals import (
    CrmDecision,
    CrmHint,
    CrmThing,
    CrmVerdict,
    ReferralCard,
)
from referral_hub.domain.errors import Unavailable

HUB = "hub"


class MemoryReferralList:
    """Cards by their number, which is their record id too; `decide` is what people do there."""

    def __init__(self) -> None:
        self.cards: dict[str, ReferralCard] = {}
        self.decisions: dict[str, CrmDecision] = {}

    def show(self, cards: Sequence[ReferralCard]) -> None:
        self.cards |= {card.number: card for card in cards}

    def decision(self, record_id: str) -> CrmDecision | None:
        return self.decisions.get(record_id)

    def decide(self, number: str, verdict: CrmVerdict, by: str = "Ingrid", **said: Any) -> str:
        """Let somebody fill in the record of a referral; return its id."""
        shown = self.cards.get(number)
        told = {"key": shown.key if shown else "unknown", **said}
        self.decisions[number] = CrmDecision(number=number, verdict=verdict, by=by, **told)
        return number


class MemoryCrmEvents:
    """
    Events in a dictionary, signed in the header `x-signature` with an HMAC of the body.

    `changes` is what the CRM tells whoever asks; it may be `closed`.
    """

    def __init__(self, secret: str = "") -> None:
        self._secret = secret.encode()
        self.changes: list[CrmHint] = []
        self.closed = False

    def changed_since(self, about: CrmThing, since: datetime) -> Iterator[CrmHint]:
        if self.closed:
            raise Unavailable("memory", "the CRM is closed")
        latest = {hint.record_id: hint for hint in self.changes if hint.about is about}
        dated = [(hint.at, hint) for hint in latest.values() if hint.at and hint.at >= since]
        yield from (hint for _, hint in sorted(dated, key=lambda d: (d[0], d[1].record_id)))

    def hints_in(self, event: Mapping[str, Any]) -> tuple[CrmHint, ...]:
        if event["object"] not in list(CrmThing) or event["by"] == HUB:
            return ()
        hint = CrmHint(about=event["object"], record_id=event["id"], at=event.get("at"))
        return (hint,)

    def is_genuine(
        self, *, method: str, url: str, headers: Mapping[str, str], body: bytes, now: datetime
    ) -> bool:
        told = headers.get("x-signature", "")
        return bool(self._secret) and hmac.compare_digest(told, self.signature(body))

    def signature(self, body: bytes) -> str:
        return hmac.new(self._secret, body, sha256).hexdigest()
