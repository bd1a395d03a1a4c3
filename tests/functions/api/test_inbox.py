"""GET /v1/referrals: one list of every partner's referrals."""

from __future__ import annotations

import pytest

from referral_hub.hub import Hub
from tests.functions.api.client import Client


@pytest.fixture
def sixty(partner: Client, hub: Hub) -> list[str]:
    """The numbers of sixty referrals, newest first."""
    numbers = []
    for i in range(60):
        numbers.append(partner.shares(partner_referral_id=f"H-{i}").said["number"])
        hub.clock.advance(minutes=1 if i % 3 else 0)  # type: ignore[attr-defined]
    return numbers[::-1]


def test_the_inbox_shows_every_partners_referrals_newest_first(
    partner: Client, stranger: Client, operator: Client
) -> None:
    partner.shares()
    stranger.shares()

    listed = operator.lists()

    assert [row["number"] for row in listed] == ["R-000002", "R-000001"]
    assert [row["partner_id"] for row in listed] == ["quay", "harbour"]


def test_a_partner_sees_its_own_referrals_only(partner: Client, stranger: Client) -> None:
    partner.shares()

    assert stranger.lists() == []
    assert stranger.lists(partner_id="harbour") == []


def test_the_inbox_can_be_filtered_by_several_statuses(partner: Client, operator: Client) -> None:
    accepted, rejected, pending = (
        partner.shares(partner_referral_id=name).said["number"] for name in "abc"
    )
    operator.accepts(accepted)
    operator.rejects(rejected)

    decided = operator.lists(status=["accepted", "rejected"])

    assert {row["number"] for row in decided} == {accepted, rejected}
    assert [row["number"] for row in operator.lists(status="pending_acceptance")] == [pending]


def test_the_inbox_can_be_filtered_by_partner_and_status_at_once(
    partner: Client, stranger: Client, operator: Client
) -> None:
    mine, _ = partner.shares().said["number"], stranger.shares().said["number"]
    operator.accepts(mine)

    assert [r["number"] for r in operator.lists(partner_id="harbour", status="accepted")] == [mine]
    assert operator.lists(partner_id="quay", status="accepted") == []


def test_pages_lead_through_all_sixty_referrals_once(operator: Client, sixty: list[str]) -> None:
    seen, cursor = [], ""
    while True:
        page = operator.get("/v1/referrals", limit=7, **({"cursor": cursor} if cursor else {})).said
        seen += [row["number"] for row in page["items"]]
        cursor = page["next_cursor"]
        if not cursor:
            break

    assert seen == sixty


def test_the_link_header_leads_on_with_the_same_filters(operator: Client, sixty: list[str]) -> None:
    first = operator.get("/v1/referrals", limit=40, status="pending_acceptance")

    link, _, relation = first.headers["Link"].partition(">; ")
    path, _, query = link.removeprefix("<").partition("?")
    second = operator.send("GET", path, query=query)
    assert relation == 'rel="next"'
    assert [row["number"] for row in second.said["items"]] == sixty[40:]
    assert "Link" not in second.headers
    assert second.said["next_cursor"] == ""


def test_a_page_has_twenty_five_rows_unless_told(operator: Client, sixty: list[str]) -> None:
    assert [row["number"] for row in operator.lists()] == sixty[:25]


def test_referrals_that_arrive_while_paging_shift_nothing(
    operator: Client, partner: Client, sixty: list[str]
) -> None:
    first = operator.get("/v1/referrals", limit=10).said
    partner.shares(partner_referral_id="late")

    second = operator.get("/v1/referrals", limit=10, cursor=first["next_cursor"]).said

    assert [row["number"] for row in second["items"]] == sixty[10:20]


@pytest.mark.usefixtures("sixty")
def test_a_cursor_is_good_for_its_own_key_and_filters_only(
    operator: Client, reader: Client
) -> None:
    cursor = operator.get("/v1/referrals", limit=10).said["next_cursor"]

    elsewhere = reader.get("/v1/referrals", limit=10, cursor=cursor)
    otherwise = operator.get("/v1/referrals", limit=10, cursor=cursor, status="accepted")

    assert (elsewhere.status, elsewhere.code) == (400, "invalid_cursor")
    assert (otherwise.status, otherwise.code) == (400, "invalid_cursor")


@pytest.mark.parametrize("cursor", ["x", "AAAA", "bnVsbA==", "W10=", "WzEsMl0=", "WyJ4IiwieSJd"])
def test_a_made_up_cursor_is_refused(operator: Client, cursor: str) -> None:
    refused = operator.get("/v1/referrals", cursor=cursor)

    assert (refused.status, refused.code) == (400, "invalid_cursor")


@pytest.mark.usefixtures("sixty")
def test_a_look_that_finds_nothing_ends_and_says_how_to_go_on(
    operator: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("referral_hub.application.queries.SCAN", 20)

    page = operator.get("/v1/referrals", partner_id="harbour", status="rejected").said

    assert page["items"] == []
    assert page["next_cursor"]


def test_a_search_is_the_books(operator: Client) -> None:
    assert set(operator.get("/v1/referrals", q="Fenwick").wrong) == {"q"}
