"""POST /v1/partners/{partner_id}/referrals/import: a file of referrals, each row for itself."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from functions._entrypoint import metrics
from referral_hub.domain.partners.partner import PartnerKind
from referral_hub.hub import Hub
from tests.builders import a_partner
from tests.functions.api.client import Client, Reply
from tests.functions.api.test_bad_bodies import everything

HEADER = "Opportunity ID,Title,Company"
LAMPS = "o-1,Lamps,Fenwick Lighthouses"
HORNS = "o-2,Fog horns,Skerry Pilots"


@pytest.fixture(autouse=True)
def _google(hub: Hub) -> None:
    hub.partners.add(a_partner(partner_id="google", name="Google", kind=PartnerKind.MANUAL))


def a_file(*rows: str, header: str = HEADER) -> str:
    return "".join(f"{row}\r\n" for row in (header, *rows))


def outcomes(reply: Reply) -> list[str]:
    return [row["outcome"] for row in reply.said["rows"]]


def wrong_in(row: dict[str, Any]) -> dict[str, str]:
    return {error["field"]: error["message"] for error in row["errors"]}


def only(client: Client) -> dict[str, Any]:
    """The one referral of the inbox, opened."""
    [row] = client.lists()
    return dict(client.opens(row["number"]).said)


def test_each_row_is_reported_with_its_line_and_its_number(operator: Client) -> None:
    reply = operator.imports(a_file(LAMPS, "o-3,,Nobody", HORNS))

    first, second, third = reply.said["rows"]
    assert (first["line"], first["outcome"], first["number"]) == (2, "created", "R-000001")
    assert (second["line"], second["outcome"], second["number"]) == (3, "refused", "")
    assert wrong_in(second) == {"title": "is required"}
    assert (third["line"], third["outcome"], third["number"]) == (4, "created", "R-000002")
    assert {k: reply.said[k] for k in ("created", "repeated", "refused", "left")} == {
        "created": 2,
        "repeated": 0,
        "refused": 1,
        "left": 0,
    }


def test_a_row_with_a_date_that_no_crm_takes_is_refused_and_its_neighbour_is_not(
    operator: Client,
) -> None:
    header = f"{HEADER},close date"

    reply = operator.imports(a_file(f"{LAMPS},0001-01-01", f"{HORNS},2027-09-30", header=header))

    assert outcomes(reply) == ["refused", "created"]
    assert "from 1700-01-01 to 4000-12-31" in wrong_in(reply.said["rows"][0])["target_close_date"]


def test_what_a_row_says_is_what_the_referral_says(operator: Client) -> None:
    header = (
        "title;customer.company_name;COUNTRY;City;value.amount;Currency;close date;expires_at;"
        "Description;Last Name;Remarks;E-mail;partner_person.name;custom.campaign"
    )
    row = (
        "Lamps;Fenwick;NO;Oslo;12500.5;EUR;2027-09-30;2027-03-15T12:00:00Z;"
        '"Forty lamps;\r\ntwo ""winters""";Holt;x;m.holt@fenwick.example;Ida Storm;autumn'
    )

    reply = operator.imports(a_file(row, header=header))

    shown = only(operator)
    assert (shown["title"], shown["company_name"]) == ("Lamps", "Fenwick")
    assert shown["description"] == 'Forty lamps;\r\ntwo "winters"'
    assert (shown["customer"]["country_code"], shown["customer"]["city"]) == ("NO", "Oslo")
    assert shown["value"] == {"amount": "12500.50", "currency": "EUR"}
    assert (shown["target_close_date"], shown["expires_at"]) == (
        "2027-09-30",
        "2027-03-15T12:00:00Z",
    )
    assert shown["partner_people"][0]["name"] == "Ida Storm"
    assert shown["custom"] == {"campaign": "autumn"}
    [person] = operator.get(f"/v1/referrals/{shown['number']}/contacts").said["items"]
    assert (person["last_name"], person["email"]) == ("Holt", "m.holt@fenwick.example")
    assert reply.said["unknown_columns"] == ["Remarks"]


def test_the_same_file_again_creates_nothing(operator: Client) -> None:
    file = a_file("Lamps,Fenwick,Holt", "Fog horns,Skerry,Berg", header="title,company,last name")
    first = operator.imports(file)

    again = operator.imports(file)

    assert outcomes(first) == ["created", "created"]
    assert outcomes(again) == ["repeated", "repeated"]
    numbers = [[row["number"] for row in reply.said["rows"]] for reply in (first, again)]
    assert numbers[0] == numbers[1]
    assert len(operator.lists()) == 2


def test_rows_without_an_id_that_say_the_same_are_one_referral_with_several_people(
    operator: Client,
) -> None:
    rows = ["Lamps,Fenwick,100,EUR,Holt", "Lamps,Fenwick,100.00,EUR,Berg"]

    reply = operator.imports(a_file(*rows, header="title,company,amount,currency,last name"))

    number = only(operator)["number"]
    people = operator.get(f"/v1/referrals/{number}/contacts").said["items"]
    assert outcomes(reply) == ["created", "repeated"]
    assert {person["last_name"] for person in people} == {"Holt", "Berg"}


def test_a_dry_run_reports_alike_and_writes_nothing(operator: Client, hub: Hub) -> None:
    operator.imports(a_file(LAMPS))
    file = a_file(LAMPS, HORNS, "o-1,Otherwise,Fenwick", HORNS, "o-4,,Nobody")
    before = everything(hub)

    dry = operator.imports(file, query="dry_run=true")
    unchanged = everything(hub) == before
    done = operator.imports(file)

    assert unchanged
    assert (dry.said["dry_run"], done.said["dry_run"]) == (True, False)
    assert outcomes(dry) == outcomes(done)
    assert outcomes(dry) == ["repeated", "created", "refused", "repeated", "refused"]
    errors = [[row["errors"] for row in reply.said["rows"]] for reply in (dry, done)]
    assert errors[0] == errors[1]


