"""The view of what could not be done elsewhere, as host staff use it."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest

from referral_hub.adapters.memory import MemoryTable
from referral_hub.application import carrying_out, closing
from referral_hub.domain.errors import Unavailable
from referral_hub.hub import Hub
from tests.application.picky import PickyCrm
from tests.application.stage import publish
from tests.builders import Clock, a_hub, ask
from tests.functions.api.client import Client

WANTED = {"system": "built-in", "cause": "required_field_missing"}


@pytest.fixture
def hub() -> Hub:
    """A hub whose CRM wants a field that nothing maps."""
    clock, table = Clock(), MemoryTable()
    picky = a_hub(clock=clock, table=table, crm=PickyCrm(table, clock))
    publish(picky, opportunity_field_set=("next_step",))
    return picky


@pytest.fixture
def failed(hub: Hub, operator: Client, partner: Client) -> list[str]:
    """The numbers of three referrals that the CRM refused, oldest first."""
    told = [partner.shares(partner_referral_id=f"H-{n}").said["number"] for n in range(3)]
    for number in told:
        operator.accepts(number)
        carried_out(hub, number)
    return told


def carried_out(hub: Hub, number: str) -> None:
    """Let the run take its first step, and end if it fails."""
    with suppress(Unavailable):
        step = ask(hub, carrying_out.carry_out, number=number)
        if step.next == carrying_out.FAIL:
            execution = hub.referrals.get(number).execution_name
            ask(hub, closing.record_failure, number=number, execution=execution)


def listed(client: Client, **query: Any) -> Any:
    return client.get("/v1/sync-problems", **query).said


def test_a_refused_field_is_shown_with_the_crms_message_and_what_to_do(
    operator: Client, failed: list[str]
) -> None:
    items = listed(operator)["items"]

    assert [item["number"] for item in items] == failed[::-1]
    assert items[0] | {"since": ""} == {
        "number": failed[-1],
        "direction": "inbound",
        "contact_key": "",
        "state": "open",
        "system": "built-in",
        "effect": "opportunity",
        "cause": "required_field_missing",
        "reason": "Next step is required",
        "fields": ["next_step"],
        "fix": "Fill next_step in, or map it, and retry.",
        "since": "",
        "failures": 0,
    }


def test_the_referral_says_that_a_person_must_act_and_where(
    operator: Client, failed: list[str]
) -> None:
    shown = operator.opens(failed[0]).said

    crm = shown["integrations"]["crm"]
    assert (crm["status"], crm["fields"]) == ("action_required", ["next_step"])
    assert crm["error"] == "Next step is required"
    assert shown["sync_problems"][0]["cause"] == "required_field_missing"


def test_a_partner_is_not_shown_the_hosts_problems(partner: Client, failed: list[str]) -> None:
    shown = partner.opens(failed[0]).said

    assert shown["sync_problems"] == []
    assert "crm" not in shown["integrations"]


def test_the_list_is_read_page_by_page(operator: Client, failed: list[str]) -> None:
    first = operator.get("/v1/sync-problems", limit=2)
    path, _, query = first.headers["Link"][1:].partition(">")[0].partition("?")

    second = operator.send("GET", path, query=query).said

    assert [item["number"] for item in second["items"]] == failed[:1]
    assert second["next_cursor"] == ""


def test_a_cursor_of_another_filter_is_refused(operator: Client, failed: list[str]) -> None:
    cursor = listed(operator, limit=1)["next_cursor"]

    refused = operator.get("/v1/sync-problems", limit=1, cursor=cursor, cause="quota")

    assert failed
    assert (refused.status, refused.code) == (400, "invalid_cursor")


def test_the_list_is_filtered(operator: Client, failed: list[str]) -> None:
    assert len(listed(operator, **WANTED)["items"]) == len(failed)
    assert listed(operator, cause="quota")["items"] == []
    assert listed(operator, system="harbour")["items"] == []
    assert listed(operator, state="waiting")["items"] == []


def test_problems_are_counted_by_cause(operator: Client, failed: list[str]) -> None:
    counted = operator.get("/v1/sync-problems/groups").said

    [group] = counted["items"]
    assert (group["cause"], group["count"]) == ("required_field_missing", len(failed))
    assert counted["complete"] is True


def test_one_retry_with_the_missing_field_completes(
    hub: Hub, operator: Client, failed: list[str]
) -> None:
    fix = {"opportunity": {"fields": {"next_step": "Call them"}}}

    retried = operator.post(f"/v1/referrals/{failed[0]}/retry", fix)
    carried_out(hub, failed[0])

    assert retried.status == 202
    assert retried.said["decision"]["opportunity_fields"] == {"next_step": "Call them"}
    shown = operator.opens(failed[0]).said
    assert (shown["progress"], shown["sync_problems"]) == ("awaiting_contact", [])
    assert shown["integrations"]["crm"]["status"] == "success"


def test_a_correction_that_comes_too_late_is_refused_by_name(
    operator: Client, failed: list[str]
) -> None:
    late = operator.post(f"/v1/referrals/{failed[0]}/retry", {"account": {"create": {"name": "X"}}})

    assert (late.status, late.code) == (409, "not_correctable")
    assert set(late.wrong) == {"account.name"}


def test_a_wrong_correction_is_refused_like_an_acceptance(
    operator: Client, failed: list[str]
) -> None:
    fix = {"opportunity": {"fields": {"amount": "much"}}}

    wrong = operator.post(f"/v1/referrals/{failed[0]}/retry", fix)

    assert (wrong.status, wrong.code) == (422, "invalid_fields")
    assert operator.opens(failed[0]).said["progress"] == "failed"


def test_a_retry_still_needs_no_body(operator: Client, failed: list[str]) -> None:
    assert operator.retries(failed[0]).status == 202


def test_all_of_one_kind_are_retried_page_by_page(operator: Client, failed: list[str]) -> None:
    first = operator.post("/v1/sync-problems/retry", {**WANTED, "limit": 2})
    more = {**WANTED, "limit": 2, "cursor": first.said["next_cursor"]}

    second = operator.post("/v1/sync-problems/retry", more)

    tried = [*first.said["items"], *second.said["items"]]
    assert (first.status, second.said["next_cursor"]) == (202, "")
    assert [(item["number"], item["outcome"]) for item in tried] == [
        (number, "retried") for number in failed[::-1]
    ]


def test_a_retry_of_all_must_say_of_which(operator: Client) -> None:
    refused = operator.post("/v1/sync-problems/retry", {"system": "", "cause": "quota"})

    assert (refused.status, set(refused.wrong)) == (422, {"/system"})


def test_a_problem_that_is_let_be_leaves_the_list(operator: Client, failed: list[str]) -> None:
    path = f"/v1/referrals/{failed[0]}/dismiss-problem"

    dismissed = operator.post(path, {"reason": "Entered by hand"})

    assert dismissed.status == 200
    assert dismissed.said["actions"] == ["retry", "edit_deal", "sync"]
    assert failed[0] not in [item["number"] for item in listed(operator)["items"]]
    assert [i["number"] for i in listed(operator, state="dismissed")["items"]] == [failed[0]]
    told = operator.get(f"/v1/referrals/{failed[0]}/timeline").said["items"]
    assert {"problem.dismissed"} < {entry["what"] for entry in told}


def test_there_is_nothing_to_let_be_on_a_healthy_referral(operator: Client, number: str) -> None:
    refused = operator.post(f"/v1/referrals/{number}/dismiss-problem", {"reason": "Why not"})

    assert (refused.status, refused.code) == (409, "nothing_to_dismiss")


def test_an_unknown_state_is_refused(reader: Client) -> None:
    refused = reader.get("/v1/sync-problems", state="closed")

    assert (refused.status, refused.code) == (400, "invalid_query")
