"""Records of one sale come to one referral, in whatever order it turns out that they are."""

from __future__ import annotations

from itertools import permutations

import pytest

from referral_hub.application.lifecycles.following import What
from referral_hub.domain.lifecycles.sales_record import RecordSeen
from referral_hub.domain.lifecycles.tracked import MOST_RECORDS
from referral_hub.domain.lifecycles.unmatched import Why
from tests.application.lifecycles.stage import Followers
from tests.lifecycle_records import (
    CODE,
    a_code,
    a_lead,
    a_qualified_lead,
    a_referrer,
    a_win,
    an_opportunity,
    an_order,
)

OF_ONE_SALE = (a_lead(1), a_qualified_lead(2), an_opportunity(3, code=""), a_win(4))


class TestOneSale(Followers):
    @pytest.mark.parametrize("order", list(permutations(OF_ONE_SALE)))
    def test_whichever_is_heard_first_it_is_one_referral_that_ends_alike(
        self, order: tuple[RecordSeen, ...]
    ) -> None:
        self.hear(*order)

        referral = self.referral

        reached = [(stage.event, stage.back_filled) for stage in referral.reached]
        assert reached == [("refer", False), ("qualify", False), ("close", False)]
        assert list(referral.stories) == ["lead#00Q1", "opportunity#0061"]
        assert referral.decision
        assert referral.decision.amount

    def test_two_referrals_that_turn_out_to_be_one_sale_are_joined(self) -> None:
        self.hear(a_win(1), a_lead(2))
        assert len(self.referrals) == 2

        self.hear(a_qualified_lead(3))

        assert self.referral.number == "T-000001"
        assert set(self.referral.stories) == {"lead#00Q1", "opportunity#0061"}
        joined = self.hub.lifecycle_desk.tracked.get("T-000002")
        assert joined.joined_to == "T-000001"

    def test_a_lead_without_a_code_is_of_the_referral_that_its_opportunity_begins(self) -> None:
        self.hear(a_lead(1, code=""), a_qualified_lead(2, code=""))
        assert len(self.unmatched) == 1

        self.hear(an_opportunity(3))

        assert set(self.referral.stories) == {"lead#00Q1", "opportunity#0061"}
        assert [stage.event for stage in self.referral.reached] == ["refer", "qualify"]
        assert self.unmatched == []

    def test_what_waits_is_found_however_often_it_was_seen_before(self) -> None:
        for minute in range(30):
            self.hear(a_qualified_lead(minute, code="", amount=f"{minute}"))

        self.hear(an_opportunity(40))

        assert "lead#00Q1" in self.referral.stories

    def test_what_is_seen_of_a_joined_referrals_record_goes_to_the_one_it_joined(self) -> None:
        self.hear(a_win(1), a_lead(2), a_qualified_lead(3))

        self.hear(a_lead(4, status="Nurturing"), an_opportunity(5))

        assert self.referral.number == "T-000001"
        assert self.referral.open_again

    def test_the_code_that_counted_first_stays_and_people_hear_of_the_other(self) -> None:
        self.know(a_code(code="OTHER"))
        self.hear(a_lead(1))

        self.hear(a_lead(2, code="OTHER"))

        assert self.referral.code == CODE
        (unmatched,) = self.unmatched
        assert (unmatched.why, unmatched.codes) == (Why.OTHER_CODE, ("OTHER",))
        assert unmatched.number == self.referral.number

    def test_another_code_is_told_of_once(self) -> None:
        self.hear(a_lead(1), a_lead(2, code="OTHER"))
        (before,) = self.unmatched

        for _ in range(3):
            followed = self.hear(a_lead(2, code="OTHER"))

        assert followed.what is What.NOTHING_NEW
        assert self.unmatched == [before]

    def test_a_record_whose_other_code_is_taken_off_is_on_the_list_no_more(self) -> None:
        self.hear(a_lead(1), a_lead(2, code="OTHER"))
        assert self.unmatched

        self.hear(a_lead(3))

        assert self.unmatched == []

    def test_another_partners_referral_is_not_named_to_who_joins_it(self) -> None:
        desk = self.hub.lifecycle_desk
        desk.referrers.save(a_referrer(referrer_id="quay-sales", partner_id="quay"))
        self.know(a_code(code="QUAY", referrer_id="quay-sales"))
        self.hear(a_win(1), a_lead(2, code="QUAY"), a_qualified_lead(3, code="QUAY"))

        joined = desk.tracked.get("T-000002")

        assert joined.decision
        assert joined.joined_to == "T-000001"
        assert "T-000001" not in joined.decision.reasons[-1].text

    def test_a_sale_has_so_many_records_and_people_hear_of_those_beyond(self) -> None:
        self.hear(a_win(1))
        for each in range(MOST_RECORDS):
            self.hear(an_order(2, record_id=f"8{each:03}"))

        (beyond,) = self.unmatched

        assert len(self.referral.stories) == MOST_RECORDS
        assert beyond.why is Why.TOO_MANY_RECORDS

    def test_an_id_with_signs_that_keys_are_made_of_is_nobody_elses(self) -> None:
        self.hear(a_lead(1, record_id="1#LINK"), a_lead(1, record_id="1"), a_lead(1, record_id="#"))

        assert len(self.referrals) == 3
