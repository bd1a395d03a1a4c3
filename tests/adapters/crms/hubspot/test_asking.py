"""HubSpot keeps the contract of CRMs that are asked what changed, while search lags."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import count
from typing import Any

import pytest

from referral_hub.adapters.crms.hubspot.paths import SCHEMAS
from referral_hub.ports import CrmEvents
from tests.adapters.crms.hubspot.portal import LAG_SECONDS, Portal
from tests.contracts.crm_events import CrmAtWork, CrmPollContract
from tests.contracts.referral_list import a_card, a_key

_REFERRALS = "p_referral"


class PeopleAtWork:
    """People in a portal; how much a deal is worth is what they change."""

    def __init__(self, portal: Portal) -> None:
        assert portal.connection.events
        self.events: CrmEvents = portal.connection.events
        self._portal = portal
        self._numbers = count(1)

    @property
    def now(self) -> datetime:
        return self._portal.clock.now

    def wait(self, seconds: float) -> None:
        self._portal.clock.advance(seconds=max(seconds, LAG_SECONDS))

    def add_opportunity(self) -> str:
        return self._portal.hubspot.person_creates("deals", {"dealname": "Lamps"})

    def change_opportunity(self, record_id: str) -> None:
        worth = {"amount": str(next(self._numbers))}
        self._portal.hubspot.person_edits("deals", record_id, worth)

    def show_referral(self) -> str:
        number = f"R-{next(self._numbers):06}"
        assert self._portal.connection.referral_list
        self._portal.connection.referral_list.show([a_card(number)])
        [schema] = self._portal.calls_api("GET", SCHEMAS)["results"]
        listed = self._portal.records(_REFERRALS)
        keys = {each["properties"]["referral_hub_id"]: each["id"] for each in listed}
        return f"{schema['objectTypeId']}/{keys[a_key(number)]}"

    def decide_referral(self, record_id: str) -> None:
        own_id = record_id.rpartition("/")[2]
        self._portal.hubspot.person_edits(_REFERRALS, own_id, {"decision": "Accept"})

    def heard(self) -> Sequence[Mapping[str, Any]]:
        return self._portal.hubspot.events

    def go_away(self) -> None:
        self._portal.fails("service_unavailable", times=9)


class TestHubSpotPoll(CrmPollContract):
    pages = 201

    @pytest.fixture
    def at_work(self, portal: Portal) -> CrmAtWork:
        return PeopleAtWork(portal)
