"""The CRM in memory keeps the contracts of a list of referrals and of events."""

from __future__ import annotations

import pytest

from referral_hub.adapters.crms.memory import HUB, MemoryCrmEvents, MemoryReferralList
from tests.builders import NOON
from tests.contracts.crm_events import CrmEventsContract, Event
from tests.contracts.referral_list import Decide, ReferralListContract, Seen


class TestMemoryReferralList(ReferralListContract):
    @pytest.fixture
    def referral_list(self) -> MemoryReferralList:
        return MemoryReferralList()

    @pytest.fixture
    def decide(self, referral_list: MemoryReferralList) -> Decide:
        return referral_list.decide

    @pytest.fixture
    def seen(self, referral_list: MemoryReferralList) -> Seen:
        cards = referral_list.cards
        return lambda: {n: (c.status, c.stage, c.company, c.answer) for n, c in cards.items()}


class TestMemoryCrmEvents(CrmEventsContract):
    @pytest.fixture
    def events(self) -> MemoryCrmEvents:
        return MemoryCrmEvents("the secret")

    @pytest.fixture
    def changed_opportunity(self) -> Event:
        return {"object": "opportunity", "id": self.opportunity_id, "by": "Ingrid"}

    @pytest.fixture
    def decided_referral(self) -> Event:
        return {"object": "referral", "id": self.record_id, "by": "Ingrid"}

    @pytest.fixture
    def our_own(self) -> Event:
        return {"object": "opportunity", "id": self.opportunity_id, "by": HUB}

    @pytest.fixture
    def of_something_else(self) -> Event:
        return {"object": "lamp", "id": "lamp-1", "by": "Ingrid"}

    def test_a_request_that_bears_the_signature_is_genuine(self, events: MemoryCrmEvents) -> None:
        headers = {"x-signature": events.signature(b"[]")}
        told = {"method": "POST", "url": "https://hub.example/v1/crm-events/crm", "now": NOON}

        assert events.is_genuine(headers=headers, body=b"[]", **told)
        assert not events.is_genuine(headers=headers, body=b"[{}]", **told)
