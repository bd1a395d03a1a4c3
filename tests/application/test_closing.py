"""How a run ends: done, overdue or failed, and never silently (IN-10, IN-20)."""

from __future__ import annotations

from referral_hub.application import closing
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.referrals.axes import Progress
from referral_hub.domain.referrals.referral import Referral
from referral_hub.hub import Hub
from tests.application.stage import (
    a_moody_hub,
    accepted,
    awaiting,
    carry,
    carry_all,
    carry_out,
    end,
    rejected,
    retry,
    run,
    story,
    tell,
    words,
)
from tests.builders import a_contact

KEEPER = a_contact(last_name="Berg", email="berg@fenwick.example")


def overdue(hub: Hub, number: str) -> tuple[str, ...]:
    return end(hub, closing.record_overdue, number)[0]


def failure(hub: Hub, number: str) -> Referral:
    return end(hub, closing.record_failure, number)[0]


# Close


def test_a_referral_whose_contact_was_carried_is_done_and_waits_no_longer(hub: Hub) -> None:
    number = awaiting(hub).number
    [arrival] = tell(hub, number, a_contact())

    referral = carry_all(hub, number, [arrival.key])

    assert referral.progress is Progress.DONE
    assert list(hub.referrals.late.overdue("harbour")) == []


def test_closing_twice_changes_nothing_more(hub: Hub) -> None:
    number = awaiting(hub).number
    [arrival] = tell(hub, number, a_contact())
    first = carry_all(hub, number, [arrival.key])

    assert carry_all(hub, number, []) == first


def test_a_run_without_any_contact_leaves_the_referral_overdue(hub: Hub) -> None:
    number = awaiting(hub).number
    overdue(hub, number)

    referral = carry_all(hub, number, [])

    assert referral.progress is Progress.CONTACT_OVERDUE
    assert [late.number for late in hub.referrals.late.overdue("harbour")] == [number]


def test_closing_does_not_make_good_what_failed(hub: Hub) -> None:
    number = awaiting(hub).number
    [arrival] = tell(hub, number, a_contact())
    carry(hub, number, arrival.key)
    hub.referrals.save(hub.referrals.get(number).failed("the CRM is closed"))

    assert carry_all(hub, number, []).progress is Progress.FAILED


def test_the_last_run_to_end_calls_the_referral_done(hub: Hub) -> None:
    number = awaiting(hub).number
    mine, other = tell(hub, number, a_contact(), KEEPER)

    first = carry_all(hub, number, [mine.key])
    last = carry_all(hub, number, [other.key])

    assert first.progress is not Progress.DONE
    assert last.progress is Progress.DONE


def test_a_contact_nobody_could_even_look_for_is_a_visible_failure() -> None:
    hub, crm = a_moody_hub()
    number = awaiting(hub).number
    [arrival] = tell(hub, number, a_contact())
    crm.closed = True
    carry_in_vain(hub, number, arrival.key)

    referral = end(hub, closing.close, number, left_behind=[arrival.key])[0]

    why = f"contact {arrival.key}: the CRM is closed"
    assert (referral.progress, referral.problem) == (Progress.FAILED, why)
    assert story(hub, number)[-1].what == "referral.failed"
    assert story(hub, number)[-1].why == why


# Overdue


def test_a_wait_that_ends_without_contact_info_is_shown_and_told(hub: Hub) -> None:
    number = awaiting(hub).number

    assert overdue(hub, number) == ()

    assert hub.referrals.get(number).progress is Progress.CONTACT_OVERDUE
    assert words(hub, number)[-1] == "contact_info.overdue"


def test_a_wait_that_ends_twice_is_told_once(hub: Hub) -> None:
    number = awaiting(hub).number
    overdue(hub, number)
    hub.clock.advance(seconds=9)

    overdue(hub, number)

    assert words(hub, number).count("contact_info.overdue") == 1


def test_half_a_contact_is_carried_when_the_wait_is_over(hub: Hub) -> None:
    number = awaiting(hub).number
    [partial] = tell(hub, number, a_contact(email=""))

    assert overdue(hub, number) == (partial.key,)

    referral = carry_all(hub, number, [partial.key])
    assert referral.progress is Progress.DONE
    assert [c.last_name for c in hub.crm.contacts(referral.account_id)] == ["Holt"]


