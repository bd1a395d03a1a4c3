"""The partner in memory keeps what every partner promises that takes referrals."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count

import pytest

from referral_hub.adapters.memory_partner import MemoryPartner
from referral_hub.domain.outgoing.partner_referral import Verdict
from referral_hub.domain.outgoing.referral import OutgoingReferral
from tests.builders import OUTGOING_FIELDS, an_outgoing_referral
from tests.contracts.partner_takes import LocksReferralsContract, RemoteTakesReferralsContract


class MemoryStage:
    edits: Mapping[str, str] = {"title": "A larger data lake", "value.amount": "9000.00"}

    def __init__(self) -> None:
        self.takes = MemoryPartner()
        self._numbers = count(1)

    def whole(self) -> OutgoingReferral:
        number = next(self._numbers)
        fields = {**OUTGOING_FIELDS, "need": "Advice"}
        return an_outgoing_referral(number=f"R-{number:06d}", key=f"key-{number}", fields=fields)

    def knows(self, referral: OutgoingReferral) -> Mapping[str, str]:
        return dict(self.takes.record_of(referral).fields)

    def records(self) -> int:
        return len(self.takes.records)

    def calls(self) -> int:
        return self.takes.calls

    def passes(self) -> None:
        """Nothing takes time here."""

    def fails_next_call(self) -> None:
        self.takes.fails_next = True

    def loses_next_answer(self) -> None:
        self.takes.loses_next = True

    def refuses_next(self) -> frozenset[str]:
        self.takes.refuses_next = {"title": "is taken", "contact.email": "bounces"}
        return frozenset({"title", "contact.email"})

    def opens(self, referral: OutgoingReferral) -> None:
        self.takes.record_of(referral).says(Verdict.ACCEPTED)

    def locks(self, referral: OutgoingReferral) -> None:
        self.takes.record_of(referral).says(Verdict.IN_REVIEW, locked=True)

    def meddles(self, referral: OutgoingReferral) -> None:
        self.takes.record_of(referral).says(Verdict.ACCEPTED, "Welcome")

    def meddled(self, referral: OutgoingReferral) -> bool:
        return self.takes.record_of(referral).word.comments == "Welcome"

    def changes(self, referral: OutgoingReferral) -> int:
        return self.takes.record_of(referral).changes


class TestMemoryPartner(RemoteTakesReferralsContract, LocksReferralsContract):
    @pytest.fixture
    def stage(self) -> MemoryStage:
        return MemoryStage()
