"""A deal on its way to AWS: told by the use cases, reviewed by AWS's people meanwhile."""

from __future__ import annotations

import pytest

from referral_hub.application.deals.crm_telling import Telling
from referral_hub.application.partners import feeds
from referral_hub.application.sync_problems import Look
from referral_hub.domain.cause import Cause
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.partners.partner import Hint
from referral_hub.domain.problem import ProblemState
from referral_hub.domain.referrals.deal_fields import DealField
from tests.adapters.partners.aws.stage import Stage, a_hub_with_aws
from tests.adapters.partners.aws.test_with_the_hub import carried_out, decided
from tests.adapters.partners.deals_with_the_hub import VALUE, DealsWithTheHub, Line, telling
from tests.application.troubles import listed
from tests.builders import ask


@pytest.fixture
def line(stage: Stage) -> Line:
    hub = a_hub_with_aws(stage)
    telling(hub, *DealField)
    referral = carried_out(hub, decided(hub, stage))
    shared = Hint(partner_id="aws", about="opportunity", id=referral.partner_opportunity_id)

    def reads() -> None:
        ask(hub, feeds.follow, hint=shared, source=hub.source("aws"), via="event")

    return Line(hub, stage, referral.number, reads)


class TestDealsAtPartnerCentral(DealsWithTheHub):
    """The connector under the use case that tells of deals."""

    def test_whatever_changes_during_a_review_is_one_write_after_it(
        self, line: Line, stage: Stage
    ) -> None:
        stage.reviews(line.referral, "In review")
        for amount in ("2500.5", "3000", "7000"):
            line.edits(**VALUE | {"value.amount": amount})
            with pytest.raises(Unavailable):
                line.tells()
        stage.reviews(line.referral, "Approved")

        assert line.tells() is Telling.TOLD
        assert line.known(DealField.AMOUNT) == {DealField.AMOUNT: "7000"}
        assert line.times_told == 1

    def test_who_waits_for_a_review_is_listed_with_the_reason(
        self, line: Line, stage: Stage
    ) -> None:
        stage.reviews(line.referral, "Submitted")
        line.edits(**VALUE)
        with pytest.raises(Unavailable):
            line.tells()

        [problem] = listed(line.hub, Look(state=ProblemState.WAITING)).problems

        assert (problem.system, problem.effect) == ("aws", "partner_update")
        assert "AWS is about to review the opportunity" in problem.reason

    def test_a_title_that_approval_fixed_is_a_problem_and_holds_back_nothing_else(
        self, line: Line, stage: Stage
    ) -> None:
        stage.aws.behave(approved_fields_locked=True)
        line.edits(title="Sensors for the whole fleet", **VALUE)

        assert line.tells() is Telling.REFUSED

        [problem] = listed(line.hub).problems
        assert (problem.fields, problem.cause) == (("title",), Cause.INVALID_FIELDS)
        assert "tells_partner" in problem.fix
        assert line.known(*map(DealField, VALUE)) == VALUE
