"""What every CRM's list of referrals owes the hub: one record per key, and decisions as made."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any, Protocol

import pytest

from referral_hub.domain.crm_referrals import CrmVerdict, ReferralCard
from referral_hub.domain.referrals.axes import Stage, Status
from referral_hub.ports import ReferralList
from tests.builders import NOON


class Decide(Protocol):
    """
    Somebody fills in the decision on the record of a referral; returns the record's id.

    `said` may have account_id, creates_account, opportunity_id and reason.
    """

    def __call__(self, number: str, verdict: CrmVerdict, **said: Any) -> str: ...


# What people see in the list: status, stage, company and answer of each record, by number.
Seen = Callable[[], dict[str, tuple[str, str, str, str]]]


def a_key(number: str) -> str:
    """The key of a referral that has this number in the hub of these tests."""
    return number.removeprefix("R-").rjust(32, "a")


def a_card(number: str = "R-000001", **override: Any) -> ReferralCard:
    said = {
        "key": a_key(number),
        "number": number,
        "partner": "Harbour Alliance",
        "partner_referral_id": "H-77",
        "company": "Fenwick Lighthouses",
        "title": "Lamp modernisation",
        "description": "Forty lamps, two winters.",
        "status": Status.PENDING_ACCEPTANCE,
        "stage": Stage.NEW,
        "amount": "12500.00",
        "currency": "EUR",
        "expires_at": NOON,
        "link": "https://hub.example/v1/referrals/R-000001",
    }
    return ReferralCard(**said | override)


class ReferralListContract(ABC):
    """
    The ids are those of records that are there: a subclass whose CRM looks at them overrides them.
    """

    @abstractmethod
    @pytest.fixture
    def referral_list(self) -> ReferralList: ...

    @abstractmethod
    @pytest.fixture
    def decide(self, referral_list: ReferralList) -> Decide: ...

    @abstractmethod
    @pytest.fixture
    def seen(self, referral_list: ReferralList) -> Seen: ...

    @pytest.fixture
    def account_id(self) -> str:
        return "acc-1"

    @pytest.fixture
    def opportunity_id(self) -> str:
        return "opp-1"

    def test_a_referral_is_seen_as_it_is(self, referral_list: ReferralList, seen: Seen) -> None:
        referral_list.show([a_card()])

        assert seen() == {"R-000001": ("pending_acceptance", "new", "Fenwick Lighthouses", "")}

    def test_a_referral_shown_again_is_one_record(
        self, referral_list: ReferralList, seen: Seen
    ) -> None:
        for _ in range(2):
            referral_list.show([a_card()])

        assert list(seen()) == ["R-000001"]

    def test_what_was_shown_last_is_seen(self, referral_list: ReferralList, seen: Seen) -> None:
        referral_list.show([a_card(answer="Say why.")])
        told = {"status": Status.ACCEPTED, "stage": Stage.WON, "answer": ""}

        referral_list.show([a_card(**told)])

        assert seen() == {"R-000001": ("accepted", "won", "Fenwick Lighthouses", "")}

    def test_many_referrals_are_shown_at_once(
        self, referral_list: ReferralList, seen: Seen
    ) -> None:
        numbers = [f"R-{number:06d}" for number in range(1, 201)]

        referral_list.show([a_card(number) for number in numbers])

        assert sorted(seen()) == numbers

    def test_a_referral_of_which_little_is_known_is_shown_too(
        self, referral_list: ReferralList, seen: Seen
    ) -> None:
        bare = {"title": "", "description": "", "amount": "", "currency": "", "expires_at": None}

        referral_list.show([a_card(link="", **bare)])

        assert list(seen()) == ["R-000001"]

    def test_nobody_has_decided_before_somebody_does(
        self, referral_list: ReferralList, decide: Decide
    ) -> None:
        referral_list.show([a_card("R-000001"), a_card("R-000002")])

        elsewhere = decide("R-000002", CrmVerdict.ACCEPT, creates_account=True)

        told = referral_list.decision(elsewhere)
        assert told is not None
        assert (told.number, told.key) == ("R-000002", a_key("R-000002"))

    def test_an_acceptance_names_the_account_and_who_accepts(
        self, referral_list: ReferralList, decide: Decide, account_id: str
    ) -> None:
        referral_list.show([a_card()])

        record_id = decide("R-000001", CrmVerdict.ACCEPT, account_id=account_id)

        told = referral_list.decision(record_id)
        assert told is not None
        assert (told.number, told.verdict) == ("R-000001", CrmVerdict.ACCEPT)
        assert (told.account_id, told.creates_account) == (account_id, False)
        assert told.by

    def test_an_acceptance_may_ask_for_a_new_account(
        self, referral_list: ReferralList, decide: Decide
    ) -> None:
        referral_list.show([a_card()])

        record_id = decide("R-000001", CrmVerdict.ACCEPT, creates_account=True)

        told = referral_list.decision(record_id)
        assert told is not None
        assert (told.account_id, told.creates_account) == ("", True)

    def test_an_acceptance_may_name_an_opportunity_to_link(
        self, referral_list: ReferralList, decide: Decide, account_id: str, opportunity_id: str
    ) -> None:
        referral_list.show([a_card()])
        chosen = {"account_id": account_id, "opportunity_id": opportunity_id}

        record_id = decide("R-000001", CrmVerdict.ACCEPT, **chosen)

        told = referral_list.decision(record_id)
        assert told is not None
        assert told.opportunity_id == opportunity_id

    def test_a_rejection_says_why(self, referral_list: ReferralList, decide: Decide) -> None:
        referral_list.show([a_card()])

        record_id = decide("R-000001", CrmVerdict.REJECT, reason="No capacity")

        told = referral_list.decision(record_id)
        assert told is not None
        assert (told.verdict, told.reason) == (CrmVerdict.REJECT, "No capacity")

    def test_an_answer_of_the_hub_takes_no_decision_back(
        self, referral_list: ReferralList, decide: Decide
    ) -> None:
        referral_list.show([a_card()])
        record_id = decide("R-000001", CrmVerdict.REJECT, reason="No capacity")

        referral_list.show([a_card(answer="The partner does not accept the reason.")])

        told = referral_list.decision(record_id)
        assert told is not None
        assert told.reason == "No capacity"
