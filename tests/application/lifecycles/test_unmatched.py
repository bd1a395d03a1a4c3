"""What should be somebody's referral and is nobody's: kept for people, and never an error."""

from __future__ import annotations

import pytest

from referral_hub.application.lifecycles.following import What
from referral_hub.domain.lifecycles.unmatched import MOST_SIGHTINGS, Why
from tests.application.lifecycles.stage import Followers
from tests.lifecycle_records import a_code, a_crm_lead, a_lead, a_qualified_lead, a_win


class TestUnmatched(Followers):
    @pytest.mark.parametrize(
        ("code", "why"),
        [
            ("", Why.MISSING_CODE),
            ("NOBODYS", Why.UNKNOWN_CODE),
            ("RETIRED", Why.INACTIVE_CODE),
            ("HARBOUR-SPRING, RETIRED", Why.TWO_CODES),
            ("'; drop table", Why.TWO_CODES),
            ("<script>", Why.UNKNOWN_CODE),
            ("=HYPERLINK(1)", Why.UNKNOWN_CODE),
            ("COUNTER#TRACKED", Why.UNKNOWN_CODE),
            ("\u202eGNIRPS-RUOBRAH", Why.UNKNOWN_CODE),
            ("Ü" * 9000, Why.UNKNOWN_CODE),
        ],
    )
    def test_a_lead_of_a_partners_whose_code_says_nothing_waits_for_people(
        self, code: str, why: Why
    ) -> None:
        self.know(a_code(code="RETIRED", active=False))

        followed = self.hear(
            a_crm_lead(fields={"referral_code": code, "status": "new", "source": "partner"})
        )

        assert (followed.what, self.referrals) == (What.UNMATCHED, [])
        assert [record.why for record in self.unmatched] == [why]

    def test_what_is_seen_a_thousand_times_waits_once(self) -> None:
        for _ in range(1000):
            self.hear(a_lead(1, code="NOBODYS"))

        (waiting,) = self.unmatched

        assert len(waiting.sightings) == 1

    def test_of_what_is_seen_of_it_the_first_and_the_latest_are_kept(self) -> None:
        for minutes in range(50):
            self.hear(a_lead(minutes, code="NOBODYS"))

        (waiting,) = self.unmatched

        kept = [seen.at.minute for seen in waiting.sightings]
        assert len(kept) == MOST_SIGHTINGS
        assert (kept[0], kept[-1]) == (0, 49)

    def test_a_lead_whose_code_is_put_right_is_on_the_list_no_more(self) -> None:
        self.hear(a_lead(1, code="HARBUOR"))

        self.hear(a_qualified_lead(2))

        assert self.unmatched == []
        assert [stage.back_filled for stage in self.referral.reached] == [False, False]

    def test_a_lead_that_turns_out_to_come_from_elsewhere_is_on_the_list_no_more(self) -> None:
        self.hear(a_crm_lead(fields={"status": "new", "source": "partner"}))
        assert self.unmatched

        self.hear(a_crm_lead(fields={"status": "new", "source": "web"}))

        assert self.unmatched == []

    def test_a_win_that_was_told_before_anybody_knew_whose_it_is_counts_later(self) -> None:
        self.hear(a_win(3, code=""))
        assert (self.referrals, self.unmatched) == ([], [])

        self.hear(a_qualified_lead(2))

        assert self.referral.event == "close"
