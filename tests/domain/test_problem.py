"""What could not be done elsewhere is read off the records that it is about (X-3)."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest

from referral_hub.domain.cause import Cause
from referral_hub.domain.deals.crm_update import CRM_UPDATE, CrmUpdate
from referral_hub.domain.deals.deal import Deal
from referral_hub.domain.deals.sides import CrmSide
from referral_hub.domain.deals.update import Untold
from referral_hub.domain.effects import Done, Ledger, Refused
from referral_hub.domain.problem import ProblemState, SyncProblem, problem_of, problems_of, state_of
from referral_hub.domain.referrals.referral import Referral
from referral_hub.domain.referrals.refusals import NothingToDismiss
from tests.builders import NOON, a_referral, an_acceptance, an_arrival, an_invitation

LATER = NOON + timedelta(minutes=5)
LATEST = NOON + timedelta(minutes=50)
REFUSAL = Refused(
    reason="Owner is required",
    cause="required_field_missing",
    fields=("OwnerId",),
    fix="Fill OwnerId in, and retry.",
)


def a_ledger(name: str = "opportunity") -> Ledger:
    return Ledger().intend(name, token="t", at=NOON)


def troubled(name: str = "opportunity") -> Referral:
    """A referral whose effect failed twice, and is tried again."""
    ledger = a_ledger(name)
    for moment in (LATER, LATEST):
        ledger = ledger.note_problem(name, "no answer", cause="unreachable", at=moment)
    return a_referral(decision=an_acceptance(), ledger=ledger)


def refused(name: str = "opportunity", refusal: Refused = REFUSAL) -> Referral:
    ledger = a_ledger(name).settle(name, refusal, at=LATER)
    return a_referral(decision=an_acceptance(), ledger=ledger)


def told(referral: Referral) -> SyncProblem:
    problem = problem_of(referral, crm="salesforce")
    assert problem
    return problem


def test_a_referral_without_trouble_has_no_problem() -> None:
    done = a_referral(ledger=a_ledger().settle("opportunity", Done(result="opp-1"), at=LATER))

    assert problem_of(done, crm="salesforce") is None


def test_what_is_tried_again_is_waiting_and_nobody_has_to_act() -> None:
    problem = told(troubled())

    assert (problem.state, problem.cause, problem.reason) == ("waiting", "unreachable", "no answer")
    assert (problem.since, problem.failures) == (LATER, 2)
    assert problem.advice == "Nothing yet: the hub is still at work on it."


def test_what_the_hub_has_given_up_is_open_and_says_when_to_retry() -> None:
    problem = told(troubled().failed("opportunity: no answer"))

    assert problem.state is ProblemState.OPEN
    assert problem.advice == "Retry when salesforce answers again."


def test_a_refusal_is_open_with_the_field_and_the_fix() -> None:
    problem = told(refused().failed("opportunity: Owner is required"))

    assert (problem.state, problem.system, problem.effect) == ("open", "salesforce", "opportunity")
    assert (problem.fields, problem.advice) == (("OwnerId",), "Fill OwnerId in, and retry.")
    assert problem.since == LATER


def test_a_refusal_waits_until_the_run_has_ended_and_can_be_retried() -> None:
    refusal = refused()

    assert state_of(refusal) is ProblemState.WAITING
    assert not refusal.retryable(LATEST)
    assert state_of(refusal.failed("opportunity: Owner is required")) is ProblemState.OPEN


def test_a_refusal_that_names_no_cause_and_no_fix_says_whom_to_ask() -> None:
    problem = told(refused("partner_notice", Refused(reason="No")).failed("No"))

    assert (problem.system, problem.cause) == ("harbour", "refused")
    assert problem.advice.startswith("Ask whoever looks after harbour")


def test_a_run_that_failed_without_anybody_noting_why_is_the_hubs_own_problem() -> None:
    problem = told(a_referral(decision=an_acceptance()).failed("the hub itself failed"))

    assert (problem.system, problem.cause, problem.reason) == (
        "hub",
        "hub_failed",
        "the hub itself failed",
    )


def test_success_ends_the_problem() -> None:
    referral = troubled()
    done = referral.ledger.settle("opportunity", Done(result="opp-1"), at=LATEST)

    assert state_of(referral.with_ledger(done)) is None


def test_a_refusal_after_an_outage_counts_from_the_refusal() -> None:
    referral = troubled()
    settled = referral.ledger.settle("opportunity", REFUSAL, at=LATEST)

    assert told(referral.with_ledger(settled)).since == LATEST


@pytest.mark.parametrize("cause", Cause)
def test_whatever_the_cause_somebody_is_told_what_to_do(cause: Cause) -> None:
    problem = told(refused(refusal=Refused(reason="No", cause=cause)))

    assert re.fullmatch(r"[A-Z][^{}]+\.", problem.advice)


# Contacts


def test_a_referral_that_failed_for_a_contact_leaves_the_telling_to_the_contact() -> None:
    arrival = an_arrival().troubled("no answer", cause="unreachable", at=LATER)
    referral = a_referral().failed("contact: no answer", left_contacts=True)

    [problem] = problems_of(referral, [arrival.left_behind(at=LATEST)], crm="salesforce")

    assert (problem.contact_key, problem.effect) == (arrival.key, "contact_search")
    assert (problem.state, problem.cause, problem.since) == ("open", "unreachable", LATER)


def test_a_contact_that_cannot_be_looked_for_yet_is_waiting() -> None:
    arrival = an_arrival().troubled("no answer", cause="unreachable", at=LATER)

    assert state_of(arrival) is ProblemState.WAITING


def test_a_contact_left_behind_for_no_noted_reason_is_the_hubs_own_problem() -> None:
    problem = problem_of(an_arrival().left_behind(at=LATER), crm="salesforce")

    assert problem
    assert (problem.system, problem.cause, problem.state) == ("hub", "hub_failed", "open")


def test_a_carried_contact_has_no_problem() -> None:
    arrival = an_arrival().troubled("no answer", cause="unreachable", at=LATER)

    assert state_of(arrival.settled("created", at=LATEST)) is None


def test_a_contact_told_again_after_it_was_left_behind_still_waits_for_a_retry() -> None:
    left = an_arrival().troubled("no answer", cause="unreachable", at=LATER).left_behind(at=LATER)
    told = left.completed_by(left.info, at=LATEST)

    problem = problem_of(told, crm="salesforce")

    assert problem
    assert (problem.state, problem.cause, problem.since) == ("open", "told_again", LATER)
    assert state_of(told.retried(at=LATEST)) is None


# Deals


def a_deal(ledger: Ledger, **update: Any) -> Deal:
    """A deal of R-000001 of which the CRM was told something."""
    told = CrmUpdate(ledger=ledger, **update)
    return Deal().of(an_invitation(number="R-000001")).updating(told)


def tried_until(moment: datetime) -> Ledger:
    """An update that the CRM was first not told at noon, and last then."""
    ledger = a_ledger(CRM_UPDATE)
    for at in (NOON, moment):
        ledger = ledger.note_problem(CRM_UPDATE, "no answer", cause="unreachable", at=at)
    return ledger


def test_a_deal_that_the_crm_has_taken_has_no_problem() -> None:
    done = a_ledger(CRM_UPDATE).settle(CRM_UPDATE, Done(result="opp-1"), at=LATER)

    assert state_of(CrmSide(a_deal(done))) is None
    assert state_of(CrmSide(Deal())) is None


def test_a_change_of_a_deal_that_the_crm_refuses_is_a_problem_of_the_referral() -> None:
    deal = a_deal(a_ledger(CRM_UPDATE).settle(CRM_UPDATE, REFUSAL, at=LATER))

    [problem] = problems_of(a_referral(), [], crm="salesforce", deal=deal)

    assert (problem.number, problem.state, problem.system) == ("R-000001", "open", "salesforce")
    assert (problem.effect, problem.fields) == ("opportunity_update", ("OwnerId",))
    assert (problem.advice, problem.since) == (REFUSAL.fix, LATER)


def test_a_refused_change_waits_while_the_crm_is_told_the_next_one() -> None:
    refused_once = a_ledger(CRM_UPDATE).settle(CRM_UPDATE, REFUSAL, at=LATER)

    assert state_of(CrmSide(a_deal(refused_once, untold=Untold.FRESH))) is ProblemState.WAITING


@pytest.mark.parametrize(
    ("hours", "state"), [(0, "waiting"), (19, "waiting"), (20, "open"), (24, "open")]
)
def test_a_change_that_cannot_be_told_waits_for_a_person_before_the_queue_gives_up(
    hours: int, state: str
) -> None:
    tried = tried_until(NOON + timedelta(hours=hours))

    problem = problem_of(CrmSide(a_deal(tried, untold=Untold.BEGUN)), crm="salesforce")

    assert problem
    assert (problem.state, problem.since, problem.failures) == (state, NOON, 2)


def test_a_problem_of_a_deal_can_be_let_be() -> None:
    deal = a_deal(a_ledger(CRM_UPDATE).settle(CRM_UPDATE, REFUSAL, at=LATER))

    assert state_of(CrmSide(deal).dismissed(at=LATEST)) is ProblemState.DISMISSED


# Letting it be


def test_a_dismissed_problem_leaves_the_open_list() -> None:
    dismissed = refused().failed("opportunity: Owner is required").dismissed(at=LATEST)

    assert state_of(dismissed) is ProblemState.DISMISSED


def test_what_fails_anew_is_open_again() -> None:
    failed = refused().failed("opportunity: Owner is required").dismissed(at=LATEST)

    again = failed.retry(at=LATEST).failed("the hub itself failed")

    assert state_of(again) is ProblemState.OPEN


@pytest.mark.parametrize("healthy", [a_referral(), troubled()])
def test_what_has_not_failed_cannot_be_dismissed(healthy: Referral) -> None:
    with pytest.raises(NothingToDismiss):
        healthy.dismissed(at=LATER)