def test_a_value_that_begins_like_a_formula_is_kept_as_text(operator: Client) -> None:
    header = "title,company,description,last name,phone"

    operator.imports(a_file("=1+1,@Fenwick,-5 degrees,-Holt,+47 22 33 44 55", header=header))

    shown = only(operator)
    assert (shown["title"], shown["company_name"]) == ("=1+1", "@Fenwick")
    assert shown["description"] == "-5 degrees"


@pytest.mark.parametrize(
    "kind", ["text/csv; charset=UTF-8", 'Text/CSV; charset="utf-8"; header=present']
)
def test_a_file_may_begin_with_a_byte_order_mark(operator: Client, kind: str) -> None:
    reply = operator.imports("\ufeff" + a_file(LAMPS), kind=kind)

    assert outcomes(reply) == ["created"]


def test_blank_lines_and_rows_of_empty_cells_are_passed_by(operator: Client) -> None:
    reply = operator.imports(a_file(LAMPS, "", ",,", HORNS))

    assert [row["line"] for row in reply.said["rows"]] == [2, 5]


def test_the_line_of_a_row_is_the_one_on_which_it_begins(operator: Client) -> None:
    reply = operator.imports(a_file('o-1,"Lamps","Fenwick\nLighthouses"', HORNS))

    assert [(row["line"], row["outcome"]) for row in reply.said["rows"]] == [
        (2, "refused"),
        (4, "created"),
    ]


def test_the_timeline_says_who_imported_it(operator: Client) -> None:
    operator.imports(a_file(LAMPS))

    told = operator.get("/v1/referrals/R-000001/timeline").said["items"][0]

    assert (told["who"], told["why"]) == ("operator:Ingrid", "via csv, as o-1")


def test_what_was_created_is_counted(operator: Client) -> None:
    operator.imports(a_file(LAMPS, HORNS))

    assert metrics.metric_set["ReferralReceived"]["Value"] == [2.0]


BAD = {
    "nothing": "",
    "a header of somebody else's": "alpha,beta\r\n1,2\r\n",
    "data and no header": f"{LAMPS}\r\n{HORNS}\r\n",
    "no title": a_file("Fenwick", header="company"),
    "two titles": a_file("Lamps,Lamps,Fenwick", header="title,name,company"),
    "a row with too little": a_file(LAMPS, "o-2,Fog horns"),
    "a row with too much": a_file(LAMPS, f"{HORNS},more"),
    "a quote that never ends": a_file('o-1,"Lamps,Fenwick'),
    "text behind a quote": a_file('o-1,"Lamps" and more,Fenwick'),
    "a cell that is too long": a_file(f"o-1,{'x' * 140_000},Fenwick"),
    "too many rows": a_file(*(f"o-{i},Lamps,Fenwick" for i in range(1001))),
}


@pytest.mark.parametrize("file", BAD.values(), ids=BAD)
def test_a_file_that_is_none_is_refused_before_anything_is_written(
    operator: Client, hub: Hub, file: str
) -> None:
    before = everything(hub)

    refused = operator.imports(file)

    assert (refused.status, refused.code) == (400, "malformed_csv")
    assert everything(hub) == before


def test_every_line_that_does_not_fit_is_named(operator: Client) -> None:
    refused = operator.imports(a_file("o-1,Lamps", HORNS, "o-3,a,b,c"))

    assert refused.wrong == {
        "line 2": "has 2 cells, the first line 3",
        "line 4": "has 4 cells, the first line 3",
    }


def test_every_column_that_is_missing_or_there_twice_is_named(operator: Client) -> None:
    refused = operator.imports(a_file("1,2,3", header="id,name,title"))

    assert refused.wrong == {
        "customer.company_name": "no column has it",
        "title": "two columns have it",
    }


def test_a_file_in_another_encoding_is_refused(operator: Client) -> None:
    latin = base64.b64encode(a_file("o-1,Lamps,Tromsø").encode("latin-1")).decode()
    path = "/v1/partners/google/referrals/import"

    refused = operator.send(
        "POST", path, body=latin, base64=True, headers={"content-type": "text/csv"}
    )

    assert (refused.status, refused.code) == (400, "unreadable_text")
    assert operator.lists() == []


@pytest.mark.parametrize(
    "kind", ["application/json", "", "text/plain", "text/csv; charset=iso-8859-1"]
)
def test_another_media_type_is_refused(operator: Client, kind: str) -> None:
    refused = operator.imports(a_file(LAMPS), kind=kind)

    assert (refused.status, refused.code) == (415, "unsupported_media_type")


def test_more_than_a_megabyte_is_refused(operator: Client) -> None:
    refused = operator.imports(a_file(*[f"{LAMPS}{' ' * 1000}"] * 1000))

    assert (refused.status, refused.code) == (413, "body_too_large")


def test_a_partner_that_sends_its_own_referrals_is_not_imported(operator: Client) -> None:
    refused = operator.imports(a_file(LAMPS), "harbour")

    assert (refused.status, refused.code) == (409, "partner_not_manual")


@pytest.mark.parametrize("flag", ["yes", "1", "True", ""])
def test_a_dry_run_is_asked_for_plainly(operator: Client, flag: str) -> None:
    refused = operator.imports(a_file(LAMPS), query=f"dry_run={flag}")

    assert (refused.status, refused.wrong) == (400, {"dry_run": "must be true or false"})
    assert operator.lists() == []
