"""Texts that read otherwise than they are written, and addresses that are none, at the API."""

from __future__ import annotations

from typing import Any

import pytest

from referral_hub.hub import Hub
from tests.builders import a_partner
from tests.functions.api.client import MAREN, Client

TURNED = "Lamps \u202e00.000.1 RUE"
TURNS = [chr(code) for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))]


@pytest.mark.parametrize("mark", TURNS, ids=lambda mark: f"U+{ord(mark):04X}")
def test_a_title_that_turns_the_order_of_reading_is_refused(partner: Client, mark: str) -> None:
    refused = partner.shares(title=f"Lamps {mark}horns")

    assert (refused.status, set(refused.wrong)) == (422, {"/title"})
    assert "marks that turn the order of reading" in refused.wrong["/title"]


@pytest.mark.parametrize(
    ("told", "place"),
    [
        ({"description": TURNED}, "/description"),
        ({"customer": {"company_name": TURNED}}, "/customer/company_name"),
        ({"partner_referral_id": TURNED}, "/partner_referral_id"),
        ({"partner_people": [{"name": TURNED}]}, "/partner_people/0/name"),
        ({"contacts": [{"last_name": TURNED}]}, "/contacts/0/last_name"),
        ({"custom": {"campaign": TURNED}}, "/custom/campaign"),
    ],
)
def test_so_is_any_other_text(partner: Client, told: Any, place: str) -> None:
    assert set(partner.shares(**told).wrong) == {place}


def test_texts_that_are_written_from_right_to_left_are_taken(partner: Client) -> None:
    assert partner.shares(title="تحديث المنارة").status == 201


@pytest.mark.parametrize(
    "address",
    [
        "nomail",
        "a@b",
        "@fenwick.example",
        "maren@",
        "a b@fenwick.example",
        "a@@fenwick.example",
        "a@fenwick..example",
        "Maren <maren@fenwick.example>",
        "a@b.example,c@d.example",
    ],
)
def test_an_address_that_is_none_is_named(partner: Client, number: str, address: str) -> None:
    refused = partner.tells_of(number, {"last_name": "Holt", "email": address})

    assert refused.status == 422
    assert refused.wrong == {
        "/contacts/0/email": "must be an e-mail address such as maren.holt@fenwick.example"
    }


@pytest.mark.parametrize(
    "address",
    [
        "maren.holt@fenwick.example",
        "maren+lamps@post.fenwick.example",
        "mären@fyrværk.example",
        "o'hara_1@xn--fyrvrk-yxa.example",
        " maren@fenwick.example ",
    ],
)
def test_an_address_that_may_be_somebodys_is_taken(
    partner: Client, number: str, address: str
) -> None:
    assert partner.tells_of(number, {"last_name": "Holt", "email": address}).status == 202


def test_the_partners_own_people_have_addresses_too(partner: Client) -> None:
    refused = partner.shares(partner_people=[{"name": "Ida Storm", "email": "ida"}])

    assert set(refused.wrong) == {"/partner_people/0/email"}


def test_a_row_with_an_address_that_is_none_names_its_column(hub: Hub, operator: Client) -> None:
    hub.partners.add(a_partner(partner_id="google", name="Google", kind="manual"))
    file = "id,title,company,e-mail\nG-1,Lamps,F,nomail\nG-2,Horns,F,maren@fenwick.example\n"

    rows = operator.imports(file).said["rows"]

    assert [row["outcome"] for row in rows] == ["refused", "created"]
    assert rows[0]["errors"][0]["field"] == "contact.email"


def people(group: str, count: int) -> list[dict[str, str]]:
    return [MAREN | {"last_name": f"Holt {group}{n}"} for n in range(count)]


def test_one_referral_takes_two_hundred_people_and_says_so_of_more(
    partner: Client, number: str
) -> None:
    for group in "abcd":
        assert partner.tells_of(number, *people(group, 50)).status == 202

    again = partner.tells_of(number, *people("a", 50))
    refused = partner.tells_of(number, *people("e", 1))
    shared = partner.shares(contacts=people("e", 1))

    assert (again.status, again.said["new"]) == (202, 0)
    assert (refused.status, refused.code) == (409, "too_many_contacts")
    assert (shared.status, shared.code) == (409, "too_many_contacts")


def test_a_row_of_too_many_people_is_refused_and_the_others_go_on(
    hub: Hub, operator: Client
) -> None:
    hub.partners.add(a_partner(partner_id="google", name="Google", kind="manual"))
    rows = [f"G-1,Lamps,F,Holt {n},h{n}@fenwick.example" for n in range(201)]
    file = "\n".join(["id,title,company,last name,e-mail", *rows, "G-2,Horns,F,Holt,h@f.example"])

    report = operator.imports(file).said

    assert (report["created"], report["repeated"], report["refused"]) == (2, 199, 1)
