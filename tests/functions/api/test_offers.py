"""What is offered to whom, exactly while it applies (IN-3, IN-19)."""

from __future__ import annotations

import pytest

from functions.api.offers import actions_for
from referral_hub.domain.access import Role
from referral_hub.domain.actions import Action
from referral_hub.domain.referrals.referral import Referral
from tests.builders import NOON, a_principal, a_referral, a_rejection, an_acceptance

ACCEPTED = a_referral().accept(an_acceptance())


def offered(referral: Referral, role: Role) -> set[Action]:
    return set(actions_for(referral, a_principal(role), now=NOON))


def test_an_operator_may_accept_or_reject_what_is_undecided() -> None:
    assert offered(a_referral(), Role.OPERATOR) == {Action.ACCEPT, Action.REJECT}


@pytest.mark.parametrize("role", [Role.ADMIN, Role.READ_ONLY, Role.PARTNER_STAFF, Role.INTEGRATION])
def test_nobody_else_decides(role: Role) -> None:
    assert not offered(a_referral(), role) & {Action.ACCEPT, Action.REJECT}


@pytest.mark.parametrize(
    "decided",
    [
        pytest.param(ACCEPTED, id="accepted"),
        pytest.param(a_referral().reject(a_rejection()), id="rejected"),
        pytest.param(a_referral().expire(), id="expired"),
        pytest.param(a_referral(expires_at=NOON), id="just run out"),
    ],
)
def test_nothing_is_left_to_decide_once_it_is_decided_or_too_late(decided: Referral) -> None:
    assert not offered(decided, Role.OPERATOR) & {Action.ACCEPT, Action.REJECT}


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.ADMIN])
def test_a_failed_referral_may_be_retried_or_let_be(role: Role) -> None:
    failed = ACCEPTED.failed("the CRM is closed")

    assert offered(failed, role) >= {Action.RETRY, Action.DISMISS_PROBLEM}


def test_what_was_let_be_may_still_be_retried() -> None:
    dismissed = ACCEPTED.failed("the CRM is closed").dismissed(at=NOON)

    assert offered(dismissed, Role.ADMIN) == {Action.RETRY, Action.SYNC}


def test_a_healthy_referral_is_not_retried() -> None:
    assert Action.RETRY not in offered(ACCEPTED, Role.OPERATOR)


@pytest.mark.parametrize("wanting", [a_referral(), ACCEPTED, ACCEPTED.done()])
def test_a_partner_may_add_contacts_as_long_as_there_is_a_use_for_them(wanting: Referral) -> None:
    assert offered(wanting, Role.PARTNER_STAFF) == {Action.ADD_CONTACTS}


@pytest.mark.parametrize("role", [Role.INTEGRATION, Role.OPERATOR])
def test_the_deal_is_edited_once_the_referral_is_accepted_and_from_then_on(role: Role) -> None:
    open_deals = [ACCEPTED, ACCEPTED.done(), ACCEPTED.failed("the CRM is closed")]
    no_deals = [a_referral().reject(a_rejection()), a_referral().expire()]

    assert all(Action.EDIT_DEAL in offered(referral, role) for referral in open_deals)
    assert not any(Action.EDIT_DEAL in offered(referral, role) for referral in no_deals)


def test_until_then_its_partner_alone_tells_anew() -> None:
    assert Action.EDIT_DEAL in offered(a_referral(), Role.INTEGRATION)
    assert Action.EDIT_DEAL not in offered(a_referral(), Role.OPERATOR)


@pytest.mark.parametrize("role", [Role.ADMIN, Role.READ_ONLY, Role.PARTNER_STAFF])
def test_nobody_else_edits_a_deal(role: Role) -> None:
    assert Action.EDIT_DEAL not in offered(ACCEPTED, role)


@pytest.mark.parametrize("closed", [a_referral().reject(a_rejection()), a_referral().expire()])
def test_no_contacts_are_taken_for_a_referral_that_comes_to_nothing(closed: Referral) -> None:
    assert offered(closed, Role.INTEGRATION) == set()


@pytest.mark.parametrize("referral", [a_referral(), ACCEPTED, ACCEPTED.failed("x")])
def test_a_reader_only_reads(referral: Referral) -> None:
    assert offered(referral, Role.READ_ONLY) == set()


def test_looking_at_both_sides_now_is_offered_once_there_are_two() -> None:
    assert Action.SYNC in offered(ACCEPTED, Role.OPERATOR)
    assert Action.SYNC not in offered(a_referral(), Role.OPERATOR)