def test_a_contact_that_comes_in_the_last_moment_is_carried(hub: Hub) -> None:
    number = awaiting(hub).number
    [arrival] = tell(hub, number, a_contact())

    assert overdue(hub, number) == (arrival.key,)
    assert "contact_info.overdue" not in words(hub, number)


def test_contact_info_that_comes_after_all_completes_the_referral(hub: Hub) -> None:
    number = awaiting(hub).number
    overdue(hub, number)
    tell(hub, number, a_contact())

    assert run(hub, number).progress is Progress.DONE


def test_a_referral_that_is_done_does_not_become_overdue(hub: Hub) -> None:
    number = awaiting(hub).number
    [arrival] = tell(hub, number, a_contact())
    carry_all(hub, number, [arrival.key])

    overdue(hub, number)

    assert hub.referrals.get(number).progress is Progress.DONE


# Failure


def test_a_failed_run_says_why_in_the_words_of_what_could_not_be_done() -> None:
    hub, crm = a_moody_hub()
    number = accepted(hub).number
    crm.closed = True
    try_in_vain(hub, number)

    referral = failure(hub, number)

    assert (referral.progress, referral.problem) == (Progress.FAILED, "account: the CRM is closed")
    assert story(hub, number)[-1].why == "account: the CRM is closed"
    assert "referral.failed" in words(hub, number)


def test_a_failure_is_told_once_however_often_the_step_is_repeated() -> None:
    hub, crm = a_moody_hub()
    number = accepted(hub).number
    crm.closed = True
    try_in_vain(hub, number)
    failure(hub, number)
    hub.clock.advance(seconds=9)

    failure(hub, number)

    assert words(hub, number).count("referral.failed") == 1


def test_a_failure_of_the_hub_itself_says_so(hub: Hub) -> None:
    number = accepted(hub).number

    assert "the hub itself" in failure(hub, number).problem


def test_an_outage_that_outlasts_the_workflow_completes_by_one_retry() -> None:
    hub, crm = a_moody_hub()
    number = accepted(hub).number
    crm.closed = True
    try_in_vain(hub, number)
    failure(hub, number)
    crm.closed = False
    tell(hub, number, a_contact())

    retry(hub, number)

    assert run(hub, number).progress is Progress.DONE


def test_a_contact_left_behind_by_an_outage_says_why_and_completes_by_one_retry() -> None:
    hub, crm = a_moody_hub()
    number = awaiting(hub).number
    [arrival] = tell(hub, number, a_contact())
    crm.dislikes = Unavailable(crm.name, "the CRM is closed")
    carry_in_vain(hub, number, arrival.key)

    failed = end(hub, closing.close, number, left_behind=[arrival.key])[0]

    assert failed.progress is Progress.FAILED
    assert failed.problem == f"contact {arrival.key}: the CRM is closed"

    crm.dislikes = None
    retry(hub, number)
    assert run(hub, number).progress is Progress.DONE


def test_a_contact_left_behind_by_one_run_and_carried_by_another_is_no_failure(hub: Hub) -> None:
    number = awaiting(hub).number
    [arrival] = tell(hub, number, a_contact())
    carry(hub, number, arrival.key)

    referral = end(hub, closing.close, number, left_behind=[arrival.key])[0]

    assert referral.progress is Progress.DONE


def test_a_run_answers_for_its_own_contacts_only() -> None:
    hub, crm = a_moody_hub()
    number = awaiting(hub).number
    mine, other = tell(hub, number, a_contact(), KEEPER)
    crm.dislikes = Unavailable(crm.name, "the CRM is closed")
    carry_in_vain(hub, number, other.key)
    crm.dislikes = None

    referral = carry_all(hub, number, [mine.key])

    assert referral.progress is not Progress.FAILED


def test_a_rejection_needs_no_closing(hub: Hub) -> None:
    number = rejected(hub).number
    carry_out(hub, number)

    assert carry_all(hub, number, []).progress is Progress.DONE


def try_in_vain(hub: Hub, number: str) -> None:
    try:
        carry_out(hub, number)
    except Unavailable:
        return
    raise AssertionError("the CRM should have been closed")


def carry_in_vain(hub: Hub, number: str, key: str) -> None:
    try:
        carry(hub, number, key)
    except Unavailable:
        return
    raise AssertionError("the CRM should have been closed")
