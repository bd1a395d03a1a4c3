"""Payouts over the API: made, fetched as files, and told of."""

from __future__ import annotations

import csv
from io import StringIO

import pytest

from functions.api.csv_writing import csv_file
from referral_hub.hub import Hub
from tests.application.rewards.stage import NADJA, OLA, a_desk, decide
from tests.domain.rewards.examples import earned, reopened
from tests.functions.api.client import Client
from tests.functions.api.rewards.stage import DUE_NOW, earning, introduce_nadja


def test_an_admin_makes_payouts_of_what_is_due_and_tells_that_they_are_paid(
    hub: Hub, admin: Client
) -> None:
    decide(introduce_nadja(hub), DUE_NOW)

    run = admin.post("/v1/payouts", {"due_by": "2027-03-31"}).said
    (payout,) = run["items"]
    path = f"/v1/payouts/{payout['payout_id']}"
    paid = admin.post(f"{path}/paid", {"reference": "SEPA 9"})

    assert (payout["amount"], payout["payee"], payout["state"]) == ("1250.00", "V-77", "pending")
    assert payout["shares"] == [{"number": DUE_NOW, "amount": "1250.00"}]
    assert (paid.said["state"], paid.said["reference"]) == ("paid", "SEPA 9")
    assert admin.get(f"/v1/rewards/{DUE_NOW}").said["state"] == "paid"
    other = admin.post(f"{path}/paid", {"reference": "SEPA 10"})
    assert (other.status, other.code) == (409, "payout_is_over")


def test_payouts_that_are_asked_for_again_under_one_key_are_made_once(
    hub: Hub, admin: Client
) -> None:
    decide(introduce_nadja(hub), DUE_NOW)
    wanted = {"due_by": "2027-03-31"}

    first = admin.post("/v1/payouts", wanted, idempotency_key="march")
    again = admin.post("/v1/payouts", wanted, idempotency_key="march")

    assert first.text == again.text
    assert admin.post("/v1/payouts", wanted).said["items"] == []


def test_the_file_of_a_payout_is_the_same_whenever_it_is_fetched(hub: Hub, admin: Client) -> None:
    payout = earning(hub)
    path = f"/v1/payouts/{payout.payout_id}"
    first = admin.get(f"{path}/file")
    admin.post(f"{path}/paid", {"reference": "SEPA 9"})
    introduce_nadja_anew(hub)

    again = admin.get(f"{path}/file")

    assert first.text == again.text
    assert first.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert first.text.splitlines() == [
        "payout_id,payee,referrer_id,currency,amount,rewards,due_by,created_at",
        f"{payout.payout_id},V-77,{NADJA},EUR,1250.00,1,2027-03-31,2027-03-01T12:00:00Z",
    ]


def introduce_nadja_anew(hub: Hub) -> None:
    referrers = hub.reward_desk.referrers
    referrers.save(referrers.get(NADJA).model_copy(update={"payee": "V-99"}))


def test_the_file_of_a_run_has_a_line_for_each_payment(
    hub: Hub, admin: Client, partner: Client
) -> None:
    desk = a_desk(hub.table)
    decide(desk, DUE_NOW)
    decide(desk, "T-000003", earned(7_000), referrer_id=OLA)
    run_id = admin.post("/v1/payouts", {"due_by": "2027-03-31"}).said["run_id"]

    told = admin.get(f"/v1/payout-runs/{run_id}/file")

    assert [row["payee"] for row in csv.DictReader(StringIO(told.text))] == ["V-77", OLA]
    assert told.text == admin.get(f"/v1/payout-runs/{run_id}/file").text
    assert partner.get(f"/v1/payout-runs/{run_id}/file").status == 403
    assert admin.get(f"/v1/payout-runs/{'0' * 24}/file").code == "payout_not_found"


def test_the_statement_is_a_file_too_with_amounts_below_zero_as_they_are(
    hub: Hub, partner: Client
) -> None:
    decide(introduce_nadja(hub), DUE_NOW)
    decide(hub.reward_desk, DUE_NOW, reopened())

    file = partner.get(f"/v1/referrers/{NADJA}/statement/file")

    rows = list(csv.DictReader(StringIO(file.text)))
    assert [(row["kind"], row["amount"], row["balance"]) for row in rows] == [
        ("issue", "1250.00", "1250.00"),
        ("reversal", "-1250.00", "0.00"),
    ]
    assert file.text.endswith("\r\n")


@pytest.mark.parametrize("payee", ["=1+1", "+47", "-cmd", "@sum", "\t=1", "\uff1d1"])
def test_no_cell_is_a_formula_to_a_spreadsheet(payee: str) -> None:
    text = csv_file("payouts", ("payee",), [(payee,)]).body

    assert text.splitlines()[1].lstrip('"').startswith("'")


def test_commas_quotes_and_line_breaks_stay_within_their_cell() -> None:
    told = ('Berg, "Nadja"', "a\r\nb", "-12.50")

    text = csv_file("payouts", ("a", "b", "c"), [told]).body

    assert text == 'a,b,c\r\n"Berg, ""Nadja""","a\r\nb",-12.50\r\n'


def test_a_payout_that_failed_says_why_and_frees_its_rewards(
    hub: Hub, admin: Client, partner: Client
) -> None:
    payout = earning(hub)

    admin.post(f"/v1/payouts/{payout.payout_id}/failed", {"reason": "No such account"})

    shown = partner.get(f"/v1/payouts/{payout.payout_id}").said
    assert (shown["state"], shown["reason"], shown["closed_by"]) == (
        "failed",
        "No such account",
        "",
    )
    assert admin.get(f"/v1/rewards/{DUE_NOW}").said["waits_for"] == "payout"


def test_payouts_are_listed_for_those_whose_they_are(
    hub: Hub, admin: Client, partner: Client, stranger: Client
) -> None:
    earning(hub)

    assert len(admin.get("/v1/payouts", state="pending").said["items"]) == 1
    assert len(partner.get("/v1/payouts").said["items"]) == 1
    assert stranger.get("/v1/payouts").said["items"] == []
    assert admin.get("/v1/payouts", state="paid").said["items"] == []
