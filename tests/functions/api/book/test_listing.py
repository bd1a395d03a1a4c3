"""GET /v1/referral-book: both directions in one list, sorted and searched (PB-5, PB-6)."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from functions.api.book_list import BookLine
from referral_hub.domain.access import Role
from referral_hub.domain.referrals.assignment import Assignment
from referral_hub.hub import Hub
from tests.functions.api.access_links.peer import a_deal, a_peer
from tests.functions.api.book.lines import edits, sent_to_harbour
from tests.functions.api.client import MAREN, Client, Reply, a_client

BOOK = "/v1/referral-book"
COLUMNS = [name for name in BookLine.model_fields if name != "follow_up"]


def lists(client: Client, **query: Any) -> Reply:
    return client.get(BOOK, **query)


def numbers(client: Client, **query: Any) -> list[str]:
    return [line["number"] for line in lists(client, **query).said["items"]]


@pytest.fixture
def three(hub: Hub, partner: Client) -> list[str]:
    """Two that Harbour shared, and one that it was given; their numbers, oldest first."""
    lamps = partner.shares(
        partner_referral_id="H-1",
        title="Lamp modernisation",
        customer={"company_name": "Fenwick Lighthouses"},
        value={"amount": "12500.00", "currency": "EUR"},
        purpose="questions",
        notes="Call after nine.",
        contacts=[MAREN],
    )
    pumps = partner.shares(
        partner_referral_id="H-2",
        title="Pümpen für Åkrehamn",
        customer={"company_name": "Åkre Fisk"},
        value={"amount": "900.00", "currency": "EUR"},
    )
    return [lamps.said["number"], pumps.said["number"], sent_to_harbour(hub)]


def test_both_directions_are_in_one_list(partner: Client, three: list[str]) -> None:
    listed = lists(partner).said["items"]

    assert {line["number"]: line["direction"] for line in listed} == dict(
        zip(three, ["inbound", "inbound", "outgoing"], strict=True)
    )
    assert numbers(partner, direction="outgoing") == three[2:]


def test_a_line_says_what_the_record_says(partner: Client, three: list[str]) -> None:
    (line,) = lists(partner, q="lamp").said["items"]
    opened = partner.get(f"{BOOK}/{three[0]}").said

    for name in ("number", "direction", "stage", "counts_as", "workflow", "value", "purpose"):
        assert line[name] == opened[name]
    assert (line["notes"], line["follow_up"]) == (opened["notes"]["text"], opened["follow_up"])
    assert line["title"] == opened["inbound"]["title"]


@pytest.mark.parametrize("column", COLUMNS)
def test_every_column_sorts_both_ways(operator: Client, three: list[str], column: str) -> None:
    upwards, downwards = numbers(operator, sort=column), numbers(operator, sort=f"-{column}")

    assert sorted(upwards) == sorted(three)
    assert downwards == upwards[::-1]


def test_values_sort_as_amounts(partner: Client, three: list[str]) -> None:
    assert numbers(partner, sort="value") == [three[1], three[2], three[0]]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        *(
            ("MODERNIS", [0]),
            ("fenwick", [0]),
            ("H-2", [1]),
            ("tide gau", [2]),
            ("after nine", [0]),
        ),
        *(("pumpen akrehamn", [1]), ("harbour", [2, 1, 0]), ("questions", [0])),
        *(("holt", [0]), ("tuva.lien@", [2]), ("12500", [0]), ("nobody", []), ("lamp fisk", [])),
    ],
)
def test_a_search_finds_by_parts_of_any_field(
    partner: Client, three: list[str], text: str, found: list[int]
) -> None:
    assert sorted(numbers(partner, q=text)) == sorted(three[place] for place in found)


def test_a_search_finds_by_number(partner: Client, three: list[str]) -> None:
    assert numbers(partner, q=three[1]) == [three[1]]


def test_what_was_written_a_moment_ago_is_found(partner: Client, three: list[str]) -> None:
    edits(partner, three[2], notes="Ask for the harbourmaster", stage="in_progress")

    assert numbers(partner, q="harbourmaster") == [three[2]]
    assert numbers(partner, stage="in_progress") == [three[2]]


def test_filters_narrow_the_list(operator: Client, three: list[str]) -> None:
    operator.accepts(three[0])

    assert numbers(operator, status="accepted") == [three[0]]
    assert numbers(operator, purpose="questions") == [three[0]]
    assert numbers(operator, partner_id="nobody") == []
    assert sorted(numbers(operator, status=["accepted", "submitted"])) == [three[0], three[2]]


def test_a_stage_is_asked_for_by_its_name_or_by_what_it_counts_as(
    admin: Client, partner: Client, three: list[str]
) -> None:
    known = admin.get("/v1/sales-workflows/sales")
    talking = {"name": "talking", "label": "We talk", "counts_as": "in_progress"}
    told = {"name": "Sales", "stages": [*known.said["stages"], talking]}
    admin.put("/v1/sales-workflows/sales", told, if_match=known.headers["ETag"])
    edits(partner, three[0], stage="talking")
    edits(partner, three[1], stage="in_progress")

    assert numbers(partner, stage="talking") == [three[0]]
    assert sorted(numbers(partner, stage="in_progress")) == three[:2]
    assert sorted(numbers(partner, stage=["talking", "new"])) == [three[0], three[2]]
    assert lists(partner, stage="talking").said["items"][0]["counts_as"] == "in_progress"


def test_pages_follow_each_other_and_miss_nothing(partner: Client, three: list[str]) -> None:
    seen, query = [], {"limit": "1", "sort": "title", "direction": ["inbound", "outgoing"]}
    for _ in three:
        page = lists(partner, **query)
        seen += [line["number"] for line in page.said["items"]]
        query["cursor"] = page.said["next_cursor"]

    assert sorted(seen) == three
    assert page.said["next_cursor"] == ""


@pytest.mark.usefixtures("three")
def test_the_next_page_is_linked(partner: Client) -> None:
    page = lists(partner, limit=1, sort="-title", q="a")

    link = urlsplit(page.headers["Link"].split(">")[0].lstrip("<"))
    assert link.path == BOOK
    assert parse_qs(link.query)["cursor"] == [page.said["next_cursor"]]
    assert parse_qs(link.query)["sort"] == ["-title"]


@pytest.mark.usefixtures("three")
def test_a_cursor_is_good_for_its_caller_and_its_query_alone(hub: Hub, partner: Client) -> None:
    cursor = lists(partner, limit=1, sort="title").said["next_cursor"]
    colleague = a_client(hub, Role.PARTNER_STAFF)

    for refused in (
        lists(colleague, sort="title", cursor=cursor),
        lists(partner, sort="-title", cursor=cursor),
        lists(partner, sort="title", q="lamp", cursor=cursor),
        lists(partner, sort="title", cursor=cursor[:-8] + "AAAAAAA="),
        lists(partner, sort="title", cursor="W10="),
    ):
        assert (refused.status, refused.code) == (400, "invalid_cursor")


@pytest.mark.parametrize("sort", ["colour", "", "-", "--title", "title;drop", "workflow_stage"])
def test_an_unknown_column_is_refused_and_those_there_are_named(partner: Client, sort: str) -> None:
    refused = lists(partner, sort=sort)

    assert (refused.status, refused.code) == (400, "invalid_query")
    assert "company_name" in refused.wrong["sort"]
    assert "partner_manager" not in refused.wrong["sort"]


@pytest.mark.parametrize(
    "query",
    [
        {"q": "x" * 10_000},
        {"q": "a\nb"},
        {"status": "lost_in_space"},
        {"stage": "lost_in_space"},
        {"direction": "sideways"},
        {"purpose": "fun"},
        {"limit": "101"},
        {"colour": "red"},
    ],
)
def test_a_query_that_is_none_is_refused(partner: Client, query: dict[str, str]) -> None:
    refused = lists(partner, **query)

    assert (refused.status, refused.code) == (400, "invalid_query")
    assert set(refused.wrong) == set(query)


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize(
    "text", ["%", "_" * 100, "*" * 200, '"' * 200, "' OR 1=1 --", "{shared} : a", "(" * 200, "a*"]
)
def test_signs_that_mean_something_elsewhere_mean_nothing_here(partner: Client, text: str) -> None:
    assert numbers(partner, q=text) == []


@pytest.mark.usefixtures("three")
def test_nobody_finds_what_is_another_partners(partner: Client, stranger: Client) -> None:
    own = stranger.shares(title="Quay cranes").said["number"]

    assert numbers(stranger) == [own]
    assert numbers(stranger, partner_id="harbour") == numbers(stranger, q="lamp") == []
    assert numbers(partner, q="cranes") == []


def test_a_partner_neither_sees_nor_finds_by_whom_the_host_has_for_it(
    hub: Hub, partner: Client, operator: Client, number: str
) -> None:
    given = Assignment(owner="ida@host.example", partner_manager="per@host.example")
    hub.referrals.save(hub.referrals.get(number).model_copy(update={"assignment": given}))

    (ours,) = lists(operator, q="ida@host").said["items"]
    (theirs,) = lists(partner).said["items"]

    assert (ours["owner"], ours["follow_up"]["who"]) == ("ida@host.example", "per@host.example")
    assert numbers(operator, owner="ida@host.example") == [number]
    assert numbers(partner, q="ida@host") == []
    assert theirs["owner"] == theirs["partner_manager"] == theirs["follow_up"]["who"] == ""
    assert lists(partner, owner="ida@host.example").wrong == {"owner": "is not shown to partners"}
    assert set(lists(partner, sort="owner").wrong) == {"sort"}


def test_whoever_may_not_see_contacts_does_not_find_by_them(
    reader: Client, operator: Client, three: list[str]
) -> None:
    assert numbers(operator, q="maren") == [three[0]]
    assert numbers(reader, q="maren") == []


def test_whoever_may_not_see_contacts_does_not_find_by_who_consented(
    admin: Client, reader: Client, operator: Client, hub: Hub
) -> None:
    [sent] = a_peer(admin, hub).shares(a_deal())

    for word in ("tuva", "may learn"):
        assert numbers(operator, q=word) == [sent["number"]]
        assert numbers(reader, q=word) == []
    assert "Tuva" in operator.opens(sent["number"]).text
    for shown in (reader.opens(sent["number"]), reader.get(f"{BOOK}/{sent['number']}")):
        assert shown.status == 200
        assert "Tuva" not in shown.text
        assert "may learn" not in shown.text
