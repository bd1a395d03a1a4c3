from urllib.parse import unquote

import pytest

from sandbox.partner_center import PartnerCenter
from tests.sandbox.partner_center.wire import REFERRALS, Clock, Wire, problem


def test_what_microsoft_shares_is_in_the_list(wire: Wire, center: PartnerCenter) -> None:
    referral_id = center.share(name="Hull 14", details={"dealValue": 7})

    (listed,) = wire.listed().json()["value"]

    assert (listed["id"], listed["name"], listed["direction"]) == (
        referral_id,
        "Hull 14",
        "Incoming",
    )
    assert listed["details"]["dealValue"] == 7
    assert listed["details"]["currency"] == "USD"
    assert "eTag" not in listed


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("direction eq 'Incoming'", ["a", "b", "c"]),
        ("status eq 'New' and substatus eq 'Pending'", ["a", "b"]),
        ("status ne 'New'", ["c"]),
        ("(status eq 'Closed' or name eq 'b') and direction eq 'Incoming'", ["b", "c"]),
        ("not status eq 'New'", ["c"]),
        ("customerProfile/address/country eq 'FI'", ["b"]),
        ("customerProfile/name eq 'O''Hara'", ["a"]),
        ("updatedDateTime ge 2027-03-01T08:30:00.2500001Z", ["a", "b", "c"]),
        ("updatedDateTime gt 2027-03-01T08:30:00.2500001Z", ["b", "c"]),
        ("updatedDateTime ge 2027-03-01T09:30:00+01:00", ["a", "b", "c"]),
        ("createdDateTime lt 2027-03-01", []),
        ("details/dealValue gt 100.5", ["a", "b", "c"]),
        ("favorite eq null", ["a", "b", "c"]),
    ],
)
def test_a_filter_finds_what_it_says(
    wire: Wire, center: PartnerCenter, clock: Clock, text: str, found: list[str]
) -> None:
    center.share(name="a", customerProfile={"name": "O'Hara"})
    clock.pass_by(minutes=1)
    center.share(name="b", customerProfile={"address": {"country": "FI"}})
    clock.pass_by(minutes=1)
    center.share(name="c", status="Closed", substatus="Lost")

    rows = wire.listed(filter=text, orderby="createdDateTime").json()["value"]

    assert [row["name"] for row in rows] == found


@pytest.mark.parametrize(
    "options",
    [
        {"filter": "colour eq 'red'"},
        {"filter": "status is 'New'"},
        {"filter": "status eq"},
        {"filter": "(status eq 'New'"},
        {"filter": "status eq 'New' status"},
        {"filter": "updatedDateTime ge 2027-13-01T00:00:00Z"},
        {"filter": "status eq 'New"},
        {"orderby": "name"},
        {"orderby": "createdDateTime sideways"},
        {"select": "colour"},
        {"top": "-1"},
        {"skiptoken": "made up"},
        {"expand": "team"},
        {"count": "yes"},
    ],
)
def test_an_option_that_cannot_be_read_is_refused(wire: Wire, options: dict[str, str]) -> None:
    assert problem(wire.listed(**options)) == (400, "invalidRequest")


def test_the_latest_change_comes_first_when_asked_for(
    wire: Wire, center: PartnerCenter, clock: Clock
) -> None:
    first, second = center.share(), center.share()
    clock.pass_by(seconds=1)
    center.change(first, details={"dealValue": 1})

    assert wire.ids(orderby="updatedDateTime desc") == [first, second]
    assert wire.ids(orderby="updatedDateTime asc") == [second, first]


def test_a_list_goes_on_at_its_next_link_as_it_stands(wire: Wire, center: PartnerCenter) -> None:
    shared = {center.share() for _ in range(5)}
    center.behave(page_size=2)

    pages = wire.pages(filter="status eq 'New'", orderby="createdDateTime", count="true")

    assert [len(page["value"]) for page in pages] == [2, 2, 1]
    assert {row["id"] for page in pages for row in page["value"]} == shared
    assert [page["@odata.count"] for page in pages] == [5, 5, 5]


def test_a_next_link_that_was_decoded_leads_nowhere(wire: Wire, center: PartnerCenter) -> None:
    center.behave(page_size=1)
    center.share()
    center.share()
    link = wire.listed().json()["@odata.nextLink"]

    assert problem(wire.call("GET", unquote(link))) == (400, "invalidRequest")
    assert wire.call("GET", link).status_code == 200


def test_a_page_has_a_hundred_referrals_at_most(wire: Wire, center: PartnerCenter) -> None:
    for _ in range(101):
        center.share()

    pages = wire.pages()

    assert [len(page["value"]) for page in pages] == [100, 1]


def test_top_and_skip_cut_the_whole_list_and_not_its_pages(
    wire: Wire, center: PartnerCenter, clock: Clock
) -> None:
    shared = []
    for _ in range(6):
        shared.append(center.share())
        clock.pass_by(seconds=1)
    center.behave(page_size=2)

    assert wire.ids(orderby="createdDateTime", skip="1", top="3") == shared[1:4]
    assert wire.ids(top="0") == []


def test_only_what_is_selected_is_shown(wire: Wire, center: PartnerCenter) -> None:
    referral_id = center.share()

    (row,) = wire.listed(select="id,status").json()["value"]

    assert row == {"id": referral_id, "status": "New"}


def three_with_one_changed_between_pages(
    wire: Wire, center: PartnerCenter, clock: Clock
) -> tuple[list[str], list[str]]:
    shared = []
    for _ in range(3):
        shared.append(center.share())
        clock.pass_by(seconds=1)
    center.behave(page_size=1)
    page = wire.listed(orderby="updatedDateTime").json()
    center.change(shared[0], name="changed")
    seen = [row["id"] for row in page["value"]]
    while "@odata.nextLink" in page:
        page = wire.call("GET", page["@odata.nextLink"]).json()
        seen += [row["id"] for row in page["value"]]
    return shared, seen


def test_what_changes_between_two_pages_is_seen_again(
    wire: Wire, center: PartnerCenter, clock: Clock
) -> None:
    (a, b, c), seen = three_with_one_changed_between_pages(wire, center, clock)

    assert seen == [a, b, c, a]


def test_pages_by_offset_lose_what_a_change_moves(
    wire: Wire, center: PartnerCenter, clock: Clock
) -> None:
    center.behave(paging="offset")

    (a, _, c), seen = three_with_one_changed_between_pages(wire, center, clock)

    assert seen == [a, c, a]


def test_lists_can_know_later_than_a_look_at_one_referral(
    wire: Wire, center: PartnerCenter, clock: Clock
) -> None:
    center.behave(list_lag_seconds=10)
    referral_id = center.share(name="a")
    before = wire.ids()
    clock.pass_by(seconds=10)
    center.change(referral_id, name="b")

    (listed,) = wire.listed().json()["value"]

    assert before == []
    assert (listed["name"], wire.get(referral_id).json()["name"]) == ("a", "b")


def test_a_list_shows_etags_when_told_to(wire: Wire, center: PartnerCenter) -> None:
    referral_id = center.share()
    center.behave(list_shows_etag=True)

    (row,) = wire.listed().json()["value"]

    assert row["eTag"] == wire.get(referral_id).json()["eTag"]


def test_calls_are_counted_by_address(wire: Wire, center: PartnerCenter) -> None:
    referral_id = center.share()
    wire.listed()
    wire.get(referral_id)
    wire.get(referral_id)

    assert center.counts[f"GET {REFERRALS}"] == 1
    assert center.counts[f"GET {REFERRALS}/{{id}}"] == 2
