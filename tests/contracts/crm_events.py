"""What every CRM's events owe the hub: hints at what somebody else changed, and nothing more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from referral_hub.domain.crm_referrals import CrmThing
from referral_hub.ports import CrmEvents
from tests.builders import NOON

Event = Mapping[str, Any]


class CrmEventsContract:
    """
    A subclass brings events as its CRM sends them: one that arrives in one piece is one event.
    """

    opportunity_id = "opp-1"
    record_id = "ref-1"

    @pytest.fixture
    def events(self) -> CrmEvents:
        raise NotImplementedError

    @pytest.fixture
    def changed_opportunity(self) -> Event:
        """Somebody changed the stage of the opportunity."""
        raise NotImplementedError

    @pytest.fixture
    def decided_referral(self) -> Event:
        """Somebody decided on the record of a referral."""
        raise NotImplementedError

    @pytest.fixture
    def our_own(self) -> Event:
        """The hub changed the opportunity."""
        raise NotImplementedError

    @pytest.fixture
    def of_something_else(self) -> Event:
        """Somebody changed a record of a kind that the hub does not follow."""
        raise NotImplementedError

    def test_a_changed_opportunity_is_a_hint(
        self, events: CrmEvents, changed_opportunity: Event
    ) -> None:
        (hint,) = events.hints_in(changed_opportunity)

        assert (hint.about, hint.record_id) == (CrmThing.OPPORTUNITY, self.opportunity_id)

    def test_a_decision_on_a_referral_is_a_hint(
        self, events: CrmEvents, decided_referral: Event
    ) -> None:
        (hint,) = events.hints_in(decided_referral)

        assert (hint.about, hint.record_id) == (CrmThing.REFERRAL, self.record_id)

    def test_an_event_told_twice_is_the_same_hint(
        self, events: CrmEvents, changed_opportunity: Event
    ) -> None:
        assert events.hints_in(changed_opportunity) == events.hints_in(changed_opportunity)

    def test_what_the_hub_changed_itself_is_no_hint(
        self, events: CrmEvents, our_own: Event
    ) -> None:
        assert events.hints_in(our_own) == ()

    def test_what_the_hub_does_not_follow_is_no_hint(
        self, events: CrmEvents, of_something_else: Event
    ) -> None:
        assert events.hints_in(of_something_else) == ()

    def test_what_is_no_event_of_the_crm_is_not_read(self, events: CrmEvents) -> None:
        with pytest.raises(KeyError):
            events.hints_in({"lamp": "lit"})

    @pytest.mark.parametrize("headers", [{}, {"x-hubspot-signature-v3": "forged"}])
    def test_a_request_that_the_crm_did_not_sign_is_not_genuine(
        self, events: CrmEvents, headers: dict[str, str]
    ) -> None:
        told = {"method": "POST", "url": "https://hub.example/v1/crm-events/crm", "body": b"[]"}

        assert not events.is_genuine(headers=headers, now=NOON, **told)
