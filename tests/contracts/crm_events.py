"""What every CRM's events owe the hub: hints at what somebody else changed, told or asked for."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, timezone
from typing import Any, Protocol

import pytest

from referral_hub.domain.crm_referrals import CrmHint, CrmThing
from referral_hub.domain.errors import Unavailable
from referral_hub.ports import CrmEvents
from tests.builders import NOON

Event = Mapping[str, Any]


class CrmEventsContract(ABC):
    """
    A subclass brings events as its CRM sends them: one that arrives in one piece is one event.
    """

    opportunity_id = "opp-1"
    record_id = "ref-1"

    @abstractmethod
    @pytest.fixture
    def events(self) -> CrmEvents: ...

    @abstractmethod
    @pytest.fixture
    def changed_opportunity(self) -> Event:
        """Somebody changed the stage of the opportunity."""

    @abstractmethod
    @pytest.fixture
    def decided_referral(self) -> Event:
        """Somebody decided on the record of a referral."""

    @abstractmethod
    @pytest.fixture
    def our_own(self) -> Event:
        """The hub changed the opportunity."""

    @abstractmethod
    @pytest.fixture
    def of_something_else(self) -> Event:
        """Somebody changed a record of a kind that the hub does not follow."""

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


class CrmAtWork(Protocol):
    """
    A CRM with people at work in it, on a clock that moves when told.

    What makes or changes a record returns its id as a hint names it.
    """

    events: CrmEvents
    now: datetime
    """The moment in the CRM: a change is stamped with it."""

    def wait(self, seconds: float) -> None:
        """Let time pass: as much as asked for, and as much as the CRM needs to find its changes."""

    def add_opportunity(self) -> str:
        """Somebody makes an opportunity."""

    def change_opportunity(self, record_id: str) -> None:
        """Somebody changes an opportunity, each time to another value."""

    def show_referral(self) -> str:
        """The hub shows a referral, on which nobody has decided."""

    def decide_referral(self, record_id: str) -> None: ...

    def heard(self) -> Sequence[Event]:
        """Return the events that the CRM has sent so far."""

    def go_away(self) -> None:
        """The CRM cannot be asked from now on."""


class CrmPollContract(ABC):
    """
    What every CRM owes the hub that asks what changed, because events get lost.

    `pages` is so many records that the CRM tells of them in several answers.
    """

    pages = 5

    @abstractmethod
    @pytest.fixture
    def at_work(self) -> CrmAtWork: ...

    def changed(self, at_work: CrmAtWork, since: datetime) -> list[str]:
        found = at_work.events.changed_since(CrmThing.OPPORTUNITY, since)
        return [hint.record_id for hint in found]

    def decided(self, at_work: CrmAtWork, since: datetime) -> list[str]:
        found = at_work.events.changed_since(CrmThing.REFERRAL, since)
        return [hint.record_id for hint in found]

    def test_a_changed_opportunity_is_found_with_when(self, at_work: CrmAtWork) -> None:
        record_id = at_work.add_opportunity()
        at_work.wait(60)
        changed_at = at_work.now
        at_work.change_opportunity(record_id)
        at_work.wait(1)

        found = list(at_work.events.changed_since(CrmThing.OPPORTUNITY, changed_at))

        hint = CrmHint(about=CrmThing.OPPORTUNITY, record_id=record_id, at=changed_at)
        assert found == [hint]

    def test_what_changed_longer_ago_is_left_out(self, at_work: CrmAtWork) -> None:
        at_work.add_opportunity()
        at_work.wait(60)

        assert self.changed(at_work, at_work.now) == []

    def test_what_changed_first_comes_first(self, at_work: CrmAtWork) -> None:
        start = at_work.now
        older, newer = at_work.add_opportunity(), at_work.add_opportunity()
        for record_id in (newer, older):
            at_work.wait(60)
            at_work.change_opportunity(record_id)
        at_work.wait(1)

        assert self.changed(at_work, start) == [newer, older]

    def test_a_record_that_changed_often_is_found_as_it_changed_last(
        self, at_work: CrmAtWork
    ) -> None:
        start, record_id = at_work.now, at_work.add_opportunity()
        for _ in range(3):
            at_work.wait(60)
            changed_at = at_work.now
            at_work.change_opportunity(record_id)
        at_work.wait(1)

        (hint,) = at_work.events.changed_since(CrmThing.OPPORTUNITY, start)

        assert (hint.record_id, hint.at) == (record_id, changed_at)

    def test_of_what_changed_at_one_moment_all_is_found_again_from_that_moment(
        self, at_work: CrmAtWork
    ) -> None:
        """Whoever stops in between goes on from the last one."""
        start = at_work.now
        together = {at_work.add_opportunity() for _ in range(3)}
        at_work.wait(1)
        first = next(iter(at_work.events.changed_since(CrmThing.OPPORTUNITY, start)))

        assert first.at is not None
        assert set(self.changed(at_work, first.at)) == together

    def test_what_is_asked_again_is_answered_alike(self, at_work: CrmAtWork) -> None:
        start = at_work.now
        for _ in range(3):
            at_work.add_opportunity()
        at_work.wait(1)

        assert self.changed(at_work, start) == self.changed(at_work, start)

    def test_more_than_one_answer_holds_is_found_each_once(self, at_work: CrmAtWork) -> None:
        start = at_work.now
        made = [at_work.add_opportunity() for _ in range(self.pages)]
        at_work.wait(1)

        found = self.changed(at_work, start)

        assert (len(found), set(found)) == (self.pages, set(made))

    def test_a_moment_is_the_same_in_every_time_zone(self, at_work: CrmAtWork) -> None:
        at_work.add_opportunity()
        at_work.wait(60)
        changed_at, newer = at_work.now, at_work.add_opportunity()
        at_work.wait(1)

        elsewhere = changed_at.astimezone(timezone(timedelta(hours=9)))

        assert self.changed(at_work, elsewhere) == [newer]

    def test_a_decision_is_found_with_when(self, at_work: CrmAtWork) -> None:
        record_id = at_work.show_referral()
        at_work.wait(60)
        decided_at = at_work.now
        at_work.decide_referral(record_id)
        at_work.wait(1)

        (hint,) = at_work.events.changed_since(CrmThing.REFERRAL, decided_at)

        assert (hint.about, hint.record_id) == (CrmThing.REFERRAL, record_id)
        assert hint.at == decided_at

    def test_a_referral_on_which_nobody_decided_is_not_found(self, at_work: CrmAtWork) -> None:
        start, decided = at_work.now, at_work.show_referral()
        at_work.show_referral()
        at_work.decide_referral(decided)
        at_work.wait(1)

        assert self.decided(at_work, start) == [decided]

    def test_records_of_one_kind_are_not_found_among_the_others(self, at_work: CrmAtWork) -> None:
        start = at_work.now
        opportunity, referral = at_work.add_opportunity(), at_work.show_referral()
        at_work.decide_referral(referral)
        at_work.wait(1)

        assert self.changed(at_work, start) == [opportunity]
        assert self.decided(at_work, start) == [referral]

    def test_what_is_found_is_named_as_events_name_it(self, at_work: CrmAtWork) -> None:
        start = at_work.now
        opportunity, referral = at_work.add_opportunity(), at_work.show_referral()
        at_work.change_opportunity(opportunity)
        at_work.decide_referral(referral)
        at_work.wait(1)

        heard = [hint for event in at_work.heard() for hint in at_work.events.hints_in(event)]

        found = [h for about in CrmThing for h in at_work.events.changed_since(about, start)]
        assert {hint.place for hint in found} == {hint.place for hint in heard}

    @pytest.mark.parametrize("about", list(CrmThing))
    def test_a_crm_that_cannot_be_asked_is_asked_again_later(
        self, at_work: CrmAtWork, about: CrmThing
    ) -> None:
        at_work.go_away()

        with pytest.raises(Unavailable):
            list(at_work.events.changed_since(about, at_work.now))
