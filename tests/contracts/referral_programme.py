"""What a CRM with a referral programme owes the hub: each event once per token."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import timedelta
from typing import Protocol

import pytest

from referral_hub.domain.effects import Done, Refused
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.lifecycles.sales_record import ReferralEvent
from referral_hub.ports import ProcessesReferralEvents
from tests.builders import NOON

CODE = "ADA-SPRING"


class ProgrammeAtWork(Protocol):
    """A CRM whose programme knows `CODE`, and the events Refer, Qualify and Closure."""

    crm: ProcessesReferralEvents

    def a_lead(self) -> str:
        """Somebody makes a lead; return its id."""

    def a_sale(self, lead_id: str) -> tuple[str, str]:
        """Somebody converts the lead; return the ids of account and opportunity."""

    def journal(self) -> Sequence[tuple[str, str]]:
        """List what the programme took, as the names and codes of events, in order."""

    def learn(self, code: str) -> None:
        """The programme comes to know another code."""

    def lose_answer(self) -> None:
        """The next event is taken, and the hub does not hear of it."""

    def go_away(self) -> None:
        """The next event is not taken."""


def refer(lead_id: str, code: str = CODE) -> ReferralEvent:
    return ReferralEvent(event_type="Refer", code=code, at=NOON, lead_id=lead_id)


class ReferralProgrammeContract(ABC):
    @abstractmethod
    @pytest.fixture
    def at_work(self) -> ProgrammeAtWork: ...

    @pytest.fixture
    def lead_id(self, at_work: ProgrammeAtWork) -> str:
        return at_work.a_lead()

    def test_an_event_is_taken_and_names_its_referral(
        self, at_work: ProgrammeAtWork, lead_id: str
    ) -> None:
        outcome = at_work.crm.process_referral_event(refer(lead_id), token="e-1")

        assert isinstance(outcome, Done), outcome
        assert outcome.result
        assert at_work.journal() == [("Refer", CODE)]

    def test_an_event_is_taken_once_per_token(self, at_work: ProgrammeAtWork, lead_id: str) -> None:
        told = [at_work.crm.process_referral_event(refer(lead_id), token="e-1") for _ in range(3)]

        assert told == [told[0]] * 3
        assert at_work.journal() == [("Refer", CODE)]

    def test_an_event_whose_answer_got_lost_is_taken_once(
        self, at_work: ProgrammeAtWork, lead_id: str
    ) -> None:
        at_work.lose_answer()
        with pytest.raises(Unavailable):
            at_work.crm.process_referral_event(refer(lead_id), token="e-1")

        again = at_work.crm.process_referral_event(refer(lead_id), token="e-1")

        assert isinstance(again, Done), again
        assert again.result
        assert at_work.journal() == [("Refer", CODE)]

    def test_an_event_that_was_not_taken_is_taken_later(
        self, at_work: ProgrammeAtWork, lead_id: str
    ) -> None:
        at_work.go_away()
        with pytest.raises(Unavailable):
            at_work.crm.process_referral_event(refer(lead_id), token="e-1")

        later = at_work.crm.process_referral_event(refer(lead_id), token="e-1")

        assert isinstance(later, Done), later
        assert at_work.journal() == [("Refer", CODE)]

    def test_the_events_of_one_sale_are_of_one_referral(
        self, at_work: ProgrammeAtWork, lead_id: str
    ) -> None:
        first = at_work.crm.process_referral_event(refer(lead_id), token="e-1")
        account_id, opportunity_id = at_work.a_sale(lead_id)
        sold = refer(lead_id).model_copy(
            update={
                "event_type": "Closure",
                "at": NOON + timedelta(days=1),
                "account_id": account_id,
                "opportunity_id": opportunity_id,
                "amount": "12500.00",
            }
        )

        last = at_work.crm.process_referral_event(sold, token="e-2")

        assert last == first
        assert at_work.journal() == [("Refer", CODE), ("Closure", CODE)]

    def test_stages_that_were_reached_at_one_moment_are_events_of_their_own(
        self, at_work: ProgrammeAtWork, lead_id: str
    ) -> None:
        """One that was passed over has the moment of the stage behind it."""
        for name in ("Refer", "Qualify"):
            event = refer(lead_id).model_copy(update={"event_type": name})
            at_work.crm.process_referral_event(event, token=name)

        assert at_work.journal() == [("Refer", CODE), ("Qualify", CODE)]

    def test_two_who_were_referred_at_one_moment_are_two_referrals(
        self, at_work: ProgrammeAtWork, lead_id: str
    ) -> None:
        first = at_work.crm.process_referral_event(refer(lead_id), token="e-1")

        other = at_work.crm.process_referral_event(refer(at_work.a_lead()), token="e-2")

        assert other != first
        assert at_work.journal() == [("Refer", CODE), ("Refer", CODE)]

    @pytest.mark.parametrize(
        "wrong", [{"code": "NOBODYS-CODE"}, {"event_type": "Lamp"}], ids=["code", "event_type"]
    )
    def test_what_the_programme_does_not_know_is_refused_with_a_fix(
        self, at_work: ProgrammeAtWork, lead_id: str, wrong: dict[str, str]
    ) -> None:
        event = refer(lead_id).model_copy(update=wrong)

        refused = at_work.crm.process_referral_event(event, token="e-1")

        assert isinstance(refused, Refused), refused
        assert next(iter(wrong.values())) in refused.reason
        assert refused.fix
        assert at_work.journal() == []

    def test_what_was_refused_is_taken_when_it_is_put_right(
        self, at_work: ProgrammeAtWork, lead_id: str
    ) -> None:
        at_work.crm.process_referral_event(refer(lead_id, "NEW-CODE"), token="e-1")
        at_work.learn("NEW-CODE")

        outcome = at_work.crm.process_referral_event(refer(lead_id, "NEW-CODE"), token="e-1")

        assert isinstance(outcome, Done), outcome
        assert at_work.journal() == [("Refer", "NEW-CODE")]
