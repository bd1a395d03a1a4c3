"""All that could not be done elsewhere, in one list: retried by kind, or let be (X-3)."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest

from referral_hub.application import closing, sync_problems
from referral_hub.application.sync_problems import Batch, Look
from referral_hub.domain.effects import Refused
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.problem import ProblemState
from referral_hub.domain.referrals.axes import Progress
from referral_hub.hub import Hub
from tests.application.stage import (
    a_moody_hub,
    accept,
    awaiting,
    carry,
    carry_all,
    carry_out,
    end,
    filed,
    publish,
    records,
    run,
    tell,
)
from tests.application.troubles import a_closed_hub, attempt, listed, numbers, shut_out
from tests.builders import a_contact, ask

OUTAGE = Look("built-in", "unreachable")


def retry_all(hub: Hub, look: Look = OUTAGE, **how: Any) -> Batch:
    return ask(hub, sync_problems.retry_all, look=look, **{"limit": 25, "before": ""} | how)


# The list


def test_what_is_tried_again_is_listed_as_waiting_until_the_hub_gives_up() -> None:
    hub, _ = a_closed_hub()
    number = accept(hub, filed(hub).number).number
    attempt(hub, number)

    before = (numbers(hub, "waiting"), numbers(hub, "open"))
    end(hub, closing.record_failure, number)
    after = (numbers(hub, "waiting"), numbers(hub, "open"))

    assert before == ([number], [])
    assert after == ([], [number])


def test_a_referral_without_a_problem_is_in_no_list_and_costs_no_index(hub: Hub) -> None:
    awaiting(hub)

    assert numbers(hub) == numbers(hub, "waiting") == []
    assert all("by_problem" not in item for item in records(hub, "REFERRAL"))


def test_the_list_is_filtered_by_system_and_cause() -> None:
    hub, _ = a_closed_hub()
    [number] = shut_out(hub, 1)

    assert [p.number for p in listed(hub, OUTAGE).problems] == [number]
    assert listed(hub, Look("harbour", "unreachable")).problems == ()
    assert listed(hub, Look("built-in", "quota")).problems == ()


def test_the_list_is_read_page_by_page_newest_first() -> None:
    hub, _ = a_closed_hub()
    oldest, middle, newest = shut_out(hub, 3)

    first = listed(hub, limit=2)
    second = listed(hub, limit=2, before=first.after)

    assert [p.number for p in first.problems] == [newest, middle]
    assert [p.number for p in second.problems] == [oldest]
    assert second.after == ""


def test_a_page_of_matches_that_fills_up_looks_no_further(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hub, _ = a_closed_hub()
    shut_out(hub, 3)
    monkeypatch.setattr(sync_problems, "SCAN", 2)

    page = listed(hub, Look("harbour"))

    assert page.problems == ()
    assert page.after
    assert listed(hub, Look("harbour"), before=page.after).after == ""


def test_a_contact_that_the_crm_refuses_is_listed_without_its_data() -> None:
    hub, crm = a_moody_hub()
    number = awaiting(hub).number
    [arrival] = tell(hub, number, a_contact())
    crm.dislikes = Refused(
        reason="Maren Holt has no valid e-mail", cause="rule", fix="Ask Maren Holt for another."
    )

    carry_all(hub, number, [arrival.key])

    [problem] = listed(hub).problems
    assert (problem.number, problem.contact_key) == (number, arrival.key)
    assert (problem.effect, problem.cause) == ("contact", "rule")
    assert "Maren" not in problem.reason + problem.fix
    assert "Holt" not in problem.reason + problem.fix


def test_a_contact_that_waits_for_the_crm_is_listed_while_it_waits() -> None:
    hub, crm = a_moody_hub()
    number = awaiting(hub).number
    [arrival] = tell(hub, number, a_contact())
    crm.closed = True
    for _ in range(2):
        with suppress(Unavailable):
            carry(hub, number, arrival.key)

    [waiting] = listed(hub, Look(state=ProblemState.WAITING)).problems
    crm.closed = False
    carry(hub, number, arrival.key)

    assert (waiting.effect, waiting.failures) == ("contact_search", 2)
    assert numbers(hub, "waiting") == []


def test_a_contact_that_waits_is_not_announced_again() -> None:
    hub, crm = a_moody_hub()
    number = awaiting(hub).number
    [arrival] = tell(hub, number, a_contact())
    crm.closed = True
    with suppress(Unavailable):
        carry(hub, number, arrival.key)

    [item] = records(hub, "CONTACT")

    assert item["fresh"] == "no"


def test_problems_are_counted_by_system_and_cause() -> None:
    hub, _ = a_closed_hub()
    shut_out(hub, 2)
    hub.referrals.save(filed(hub, partner_referral_id="H-9").failed("the hub itself failed"))

    groups, complete = ask(hub, sync_problems.grouped)

    assert [(g.system, g.cause, g.count) for g in groups] == [
        ("built-in", "unreachable", 2),
        ("hub", "hub_failed", 1),
    ]
    assert groups[0].fix == "Retry when built-in answers again."
    assert complete


def test_a_count_that_was_cut_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    hub, _ = a_closed_hub()
    shut_out(hub, 2)
    monkeypatch.setattr(sync_problems, "MOST_COUNTED", 1)

    groups, complete = ask(hub, sync_problems.grouped)

    assert [group.count for group in groups] == [1]
    assert not complete


# Retry


def test_retrying_all_of_one_cause_completes_them_once_the_crm_is_back() -> None:
    hub, crm = a_closed_hub()
    shut = shut_out(hub, 3)
    crm.closed = False

    batch = retry_all(hub)
    for number in shut:
        run(hub, number)

    assert {(a.number, a.outcome, a.what, a.run) for a in batch.attempts} == {
        (number, "retried", ("run",), 2) for number in shut
    }
    assert numbers(hub) == numbers(hub, "waiting") == []
    assert {hub.referrals.get(n).progress for n in shut} == {Progress.AWAITING_CONTACT}


def test_problems_of_another_cause_are_left_alone() -> None:
    hub, _ = a_closed_hub()
    [shut] = shut_out(hub, 1)
    other = hub.referrals.save(filed(hub, partner_referral_id="H-9").failed("the hub itself"))

    batch = retry_all(hub)

    assert [a.number for a in batch.attempts] == [shut]
    assert hub.referrals.get(other.number).run == 1


def test_a_long_list_is_retried_call_by_call() -> None:
    hub, _ = a_closed_hub()
    shut = shut_out(hub, 3)

    first = retry_all(hub, limit=2)
    second = retry_all(hub, limit=2, before=first.after)

    assert [a.number for a in (*first.attempts, *second.attempts)] == shut[::-1]
    assert second.after == ""


def test_retrying_all_twice_begins_one_run_each() -> None:
    hub, _ = a_closed_hub()
    [number] = shut_out(hub, 1)

    retry_all(hub)
    again = retry_all(hub)

    assert again.attempts == ()
    assert hub.referrals.get(number).run == 2


def test_what_cannot_be_retried_yet_is_reported_and_the_others_are_retried() -> None:
    hub, crm = a_moody_hub()
    crm.dislikes = Refused(reason="No", cause="rule")
    busy, ready = (awaiting_as(hub, name) for name in ("H-1", "H-2"))
    for number in (busy, ready):
        [arrival] = tell(hub, number, a_contact())
        carry(hub, number, arrival.key)
        if number is ready:
            end(hub, closing.close, number, left_behind=[arrival.key])

    batch = retry_all(hub, Look("built-in", "rule"))

    assert {a.number: a.outcome for a in batch.attempts} == {ready: "retried"}
    assert numbers(hub, "waiting") == [busy]


def test_a_retry_of_all_says_of_which_referrals_a_mapping_fails_and_what_to_do() -> None:
    hub, crm = a_moody_hub()
    crm.closed = True
    vague = accept(hub, filed(hub, custom={"seats": "a dozen"}).number).number
    exact = accept(hub, filed(hub, partner_referral_id="H-2", custom={"seats": "12"}).number).number
    for number in (vague, exact):
        attempt(hub, number)
        end(hub, closing.record_failure, number)
    mapping = {"target": "amount", "expression": "number(custom.seats)"}
    publish(hub, opportunity_mapping=(mapping,))

    batch = retry_all(hub)

    outcomes = {a.number: (a.outcome, a.fields, bool(a.fix)) for a in batch.attempts}
    assert outcomes == {
        vague: ("not_retryable", ("opportunity.amount",), True),
        exact: ("retried", (), False),
    }


def awaiting_as(hub: Hub, partner_referral_id: str) -> str:
    number = accept(hub, filed(hub, partner_referral_id=partner_referral_id).number).number
    carry_out(hub, number)
    return number
