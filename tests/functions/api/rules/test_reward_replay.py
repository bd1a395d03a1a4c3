"""A reward policy is tried on what is there before it is published; nothing is written."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from referral_hub.hub import Hub
from tests.application.rewards.decided import a_decided_referral, keep
from tests.application.stage import snapshot
from tests.builders import NOON
from tests.domain.rewards.sales import policy, sold
from tests.functions.api.client import Client, Reply

TWELVE = {
    "name": "12 % of large sales",
    "earns_if": [{"when": "amount >= 5000", "says": "The sale comes to 5 000."}],
    "tiers": [{"percentage": 12}],
}
BEFORE, AFTER = NOON - timedelta(days=1), NOON + timedelta(days=1)


def replay(caller: Client, draft: dict[str, Any] = TWELVE, **told: Any) -> Reply:
    """Replay the day of the sales, unless told."""
    day = NOON.date().isoformat()
    body = {"draft": draft, "since": day, "until": day} | told
    return caller.post("/v1/reward-policy-replay", body)


def walked(caller: Client, **told: Any) -> list[Any]:
    """All pages of a replay."""
    pages = [replay(caller, **told).said]
    while pages[-1]["next_cursor"]:
        pages.append(replay(caller, cursor=pages[-1]["next_cursor"], **told).said)
    return pages


@pytest.fixture
def sales(hub: Hub) -> None:
    """A small sale, a large one, one in another currency, one without an amount, an open one."""
    ends = (sold("100"), sold("12500"), sold("900000", "JPY"), sold(""), None)
    keep(hub, *(a_decided_referral(i + 1, end=end) for i, end in enumerate(ends)))


@pytest.mark.usefixtures("sales")
def test_a_replay_lists_what_would_differ_with_the_reasons_and_sums_per_currency(
    reader: Client,
) -> None:
    page = replay(reader).said

    differ = {item["number"]: (item["before"], item["after"]) for item in page["items"]}
    assert set(differ) == {"T-000001", "T-000002", "T-000003"}
    before, after = differ["T-000001"]
    assert (before["verdict"], before["amount"], before["currency"]) == ("earned", "10.00", "EUR")
    assert (after["verdict"], after["amount"]) == ("not_earned", "")
    assert {r["text"]: r["held"] for r in after["reasons"]}["The sale comes to 5 000."] is False
    assert (page["looked_at"], page["of"], page["differing"]) == (5, 5, 3)
    assert page["totals"] == [
        {"currency": "EUR", "before": "1260.00", "after": "1500.00"},
        {"currency": "JPY", "before": "90000", "after": "108000"},
    ]


@pytest.mark.usefixtures("sales")
def test_a_long_replay_goes_on_page_by_page_and_counts_all_the_way(reader: Client) -> None:
    pages = walked(reader, limit=2)

    assert [(p["looked_at"], p["of"]) for p in pages] == [(2, 5), (4, 5), (5, 5)]
    listed = [item["number"] for page in pages for item in page["items"]]
    assert listed == ["T-000003", "T-000002", "T-000001"]
    assert pages[-1]["totals"] == replay(reader).said["totals"]
    assert pages[-1]["differing"] == len(listed)


@pytest.mark.usefixtures("sales")
def test_a_replay_against_the_policy_that_counted_finds_nothing(reader: Client) -> None:
    same = reader.get("/v1/reward-policies/standard").said

    page = replay(reader, same).said

    assert (page["items"], page["looked_at"]) == ([], 5)
    assert all(total["before"] == total["after"] for total in page["totals"])


@pytest.mark.usefixtures("sales")
def test_a_replay_writes_nothing(hub: Hub, reader: Client) -> None:
    before = snapshot(hub)

    walked(reader, limit=1)

    assert snapshot(hub) == before


def test_a_replay_looks_at_those_that_began_on_its_days(hub: Hub, reader: Client) -> None:
    midnight = datetime.combine(NOON.date(), datetime.min.time(), NOON.tzinfo)
    moments = (BEFORE, midnight - timedelta(seconds=1), midnight, NOON, AFTER)
    keep(hub, *(a_decided_referral(i, end=sold("9"), at=at) for i, at in enumerate(moments, 1)))

    page = replay(reader).said

    assert [item["number"] for item in page["items"]] == ["T-000004", "T-000003"]
    assert page["of"] == 2


def test_a_replay_may_be_of_one_policy_in_whichever_version(hub: Hub, reader: Client) -> None:
    keep(
        hub,
        a_decided_referral(1, end=sold("9000")),
        a_decided_referral(2, end=sold("9000"), by=policy(version=7)),
    )

    page = replay(reader, policy_id="tenth").said

    assert [item["before"]["policy"] for item in page["items"]] == ["tenth@7"]
    assert page["totals"] == [{"currency": "EUR", "before": "900.00", "after": "1080.00"}]
    assert page["looked_at"] == 2


def test_a_replay_of_a_time_without_referrals_is_over_at_once(reader: Client) -> None:
    page = replay(reader).said

    assert page == {
        "items": [],
        "looked_at": 0,
        "of": 0,
        "differing": 0,
        "totals": [],
        "next_cursor": "",
    }


def test_a_replay_may_reach_to_the_last_day_that_there_is(reader: Client) -> None:
    assert replay(reader, until="4000-12-31").status == 200


@pytest.mark.usefixtures("sales")
def test_a_cursor_is_good_for_the_same_draft_the_same_days_and_the_same_caller(
    reader: Client, admin: Client
) -> None:
    cursor = replay(reader, limit=2).said["next_cursor"]

    dearer = TWELVE | {"tiers": [{"percentage": 13}]}
    strange = [
        replay(reader, dearer, cursor=cursor),
        replay(reader, cursor=cursor, until=str(date(2027, 3, 2))),
        replay(admin, cursor=cursor),
        replay(reader, cursor="made-up"),
    ]

    assert [(reply.status, reply.code) for reply in strange] == [(400, "invalid_cursor")] * 4
    assert replay(reader, cursor=cursor, limit=1).status == 200


def test_a_draft_that_does_not_fit_is_refused_with_the_place(reader: Client) -> None:
    broken = TWELVE | {"tiers": [{"when": "amount / 0 > 1", "percentage": 5}]}

    refused = replay(reader, broken)

    assert (refused.status, refused.code) == (422, "reward_policy_does_not_fit")
    assert refused.wrong == {"tiers.0.when": "divides by zero (at 10)"}


def test_a_replay_does_not_end_before_it_begins(reader: Client) -> None:
    assert replay(reader, since="2027-03-02").status == 422


@pytest.mark.usefixtures("sales")
def test_a_draft_is_tried_on_one_referral_and_each_part_of_its_conditions_is_shown(
    hub: Hub, reader: Client
) -> None:
    before = snapshot(hub)

    tried = reader.post("/v1/reward-policy-trial", {"draft": TWELVE, "number": "T-000002"}).said

    assert (tried["before"]["amount"], tried["after"]["amount"]) == ("1250.00", "1500.00")
    condition = next(r for r in tried["after"]["reasons"] if r["rule"] == "earns_if.0")
    assert {part["text"]: part["value"] for part in condition["trace"]} == {
        "amount >= 5000": "true",
        "amount": "12500",
    }
    assert snapshot(hub) == before


def test_a_draft_is_tried_on_a_referral_that_there_is(reader: Client) -> None:
    refused = reader.post("/v1/reward-policy-trial", {"draft": TWELVE, "number": "T-000009"})

    assert (refused.status, refused.code) == (404, "tracked_referral_not_found")
