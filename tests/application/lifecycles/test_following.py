"""From the first lead to the win: one referral, whatever is said, however often, in any order."""

from __future__ import annotations

import pytest

from referral_hub.application.lifecycles.following import What
from referral_hub.domain.lifecycles.sales_record import RecordKind, SalesRecord
from referral_hub.domain.lifecycles.shipped import OPPORTUNITY_TO_ORDER
from referral_hub.domain.rewards.decision import Verdict
from tests.application.lifecycles.stage import Followers
from tests.builders import NOON
from tests.lifecycle_records import (
    CODE,
    a_code,
    a_crm_lead,
    a_lead,
    a_qualified_lead,
    a_win,
    after,
    an_opportunity,
    an_order,
)


class TestFollowing(Followers):
    def test_a_new_lead_of_a_partner_with_a_code_begins_a_referral(self) -> None:
        followed = self.hear(a_crm_lead())

        assert followed.what is What.BEGUN
        assert (self.referral.number, self.referral.event) == ("T-000001", "refer")
        assert (self.referral.code, self.referral.referrer_id) == (CODE, "harbour-sales")
        assert (self.referral.partner_id, self.referral.lifecycle) == ("harbour", "lead-to-close@0")

    def test_it_qualifies_and_closes_as_the_same_referral(self) -> None:
        self.hear(a_lead(1))
        self.hear(a_qualified_lead(2))

        followed = self.hear(a_win(3))

        assert followed.what is What.WENT_ON
        assert [stage.event for stage in self.referral.reached] == ["refer", "qualify", "close"]

    def test_the_records_that_a_lead_became_are_worth_a_look(self) -> None:
        self.hear(a_lead(1))

        followed = self.hear(a_qualified_lead(2))

        assert followed.linked == ("opportunity#0061",)

    def test_an_opportunity_that_lost_its_code_on_conversion_is_known_by_its_lead(self) -> None:
        self.hear(a_lead(1), a_qualified_lead(2))

        self.hear(a_win(3, code=""))

        assert self.referral.event == "close"

    def test_a_code_that_is_taken_off_a_lead_ends_nothing(self) -> None:
        self.hear(a_lead(1))

        followed = self.hear(a_qualified_lead(2, code="", source=""))

        assert (followed.what, self.referral.event) == (What.WENT_ON, "qualify")
        assert self.unmatched == []

    def test_a_lead_from_elsewhere_is_nobodys_even_with_a_code(self) -> None:
        followed = self.hear(a_crm_lead(fields={"referral_code": CODE, "status": "new"}))

        assert followed.what is What.PASSED_BY
        assert (self.referrals, self.unmatched) == ([], [])

    def test_a_lead_that_is_worked_on_is_no_referral_before_it_is_new_or_qualified(self) -> None:
        self.hear(a_lead(1, status="Working"))
        assert self.referrals == []

        self.hear(a_qualified_lead(2))

        assert [stage.back_filled for stage in self.referral.reached] == [True, False]

    def test_repeating_what_was_said_writes_nothing(self) -> None:
        self.hear(a_crm_lead())
        version = self.referral.version

        for _ in range(1000):
            followed = self.hear(a_crm_lead())

        assert (followed.what, self.referral.version) == (What.NOTHING_NEW, version)

    def test_case_and_blanks_of_a_code_do_not_matter(self) -> None:
        self.hear(a_lead(1, code=" harbour-Spring "))

        assert self.referral.code == CODE

    def test_an_opportunity_is_followed_to_its_first_order(self) -> None:
        self.know(a_code(code="ORDERS", lifecycle_id=OPPORTUNITY_TO_ORDER))

        self.hear(an_opportunity(1, code="ORDERS"), a_win(2, code="ORDERS"), an_order(3))

        assert [stage.event for stage in self.referral.reached] == ["refer", "qualify", "close"]

    def test_a_thousand_referrals_of_one_code_are_a_thousand(self) -> None:
        for each in range(1_000):
            self.hear(a_crm_lead(record_id=f"L{each}"))

        assert len({referral.number for referral in self.referrals}) == 1_000


class TestDecidedAlongTheWay(Followers):
    def test_a_referral_is_under_the_policy_that_counted_when_it_began(self) -> None:
        self.hear(a_lead(1))

        decision = self.referral.decision

        assert decision
        assert (decision.policy, decision.verdict) == ("standard@0", Verdict.OPEN)

    def test_a_win_earns_by_the_amount_of_the_opportunity(self) -> None:
        self.hear(a_lead(1), a_qualified_lead(2), a_win(3))

        decision = self.referral.decision

        assert decision
        assert decision.amount
        assert (decision.verdict, decision.amount.minor) == (Verdict.EARNED, 125_000)

    def test_a_sale_is_earned_on_the_day_of_its_win_whenever_that_is_heard_of(self) -> None:
        self.hear(a_win(-3 * 24 * 60, close_date=None))

        assert self.referral.decision
        assert str(self.referral.decision.earned_on) == "2027-02-26"

    def test_a_deal_that_is_opened_again_earns_nothing_any_more(self) -> None:
        self.hear(a_lead(1), a_win(3), a_qualified_lead(2))

        self.hear(an_opportunity(4))

        assert self.referral.decision
        assert self.referral.decision.verdict is Verdict.OPEN

    @pytest.mark.parametrize("amount", ["", "0", "-3", "lots", "1e9", "NaN", "12,5"])
    def test_a_win_without_an_amount_earns_nothing_and_says_why(self, amount: str) -> None:
        self.hear(a_win(3, amount=amount))

        decision = self.referral.decision

        assert decision
        assert (decision.verdict, decision.amount) == (Verdict.NO_AMOUNT, None)
        assert decision.reasons[-1].text

    def test_the_same_facts_told_again_are_decided_once(self) -> None:
        self.hear(a_win(3))
        decided = self.referral.decision

        self.hear(a_win(4))

        assert self.referral.decision == decided

    def test_a_day_that_no_crm_can_have_counts_as_not_told(self) -> None:
        won = SalesRecord(
            kind=RecordKind.OPPORTUNITY,
            record_id="0061",
            changed_at=NOON,
            won=True,
            fields={"referral_code": CODE, "amount": "100", "currency": "EUR"}
            | {"close_date": "9999-12-31"},
        )

        self.hear(won)

        assert self.referral.decision
        assert self.referral.decision.end
        assert self.referral.decision.end.close_date is None

    def test_what_began_is_decided_by_the_earliest_look_even_if_that_is_heard_last(self) -> None:
        self.hear(a_win(3), a_qualified_lead(2), a_lead(1, facts={"annual_revenue": "5"}))

        decision = self.referral.decision

        assert decision
        assert decision.start.annual_revenue == "5"
        assert self.referral.reached[0].at == after(1)
