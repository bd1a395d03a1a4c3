"""A partner manager sees, counts and retries the problems of their partners (X-3, X-7)."""

from __future__ import annotations

import base64
import json

import pytest

from referral_hub.application import sync_problems
from referral_hub.domain.cause import Cause
from referral_hub.hub import Hub
from tests.application.stage import accept, carry_out, filed, tell
from tests.builders import a_contact
from tests.functions.api.client import Client

WANTED = {"system": "built-in", "cause": "required_field_missing"}


def failed(hub: Hub, partner_id: str, referral_id: str = "H-77") -> str:
    """Let the CRM refuse a referral of the partner; return its number."""
    number = filed(hub, partner_id=partner_id, partner_referral_id=referral_id).number
    carry_out(hub, accept(hub, number).number)
    hub.clock.advance(seconds=1)  # type: ignore[attr-defined]
    return number


@pytest.fixture
def theirs(hub: Hub) -> list[str]:
    """The numbers of two failed referrals of their partners, newest first, among others'."""
    failed(hub, "lantern", "H-1")
    first = failed(hub, "harbour")
    failed(hub, "lantern", "H-2")
    second = failed(hub, "quay")
    failed(hub, "lantern", "H-3")
    return [second, first]


def test_they_are_shown_the_problems_of_their_partners(marit: Client, theirs: list[str]) -> None:
    listed = marit.get("/v1/sync-problems").said["items"]

    assert [problem["number"] for problem in listed] == theirs


def test_the_problem_of_a_contact_is_that_of_its_referrals_partner(hub: Hub, marit: Client) -> None:
    for partner_id in ("lantern", "quay"):
        number = filed(hub, partner_id=partner_id).number
        [arrival] = tell(hub, number, a_contact())
        hub.contacts.save(arrival.troubled("it failed", cause=Cause.HUB_FAILED, at=hub.clock()))

    [problem] = marit.get("/v1/sync-problems", state="waiting").said["items"]

    assert (problem["number"], bool(problem["contact_key"])) == (number, True)


def test_they_are_counted_without_those_of_others(
    marit: Client, operator: Client, theirs: list[str]
) -> None:
    [group] = marit.get("/v1/sync-problems/groups").said["items"]
    [of_all] = operator.get("/v1/sync-problems/groups").said["items"]

    assert (group["count"], of_all["count"]) == (len(theirs), 5)


def test_retrying_all_retries_theirs_and_leaves_the_others(
    hub: Hub, marit: Client, theirs: list[str]
) -> None:
    retried = marit.post("/v1/sync-problems/retry", WANTED).said["items"]

    assert [attempt["number"] for attempt in retried] == theirs
    runs = {r.number: r.run for r in hub.referrals.newest()}
    assert {number for number, run in runs.items() if run > 1} == set(theirs)


def test_where_a_page_ends_among_others_its_token_names_none_of_them(
    hub: Hub, marit: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sync_problems, "SCAN", 2)
    mine = failed(hub, "harbour")
    for n in range(5):
        failed(hub, "lantern", f"H-{n}")

    page, tokens, seen = marit.get("/v1/sync-problems").said, list[str](), list[str]()
    while page["next_cursor"]:
        tokens.append(page["next_cursor"])
        seen += [problem["number"] for problem in page["items"]]
        page = marit.get("/v1/sync-problems", cursor=page["next_cursor"]).said
    seen += [problem["number"] for problem in page["items"]]

    assert seen == [mine]
    assert tokens
    assert not any("R-" in json.loads(base64.urlsafe_b64decode(each))[0] for each in tokens)


def test_what_came_in_one_second_is_all_seen_wherever_a_page_ends(
    hub: Hub, marit: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sync_problems, "SCAN", 2)
    partners = ["harbour", "lantern", "lantern", "quay", "lantern", "harbour", "lantern"]
    told = [
        filed(hub, partner_id=partner_id, partner_referral_id=f"H-{n}").number
        for n, partner_id in enumerate(partners)
    ]
    for number in told:
        carry_out(hub, accept(hub, number).number)

    seen, cursor = list[str](), ""
    while True:
        page = marit.get(
            "/v1/sync-problems", limit=1, **({"cursor": cursor} if cursor else {})
        ).said
        seen += [problem["number"] for problem in page["items"]]
        cursor = page["next_cursor"]
        if not cursor:
            break

    assert seen == [told[5], told[3], told[0]]
