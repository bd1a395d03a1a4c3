"""A deal on its way to Partner Center, told by the use cases."""

from __future__ import annotations

import pytest

from referral_hub.application.deals.crm_telling import Telling
from referral_hub.domain.referrals.deal_fields import DealField
from tests.adapters.partners.deals_with_the_hub import DealsWithTheHub, Line, telling
from tests.adapters.partners.microsoft.stage import Stage, a_hub_with_microsoft, poll_of
from tests.adapters.partners.microsoft.test_with_the_hub import carried_out, decided
from tests.application.troubles import listed


@pytest.fixture
def line(stage: Stage) -> Line:
    hub = a_hub_with_microsoft(stage)
    telling(hub, *DealField)
    referral = carried_out(hub, decided(hub, stage))
    return Line(hub, stage, referral.number, poll_of(hub).run)


class TestDealsAtPartnerCenter(DealsWithTheHub):
    """The connector under the use case that tells of deals."""

    def test_a_title_that_has_no_place_there_is_a_problem_and_holds_back_nothing_else(
        self, line: Line
    ) -> None:
        line.edits(title="Lamps for the whole coast", target_close_date="2027-11-30")

        assert line.tells() is Telling.REFUSED

        [problem] = listed(line.hub).problems
        assert (problem.system, problem.fields) == ("microsoft", ("title",))
        assert line.known(DealField.TARGET_CLOSE_DATE) == {
            DealField.TARGET_CLOSE_DATE: "2027-11-30"
        }
