"""A deal that the CRM does not take is a sync problem like any other (X-3)."""

from __future__ import annotations

import pytest

from referral_hub.application.sync_problems import Look
from referral_hub.domain.problem import ProblemState
from referral_hub.domain.referrals.refusals import NothingToDismiss
from referral_hub.hub import Hub
from tests.application.crm_stage import changes
from tests.application.deal_troubles import (
    CLOSED,
    CORRECTED,
    StubbornCrm,
    an_edited_deal,
    another_deal,
    edit,
    fields_of,
    let_be,
    refused,
    tell,
    try_to_tell,
)
from tests.application.stage import records, retry, words
from tests.application.troubles import listed, numbers

# The list


def test_an_update_that_the_crm_refuses_is_listed_with_its_words_and_the_fix(
    hub: Hub, crm: StubbornCrm
) -> None:
    number = refused(hub, crm).number

    [problem] = listed(hub).problems

    assert (problem.number, problem.system, problem.effect) == (
        number,
        "built-in",
        "opportunity_update",
    )
    assert (problem.cause, problem.fields, problem.reason) == ("rule", ("amount",), CLOSED.reason)
    assert problem.advice == CLOSED.fix


def test_deals_are_listed_by_when_their_referral_came_in(hub: Hub, crm: StubbornCrm) -> None:
    older = refused(hub, crm).number
    hub.clock.advance(hours=1)  # type: ignore[attr-defined]
    newer = refused(hub, crm, of=another_deal(hub)).number

    page = listed(hub, limit=1)

    assert [problem.number for problem in page.problems] == [newer]
    assert [p.number for p in listed(hub, before=page.after).problems] == [older]


@pytest.mark.parametrize("out_of_reach", ["closed", "read_only"])
def test_a_crm_that_is_out_of_reach_is_tried_again_and_the_problem_waits(
    hub: Hub, crm: StubbornCrm, out_of_reach: str
) -> None:
    number = an_edited_deal(hub).number
    setattr(crm, out_of_reach, True)
    try_to_tell(hub, number, for_hours=2)

    [waiting] = listed(hub, Look(state=ProblemState.WAITING)).problems

    assert (waiting.number, waiting.cause, waiting.failures) == (number, "unreachable", 3)
    assert numbers(hub) == []


@pytest.mark.parametrize("out_of_reach", ["closed", "read_only"])
def test_the_problem_ends_when_the_crm_answers_again(
    hub: Hub, crm: StubbornCrm, out_of_reach: str
) -> None:
    referral = an_edited_deal(hub)
    setattr(crm, out_of_reach, True)
    try_to_tell(hub, referral.number)
    setattr(crm, out_of_reach, False)

    tell(hub, referral.number)

    assert fields_of(hub, referral)["amount"] == CORRECTED
    assert numbers(hub) == numbers(hub, "waiting") == []
    [item] = records(hub, "DEAL")
    assert "by_problem" not in item
    assert "listed" not in item


def test_what_was_tried_in_vain_all_day_waits_for_a_person(hub: Hub, crm: StubbornCrm) -> None:
    number = an_edited_deal(hub).number
    crm.closed = True

    try_to_tell(hub, number, for_hours=19)
    before = (numbers(hub), numbers(hub, "waiting"))
    try_to_tell(hub, number, for_hours=1)

    assert before == ([], [number])
    assert (numbers(hub), numbers(hub, "waiting")) == ([number], [])


def test_an_outage_counts_from_its_beginning_whatever_is_edited_meanwhile(
    hub: Hub, crm: StubbornCrm
) -> None:
    number = an_edited_deal(hub).number
    crm.closed = True
    try_to_tell(hub, number, for_hours=10)
    edit(hub, number, **{"value.amount": "9800.00"})
    crm.closed, crm.read_only = False, True

    try_to_tell(hub, number, for_hours=10)

    assert numbers(hub) == [number]


def test_an_outage_asks_the_queue_for_nothing_more(hub: Hub, crm: StubbornCrm) -> None:
    number = an_edited_deal(hub).number
    crm.closed = True

    try_to_tell(hub, number)

    [item] = records(hub, "DEAL")
    assert "unsent" not in item


@pytest.mark.parametrize("sold", ["14000", CORRECTED])
def test_the_problem_ends_when_a_seller_settles_it(hub: Hub, crm: StubbornCrm, sold: str) -> None:
    referral = refused(hub, crm)

    changes(hub, referral.opportunity_id, amount=sold)
    tell(hub, referral.number)

    assert numbers(hub) == []
    assert crm.written == []
    assert fields_of(hub, referral)["amount"] == sold


# Letting it be


def test_a_problem_of_a_deal_is_let_be_and_the_timeline_says_why(
    hub: Hub, crm: StubbornCrm
) -> None:
    number = refused(hub, crm).number

    first, second = let_be(hub, number), let_be(hub, number)

    assert (numbers(hub), numbers(hub, "dismissed")) == ([], [number])
    assert first == second
    assert words(hub, number).count("problem.dismissed") == 1


def test_what_was_let_be_is_open_again_when_another_change_is_refused(
    hub: Hub, crm: StubbornCrm
) -> None:
    number = refused(hub, crm).number
    let_be(hub, number)

    edit(hub, number, **{"value.amount": "9800.00"})
    tell(hub, number)

    assert (numbers(hub), numbers(hub, "dismissed")) == ([number], [])


def test_what_was_let_be_may_still_be_retried(hub: Hub, crm: StubbornCrm) -> None:
    referral = refused(hub, crm)
    let_be(hub, referral.number)
    crm.refuses = None

    retry(hub, referral.number)
    tell(hub, referral.number)

    assert fields_of(hub, referral)["amount"] == CORRECTED


def test_a_failed_referral_and_its_deal_are_let_be_at_once(hub: Hub, crm: StubbornCrm) -> None:
    number = refused(hub, crm).number
    hub.referrals.save(hub.referrals.get(number).failed("the hub itself failed"))

    let_be(hub, number)

    assert (numbers(hub), numbers(hub, "dismissed")) == ([], [number, number])


def test_a_deal_that_is_still_being_told_is_not_let_be(hub: Hub, crm: StubbornCrm) -> None:
    number = an_edited_deal(hub).number
    crm.closed = True
    try_to_tell(hub, number)

    with pytest.raises(NothingToDismiss):
        let_be(hub, number)
