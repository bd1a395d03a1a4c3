"""Fjord as a partner that takes deals of ours."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from typing import ClassVar

from referral_hub.adapters.partner_wire import Answer
from referral_hub.domain.outgoing.disclosed import content_of
from referral_hub.domain.outgoing.referral import OutgoingReferral
from referral_hub.domain.outgoing.submission import Consent, Disclosure
from referral_hub.domain.outgoing.terms import fields_of
from referral_hub.ports import TakesReferrals
from tests.adapters.partners.peer.fjord import Fjord
from tests.adapters.partners.peer.outbound import outbound
from tests.builders import NOON, OUTGOING_FIELDS
from tests.contracts.taking_stage import numbered, taker_of

CONSENT = Consent(
    given_by="Tuva Lien",
    given_at=NOON,
    statement="You may tell Fjord.",
    contacts=True,
    recorded_by="operator:Ingrid",
    recorded_at=NOON,
)
_REFUSES = (
    b'{"results": [{"id": "%s", "status": "refused", "problem": {"code": "invalid_request",'
    b' "detail": "1 field is wrong", "fields": {"/client/country_code": "we do not work there"}}}]}'
)


def disclosed(fields: Mapping[str, str]) -> Disclosure:
    content = content_of(fields, contacts=True)
    return Disclosure(feature="diversification", workflow="sales", consent=CONSENT, content=content)


class PeerTakingStage:
    edits: ClassVar[Mapping[str, str]] = {"title": "Lamps for the coast"}

    def __init__(self) -> None:
        self.fjord = Fjord()
        self._connection = outbound(
            self, url=self.fjord.url, key=self.fjord.key, clock=self.fjord.clock
        )
        self._refuses = False
        self._numbers = count(1)

    @property
    def takes(self) -> TakesReferrals:
        return taker_of(self._connection)

    def exchange(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes = b""
    ) -> Answer:
        if self._refuses:
            self._refuses = False
            key = body.partition(b'"id":"')[2].partition(b'"')[0]
            return Answer(200, _REFUSES % key, "The peer")
        return self.fjord.exchange(method, url, headers, body)

    def whole(self) -> OutgoingReferral:
        referral = numbered(next(self._numbers), OUTGOING_FIELDS, partner_id="fjord")
        return referral.submitted(
            by="operator:Ingrid", at=NOON, steps=(), disclosure=disclosed(OUTGOING_FIELDS)
        )

    def knows(self, referral: OutgoingReferral) -> Mapping[str, str]:
        there = self.fjord.there.referrals.get(referral.partner_referral_id)
        return fields_of(self.fjord.there.referrals.invitation_of(there))

    def records(self) -> int:
        return len(self.fjord.inbox)

    def calls(self) -> int:
        return len(self.fjord.calls)

    def passes(self) -> None:
        self.fjord.clock.advance(seconds=30)

    def fails_next_call(self) -> None:
        self.fjord.faults.append("down")

    def loses_next_answer(self) -> None:
        self.fjord.faults.append("lost")

    def refuses_next(self) -> frozenset[str]:
        self._refuses = True
        return frozenset(["customer.country_code"])
