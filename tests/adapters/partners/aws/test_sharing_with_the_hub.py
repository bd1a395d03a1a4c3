"""Opportunities for AWS under the use cases that share them: refused, held, sent back, rejected."""

from __future__ import annotations

import pytest

from referral_hub.domain.integration import IntegrationStatus
from referral_hub.domain.outgoing.partner_referral import Verdict
from referral_hub.domain.outgoing.refusals import AlreadyOverAtPartner, NotReady
from referral_hub.domain.outgoing_integration import integrations_of
from referral_hub.domain.referrals.axes import OutgoingStatus
from referral_hub.hub import Hub
from tests.adapters.partners.aws.taking import FIELDS, SOLUTION, TakingStage
from tests.application.outgoing.sharing_stage import (
    a_sharing_hub,
    create,
    edit,
    is_shared,
    resubmit,
    share,
)

PROBLEM = "Ninety tide gauges are read by hand, and forty of them twice."


@pytest.fixture
def hub(taking: TakingStage) -> Hub:
    return a_sharing_hub(taking.takes, clock=taking.clock)


def ready(hub: Hub) -> str:
    return create(hub, FIELDS, solutions=(SOLUTION,), ready=True).number


def shared(hub: Hub) -> str:
    number = ready(hub)
    share(hub, number)
    return number


def reviews(taking: TakingStage, hub: Hub, number: str, status: str, **said: str) -> None:
    """Let AWS's people say so, and the hub hear of it."""
    taking.reviews(hub.outgoing.get(number), status, **said)
    hub.two_way_desk.look(number, taking.takes, at=hub.clock())


def test_what_is_wrong_is_named_at_once_and_aws_is_not_asked(hub: Hub, taking: TakingStage) -> None:
    wrong = {**FIELDS, "customer.postal_code": "NO-5003", "stage": "Prospect"}

    with pytest.raises(NotReady) as refused:
        create(hub, wrong, ready=True)

    named = {"fields.customer.postal_code", "fields.stage", "solutions"}
    assert set(refused.value.fields) == named
    assert taking.calls() == 0


def test_what_aws_refuses_is_shown_by_field_and_goes_out_again_with_edits(
    hub: Hub, taking: TakingStage
) -> None:
    taking.refuses("CreateOpportunity", Project__Title="INVALID_VALUE")
    number = shared(hub)
    side = hub.outgoing.partners_side(number)
    failed = integrations_of(hub.outgoing.get(number), side, crm="built-in")["partner"]

    resubmit(hub, number, title="Ninety tide gauges, read by themselves")
    share(hub, number)

    referral = hub.outgoing.get(number)
    assert (failed.status, failed.fields) == (IntegrationStatus.CREATE_FAILED, ("title",))
    assert "title is not valid" in failed.error
    assert is_shared(referral)
    assert taking.records() == 1


def test_edits_are_held_while_aws_reviews_and_go_out_as_one_when_it_has_approved(
    hub: Hub, taking: TakingStage
) -> None:
    number = shared(hub)
    for title in ("Gauges", "Ninety tide gauges, read by themselves"):
        edit(hub, number, {"title": title})
        assert share(hub, number) == "held"
    held = taking.calls("UpdateOpportunity")

    reviews(taking, hub, number, "Approved")
    share(hub, number)

    referral = hub.outgoing.get(number)
    assert (held, taking.calls("UpdateOpportunity")) == (0, 1)
    assert taking.knows(referral)["title"] == "Ninety tide gauges, read by themselves"
    assert (referral.status, referral.due) == (OutgoingStatus.ACCEPTED, ())


def test_what_aws_sends_back_is_corrected_by_one_resubmission(
    hub: Hub, taking: TakingStage
) -> None:
    number = shared(hub)
    reviews(taking, hub, number, "Action Required", comments="Say how often they are read.")
    side = hub.outgoing.partners_side(number)
    asked = integrations_of(hub.outgoing.get(number), side, crm="built-in")["partner"]

    resubmit(hub, number, description=PROBLEM)
    share(hub, number)

    referral = hub.outgoing.get(number)
    assert asked.status is IntegrationStatus.ACTION_REQUIRED
    assert side
    assert side.word
    assert side.word.comments == "Say how often they are read."
    assert taking.opportunity(referral)["LifeCycle"]["ReviewStatus"] == "Submitted"
    assert taking.knows(referral)["description"] == PROBLEM
    assert taking.effect("submission.started") == 1


def test_what_aws_rejected_is_over(hub: Hub, taking: TakingStage) -> None:
    number = shared(hub)
    reviews(taking, hub, number, "Rejected", reason="Duplicate")

    with pytest.raises(AlreadyOverAtPartner):
        edit(hub, number, {"title": "Ninety tide gauges, read by themselves"})

    referral = hub.outgoing.get(number)
    assert (referral.status, referral.verdict) == (OutgoingStatus.REJECTED, Verdict.REJECTED)


def test_what_somebody_changes_in_partner_central_is_not_written_over(
    hub: Hub, taking: TakingStage
) -> None:
    number = shared(hub)
    reviews(taking, hub, number, "Approved")
    referral = hub.outgoing.get(number)
    theirs = {"Project": {"CustomerBusinessProblem": PROBLEM}}
    taking.passes()
    taking.aws.edit_opportunity(referral.partner_referral_id, theirs)

    edit(hub, number, {"title": "Ninety tide gauges, read by themselves"})
    share(hub, number)

    known = taking.knows(referral)
    assert known["description"] == PROBLEM
    assert known["title"] == "Ninety tide gauges, read by themselves"
