"""What a partner refused is listed with all problems, retried alone or with others, or let be."""

from __future__ import annotations

import pytest

from referral_hub.adapters.memory_partner import MemoryPartner
from referral_hub.domain.outgoing.partner_referral import Verdict
from referral_hub.hub import Hub
from tests.application.outgoing.sharing_stage import create, edit, is_shared, share
from tests.functions.api.client import Client

HERE = "/v1/outgoing-referrals"


@pytest.fixture
def refused(hub: Hub, taker: MemoryPartner) -> str:
    """The number of a referral that the partner refused."""
    number = create(hub, ready=True).number
    taker.refuses_next = {"title": "is too vague"}
    share(hub, number)
    return number


def test_a_refusal_is_a_sync_problem_that_says_where_it_is(operator: Client, refused: str) -> None:
    [problem] = operator.get("/v1/sync-problems").said["items"]

    told = (problem["number"], problem["direction"], problem["system"], problem["effect"])
    assert told == (refused, "outgoing", "harbour", "partner_creation")
    assert problem["reason"] == "title: is too vague"


def test_it_is_retried_alone(operator: Client, hub: Hub, refused: str) -> None:
    again = operator.post(f"{HERE}/{refused}/retry")
    share(hub, refused)

    assert again.status == 202
    assert is_shared(hub.outgoing.get(refused))
    assert operator.post(f"{HERE}/{refused}/retry").code == "not_resubmittable"


def test_it_is_retried_with_all_of_its_kind(operator: Client, hub: Hub, refused: str) -> None:
    asked = {"system": "harbour", "cause": "invalid_fields"}

    [attempt] = operator.post("/v1/sync-problems/retry", asked).said["items"]
    share(hub, refused)

    assert (attempt["outcome"], attempt["what"]) == ("retried", ["sharing"])
    assert is_shared(hub.outgoing.get(refused))


def test_it_is_let_be_until_it_fails_anew(
    operator: Client, hub: Hub, taker: MemoryPartner, refused: str
) -> None:
    let_be = operator.post(f"{HERE}/{refused}/dismiss-problem", {"reason": "By hand"})
    quiet = operator.get("/v1/sync-problems").said["items"]
    operator.post(f"{HERE}/{refused}/retry")
    taker.refuses_next = {"title": "is still too vague"}
    share(hub, refused)

    assert let_be.status == 200
    assert quiet == []
    assert len(operator.get("/v1/sync-problems").said["items"]) == 1


def test_what_the_partner_has_rejected_meanwhile_is_not_asked_again(
    operator: Client, hub: Hub, taker: MemoryPartner
) -> None:
    number = create(hub, ready=True).number
    share(hub, number)
    edit(hub, number, {"title": "Ninety gauges"})
    taker.refuses_next = {"title": "is too vague"}
    share(hub, number)
    taker.record_of(hub.outgoing.get(number)).says(Verdict.REJECTED)
    hub.two_way_desk.look(number, taker, at=hub.clock())
    asked = {"system": "harbour", "cause": "invalid_fields"}

    shown = operator.get(f"{HERE}/{number}").said
    answers = [operator.post(f"{HERE}/{number}/{what}").code for what in ("resubmit", "retry")]
    [attempt] = operator.post("/v1/sync-problems/retry", asked).said["items"]

    assert shown["actions"] == ["dismiss_problem", "sync"]
    assert answers == ["rejected_by_partner", "rejected_by_partner"]
    assert (attempt["outcome"], attempt["why"]) == ("not_retryable", f"{number} is rejected")


def test_the_timeline_says_who_did_what_when_and_why(operator: Client, refused: str) -> None:
    operator.post(f"{HERE}/{refused}/retry")

    story = operator.get(f"{HERE}/{refused}/timeline").said["items"]

    assert [(entry["who"], entry["what"]) for entry in story] == [
        ("operator:Ingrid", "referral.created"),
        ("operator:Ingrid", "referral.submitted"),
        ("hub", "partner_referral.created"),
        ("operator:Ingrid", "referral.retried"),
    ]


def test_the_timeline_says_who_edited_and_resubmitted_what_and_quotes_nobody(
    operator: Client, refused: str
) -> None:
    here = f"{HERE}/{refused}"
    seen = operator.get(here).headers["ETag"]
    operator.patch(here, {"fields": {"contact.email": "a.lien@solberg.example"}}, if_match=seen)
    operator.post(f"{here}/resubmit", {"fields": {"title": "Ninety gauges", "need": "Advice"}})

    story = operator.get(f"{here}/timeline")

    told = [(e["who"], e["what"], e["why"]) for e in story.said["items"]]
    assert ("operator:Ingrid", "referral.edited", "contact.email") in told
    assert ("operator:Ingrid", "referral.resubmitted", "title, need") in told
    assert "lien" not in story.text


def test_what_was_refused_stands_in_the_timeline(operator: Client, refused: str) -> None:
    story = operator.get(f"{HERE}/{refused}/timeline").said["items"]

    assert (story[-1]["what"], story[-1]["why"]) == (
        "partner_creation.refused",
        "title: is too vague",
    )
