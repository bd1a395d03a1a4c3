"""How the hub stands with another system is read off what it did there."""

from __future__ import annotations

from datetime import timedelta

import pytest

from referral_hub.domain.contacts.arrivals import ContactArrival
from referral_hub.domain.deals.crm_update import CrmUpdate
from referral_hub.domain.effects import Done, Ledger, Refused
from referral_hub.domain.integration import Integration, IntegrationStatus
from referral_hub.domain.problem import problems_of
from tests.builders import NOON, a_referral, an_arrival

LATER = NOON + timedelta(minutes=5)


def with_the_crm(ledger: Ledger, *arrivals: ContactArrival, failed: bool = False) -> Integration:
    """How a referral with this ledger stands with the CRM, or a partner of the same name."""
    referral = a_referral(ledger=ledger, partner_id="built-in")
    if failed:
        referral = referral.failed("given up", left_contacts=not ledger.stuck)
    problems = problems_of(referral, arrivals, crm="built-in")
    return Integration.read_off("built-in", ledger.effects, problems, CrmUpdate())


def intended(*names: str) -> Ledger:
    ledger = Ledger()
    for name in names:
        ledger = ledger.intend(name, token=name, at=NOON)
    return ledger


def test_nothing_is_sent_before_a_decision() -> None:
    crm = with_the_crm(Ledger())

    assert crm == Integration(system="built-in", status=IntegrationStatus.NOT_SENT)


def test_what_is_decided_and_not_begun_is_pending() -> None:
    assert with_the_crm(intended("account", "opportunity")).status == "pending"


def test_half_of_the_work_is_sending() -> None:
    half = intended("account", "opportunity").settle("account", Done(result="acc-1"), at=LATER)

    crm = with_the_crm(half)

    assert (crm.status, crm.last_success_at) == ("sending", LATER)


def test_a_system_that_does_not_answer_is_tried_again_and_the_reason_is_told() -> None:
    troubled = intended("account").note_problem("account", "the CRM is closed", at=LATER)

    crm = with_the_crm(troubled)

    assert (crm.status, crm.error, crm.last_attempt_at) == ("sending", "the CRM is closed", LATER)
    assert crm.last_success_at is None


def test_all_done_is_success() -> None:
    done = intended("account").settle("account", Done(result="acc-1"), at=LATER)

    assert with_the_crm(done).status == "success"


@pytest.mark.parametrize(
    ("effect", "status"),
    [
        ("opportunity", "create_failed"),
        ("partner_notice", "create_failed"),
        ("partner_crm_id", "update_failed"),
        ("contact_update", "update_failed"),
        ("opportunity_update", "update_failed"),
    ],
)
def test_a_refusal_says_what_failed(effect: str, status: str) -> None:
    refused = intended(effect).settle(effect, Refused(reason="owner: is required"), at=LATER)

    system = with_the_crm(refused, failed=True)

    assert (system.status, system.error) == (status, "owner: is required")


def test_what_has_yet_to_be_told_is_being_sent() -> None:
    done = intended("opportunity").settle("opportunity", Done(result="opp-1"), at=LATER)

    crm = Integration.read_off("built-in", done.effects, [], CrmUpdate().fresh())

    assert (crm.status, crm.last_success_at) == ("sending", LATER)


def test_a_refusal_that_a_person_can_put_right_asks_for_action() -> None:
    refusal = Refused(
        reason="Owner is required", fields=("OwnerId",), fix="Fill OwnerId in, and retry."
    )

    ledger = intended("opportunity").settle("opportunity", refusal, at=LATER)
    crm = with_the_crm(ledger, failed=True)

    assert (crm.status, crm.error) == ("action_required", "Owner is required")
    assert (crm.fields, crm.fix) == (("OwnerId",), "Fill OwnerId in, and retry.")


def test_what_the_hub_has_given_up_is_not_called_sending() -> None:
    troubled = intended("account").note_problem("account", "the CRM is closed", at=LATER)

    assert with_the_crm(troubled, failed=True).status == "create_failed"


def test_a_contact_that_was_left_behind_is_the_integrations_trouble_too() -> None:
    done = intended("opportunity").settle("opportunity", Done(result="opp-1"), at=LATER)
    arrival = an_arrival().troubled("the CRM is closed", cause="unreachable", at=LATER)

    crm = with_the_crm(done, arrival.left_behind(at=LATER), failed=True)

    assert (crm.status, crm.error) == ("create_failed", "the CRM is closed")


def test_what_was_refused_is_still_being_sent_until_the_run_has_ended() -> None:
    refused = intended("opportunity").settle("opportunity", Refused(reason="No"), at=LATER)

    assert with_the_crm(refused).status == "sending"
