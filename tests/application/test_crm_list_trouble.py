"""Whoever accepted inside the CRM is told there of what could not be done afterwards (IN-17)."""

from __future__ import annotations

from referral_hub.application.crms.referral_list import touches_card
from referral_hub.domain.referrals.referral import Referral
from referral_hub.hub import Hub
from tests.application.crm_stage import a_connected_hub, card
from tests.application.stage import accepted, retry, run
from tests.builders import a_referral

REFUSED = "opportunity: Owner is required"


def failed(hub: Hub, problem: str = REFUSED) -> Referral:
    referral = accepted(hub)
    return hub.referrals.save(hub.referrals.get(referral.number).failed(problem))


def test_what_could_not_be_done_after_an_acceptance_is_said_on_the_record() -> None:
    hub = a_connected_hub()

    number = failed(hub).number

    assert card(hub, number).answer == f"Not finished. {REFUSED}"


def test_it_is_taken_away_when_a_retry_begins_and_when_all_is_done() -> None:
    hub = a_connected_hub()
    number = failed(hub).number

    retry(hub, number)
    begun = card(hub, number).answer
    run(hub, number)

    assert (begun, card(hub, number).answer) == ("", "")


def test_what_a_person_let_be_is_not_said_any_more() -> None:
    hub = a_connected_hub()
    referral = failed(hub)

    hub.referrals.save(referral.dismissed(at=hub.clock()))

    assert card(hub, referral.number).answer == ""


def test_a_long_problem_is_cut_to_what_the_record_has_room_for() -> None:
    hub = a_connected_hub()

    said = card(hub, failed(hub, "x" * 300).number).answer

    assert len(said) == 255
    assert said.endswith("…")


def test_a_failure_and_its_end_are_seen_in_the_list() -> None:
    running = a_referral()
    stuck = running.failed(REFUSED)

    assert touches_card(running, stuck)
    assert touches_card(stuck, running)
