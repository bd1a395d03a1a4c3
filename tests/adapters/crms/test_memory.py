"""The CRM in memory keeps the contracts of a list of referrals and of events."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

import pytest

from referral_hub.adapters.crms.memory import HUB, MemoryCrmEvents, MemoryReferralList
from referral_hub.domain.crm_referrals import CrmHint, CrmThing
from tests.builders import NOON
from tests.contracts.crm_events import CrmEventsContract, CrmPollContract, Event
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


class MemoryCrmAtWork:
    """People at work in a CRM of which nothing is there but its events and its changes."""

    def __init__(self) -> None:
        self.events = MemoryCrmEvents()
        self.now = NOON
        self._ids = count(1)
        self._heard: list[Event] = []

    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    def add_opportunity(self) -> str:
        record_id = f"opp-{next(self._ids)}"
        self._note(CrmThing.OPPORTUNITY, record_id)
        return record_id

    def change_opportunity(self, record_id: str) -> None:
        self._note(CrmThing.OPPORTUNITY, record_id)
        self._heard.append({"object": "opportunity", "id": record_id, "by": "Ingrid"})

    def show_referral(self) -> str:
        return f"ref-{next(self._ids)}"

    def decide_referral(self, record_id: str) -> None:
        self._note(CrmThing.REFERRAL, record_id)
        self._heard.append({"object": "referral", "id": record_id, "by": "Ingrid"})

    def heard(self) -> list[Event]:
        return self._heard

    def go_away(self) -> None:
        self.events.closed = True

    def _note(self, about: CrmThing, record_id: str) -> None:
        self.events.changes.append(CrmHint(about=about, record_id=record_id, at=self.now))


class TestAskingMemoryWhatChanged(CrmPollContract):
    @pytest.fixture
    def at_work(self) -> MemoryCrmAtWork:
        return MemoryCrmAtWork()
