"""A change of a deal that the CRM does not take, as host staff see it and put it right."""

from __future__ import annotations

from typing import Any

import pytest

from referral_hub.domain.effects import Refused
from referral_hub.domain.referrals.referral import Referral
from referral_hub.hub import Hub
from tests.application.crm_stage import a_synced_deal, changes
from tests.application.deal_troubles import (
    CLOSED,
    CORRECTED,
    StubbornCrm,
    a_stubborn_hub,
    an_edited_deal,
    edit,
    refused,
    stubborn,
    tell,
    try_to_tell,
)
from tests.functions.api.client import Client

LATER = "2027-03-01T12:30:00Z"


@pytest.fixture
def hub() -> Hub:
    return a_stubborn_hub()[0]


@pytest.fixture
def crm(hub: Hub) -> StubbornCrm:
    return stubborn(hub)


@pytest.fixture
def locked(hub: Hub, crm: StubbornCrm) -> Referral:
    """A referral whose amount the CRM would not change, half an hour after it was accepted."""
    referral = a_synced_deal(hub)
    hub.clock.advance(minutes=30)  # type: ignore[attr-defined]
    return refused(hub, crm, of=referral)


def with_crm(operator: Client, number: str) -> dict[str, Any]:
    return dict(operator.opens(number).said["integrations"]["crm"])


def test_it_is_listed_beside_other_problems_with_what_to_do(
    operator: Client, locked: Referral
) -> None:
    [item] = operator.get("/v1/sync-problems").said["items"]

    assert item == {
        "direction": "inbound",
        "number": locked.number,
        "contact_key": "",
        "state": "open",
        "system": "built-in",
        "effect": "opportunity_update",
        "cause": "rule",
        "reason": CLOSED.reason,
        "fields": ["amount"],
        "fix": CLOSED.fix,
        "since": LATER,
        "failures": 0,
    }


def test_the_referral_says_what_failed_and_offers_what_can_be_done(
    operator: Client, locked: Referral
) -> None:
    shown = operator.opens(locked.number).said

    crm = shown["integrations"]["crm"]
    assert (crm["status"], crm["fields"], crm["fix"]) == (
        "action_required",
        ["amount"],
        CLOSED.fix,
    )
    assert (crm["last_attempt_at"], crm["last_success_at"]) == (LATER, "2027-03-01T12:00:00Z")
    assert {"retry", "dismiss_problem"} <= set(shown["actions"])
    assert [problem["effect"] for problem in shown["sync_problems"]] == ["opportunity_update"]


def test_a_refusal_that_names_no_way_out_is_an_update_that_failed(
    hub: Hub, crm: StubbornCrm, operator: Client
) -> None:
    number = refused(hub, crm, Refused(reason="No")).number

    assert with_crm(operator, number)["status"] == "update_failed"


def test_a_partner_sees_none_of_it(partner: Client, locked: Referral) -> None:
    shown = partner.opens(locked.number).said

    assert shown["sync_problems"] == []
    assert "retry" not in shown["actions"]


def test_a_reader_is_offered_nothing(reader: Client, locked: Referral) -> None:
    assert reader.opens(locked.number).said["actions"] == []


def test_what_is_told_and_what_is_tried_again_is_being_sent(
    hub: Hub, crm: StubbornCrm, operator: Client
) -> None:
    number = an_edited_deal(hub).number

    fresh = with_crm(operator, number)
    crm.closed = True
    try_to_tell(hub, number)
    waiting = with_crm(operator, number)
    crm.closed = False
    tell(hub, number)

    assert (fresh["status"], fresh["error"]) == ("sending", "")
    assert (waiting["status"], waiting["error"]) == ("sending", "the CRM is closed")
    assert with_crm(operator, number)["status"] == "success"


def test_a_retry_begins_to_tell_it_again_and_no_run(
    hub: Hub, crm: StubbornCrm, operator: Client, locked: Referral
) -> None:
    crm.refuses = None

    retried = operator.retries(locked.number)
    tell(hub, locked.number)

    assert (retried.status, retried.said["progress"]) == (202, locked.progress)
    assert retried.said["integrations"]["crm"]["status"] == "sending"
    shown = operator.opens(locked.number).said
    assert (shown["sync_problems"], shown["integrations"]["crm"]["status"]) == ([], "success")
    assert "retry" not in shown["actions"]


def test_it_is_retried_with_all_of_its_kind(
    crm: StubbornCrm, operator: Client, locked: Referral
) -> None:
    crm.refuses = None

    retried = operator.post("/v1/sync-problems/retry", {"system": "built-in", "cause": "rule"})

    assert [(i["number"], i["outcome"]) for i in retried.said["items"]] == [
        (locked.number, "retried")
    ]
    assert operator.get("/v1/sync-problems").said["items"] == []


def test_a_value_that_comes_with_the_retry_is_refused_and_says_where_to_put_it(
    operator: Client, locked: Referral
) -> None:
    fix = {"opportunity": {"fields": {"amount": "9000.00"}}}

    refusal = operator.post(f"/v1/referrals/{locked.number}/retry", fix)

    assert (refusal.status, refusal.code) == (409, "not_correctable")
    assert "PATCH /v1/referrals/{number}/deal" in refusal.text


def test_another_value_in_the_hub_ends_the_problem(
    hub: Hub, crm: StubbornCrm, operator: Client, locked: Referral
) -> None:
    crm.refuses = None

    edit(hub, locked.number, **{"value.amount": "9000.00"})
    tell(hub, locked.number)

    assert operator.get("/v1/sync-problems").said["items"] == []


def test_it_is_let_be_and_may_still_be_retried(operator: Client, locked: Referral) -> None:
    path = f"/v1/referrals/{locked.number}/dismiss-problem"

    dismissed = operator.post(path, {"reason": "The quote stands"})

    actions = set(dismissed.said["actions"])
    assert dismissed.status == 200
    assert "retry" in actions
    assert "dismiss_problem" not in actions
    assert operator.get("/v1/sync-problems").said["items"] == []
    assert dismissed.said["integrations"]["crm"]["status"] == "update_failed"
    told = operator.get(f"/v1/referrals/{locked.number}/timeline").said["items"]
    assert ("problem.dismissed", "The quote stands") in [(e["what"], e["why"]) for e in told]


def test_while_the_crm_has_something_else_nobody_reads_of_success(
    hub: Hub, operator: Client, locked: Referral
) -> None:
    operator.post(f"/v1/referrals/{locked.number}/dismiss-problem", {"reason": "It stands"})

    edit(hub, locked.number, description="By sea")
    tell(hub, locked.number)

    apart = with_crm(operator, locked.number)
    assert (apart["status"], apart["fields"], apart["fix"]) == ("update_failed", ["amount"], "")
    assert operator.opens(locked.number).said["sync_problems"] == []


@pytest.mark.parametrize("sold", ["14000", CORRECTED])
def test_once_both_have_the_same_it_is_success_again(
    hub: Hub, operator: Client, locked: Referral, sold: str
) -> None:
    operator.post(f"/v1/referrals/{locked.number}/dismiss-problem", {"reason": "It stands"})

    changes(hub, locked.opportunity_id, amount=sold)
    tell(hub, locked.number)

    assert with_crm(operator, locked.number)["status"] == "success"
