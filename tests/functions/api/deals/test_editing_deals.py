"""What is new of a deal after acceptance: the partner tells anew, operators edit."""

from __future__ import annotations

from typing import Any

import pytest

from referral_hub.domain.access import Role
from referral_hub.domain.referrals.referral import Referral
from referral_hub.hub import Hub
from tests.application.crm_stage import changes
from tests.application.stage import filed, publish, rejected
from tests.builders import a_partner
from tests.functions.api.client import Client, a_client
from tests.functions.api.deals.amounts import CORRECTED, RAISED


def amount_of(hub: Hub, number: str) -> tuple[str, str]:
    """The amount as the host sees it, and who said it."""
    amount = a_client(hub).reads_deal(number).said["value"]["amount"]
    return amount["text"], amount["by"]


def test_a_partner_tells_anew_and_the_crm_has_yet_to_be_told(
    hub: Hub, platform: Client, referral: Referral
) -> None:
    hub.clock.advance(hours=1)  # type: ignore[attr-defined]

    before = platform.reads_deal(referral.number).headers["ETag"]

    edited = platform.edits_deal(referral.number, value=RAISED)

    assert edited.status == 200
    assert edited.headers["ETag"] == platform.reads_deal(referral.number).headers["ETag"] != before
    assert edited.said["value"]["amount"]["text"] == "14000.00"
    assert a_client(hub).reads_deal(referral.number).said["value"]["amount"] == {
        "text": "14000.00",
        "by": "partner",
        "at": "2027-03-01T13:00:00Z",
    }
    deal = hub.deals.find(referral.number)
    assert deal
    assert deal.update.untold == "fresh"


def test_an_operator_edits_every_field_but_the_stage(operator: Client, referral: Referral) -> None:
    told = {
        "title": "Lamps, all of them",
        "description": "Sixty lamps.",
        "value": CORRECTED,
        "target_close_date": "2027-12-24",
    }

    edited = operator.edits_deal(referral.number, **told).said

    assert [edited[name]["text"] for name in ("title", "description", "target_close_date")] == [
        "Lamps, all of them",
        "Sixty lamps.",
        "2027-12-24",
    ]
    assert (edited["value"]["amount"]["text"], edited["value"]["amount"]["by"]) == (
        "9900.00",
        "person",
    )
    assert edited["stage"]["by"] == "policy"


def test_what_is_left_out_stays_as_it_is(operator: Client, referral: Referral) -> None:
    before = operator.reads_deal(referral.number).said

    after = operator.edits_deal(referral.number, title="Lamps").said

    assert after["title"]["text"] == "Lamps"
    assert after | {"title": before["title"]} == before


def test_who_changed_what_is_in_the_timeline(operator: Client, referral: Referral) -> None:
    operator.edits_deal(referral.number, value=CORRECTED)

    told = operator.get(f"/v1/referrals/{referral.number}/timeline").said["items"]
    assert [(e["who"], e["why"]) for e in told if e["what"] == "deal.changed"] == [
        ("operator:Ingrid", "value.amount: 9900.00, was 12500.00")
    ]


def test_saying_the_same_again_changes_nothing(platform: Client, referral: Referral) -> None:
    before = platform.reads_deal(referral.number).headers["ETag"]

    same = platform.edits_deal(referral.number, value={"amount": "12500.00", "currency": "EUR"})

    assert (same.status, same.headers["ETag"]) == (200, before)


def test_what_the_partner_says_does_not_undo_what_the_host_corrected(
    hub: Hub, platform: Client, operator: Client, referral: Referral
) -> None:
    operator.edits_deal(referral.number, value=CORRECTED)

    told = platform.edits_deal(referral.number, value=RAISED)

    assert (told.status, told.said["value"]["amount"]["text"]) == (200, "14000.00")
    assert amount_of(hub, referral.number) == ("9900.00", "person")


def test_what_the_partner_says_counts_where_the_policy_lets_the_partner_win(
    hub: Hub, platform: Client, operator: Client
) -> None:
    name = {"target": "name", "template": "{title}"}
    amount = {"target": "amount", "template": "{value.amount}", "sync": "both"}
    publish(hub, opportunity_mapping=[name, amount | {"conflict": "partner_wins"}])
    number = filed(hub).number
    operator.accepts(number)
    operator.edits_deal(number, value=CORRECTED)

    platform.edits_deal(number, value=RAISED)

    assert amount_of(hub, number) == ("14000.00", "partner")


def test_what_the_host_has_is_never_in_an_answer_to_the_partner(
    hub: Hub, platform: Client, operator: Client, referral: Referral
) -> None:
    operator.edits_deal(referral.number, value=CORRECTED, title="Lamps of a difficult customer")
    changes(hub, referral.opportunity_id, stage="in_progress", close_date="2027-11-11")

    told = platform.edits_deal(referral.number, value=RAISED)
    read = a_client(hub, Role.PARTNER_STAFF).reads_deal(referral.number)
    opened = platform.opens(referral.number)

    for answer in (told, read, opened):
        assert answer.status == 200
        assert not [secret for secret in ("9900", "difficult", "11-11") if secret in answer.text]
        assert "person" not in answer.text


def test_a_repeated_request_gets_the_first_answer(platform: Client, referral: Referral) -> None:
    path, once = f"/v1/referrals/{referral.number}/deal", {"idempotency_key": "8e03978e"}
    seen = {"if_match": platform.reads_deal(referral.number).headers["ETag"]}
    first = platform.patch(path, {"value": RAISED}, **seen, **once)

    again = platform.patch(path, {"value": RAISED}, **seen, **once)

    assert (again.status, again.text) == (200, first.text)
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Idempotency-Replayed"] == "true"


def test_after_it_is_rejected_there_is_nothing_to_edit(hub: Hub, platform: Client) -> None:
    number = rejected(hub).number

    refused = platform.edits_deal(number, title="Lamps")

    assert (refused.status, refused.code) == (409, "not_accepted")


def test_until_it_is_accepted_the_host_does_not_edit_the_partners_word(
    hub: Hub, operator: Client
) -> None:
    number = filed(hub).number

    refused = operator.edits_deal(number, title="Lamps")

    assert (refused.status, refused.code) == (409, "not_accepted")
    assert "with values of your own" in refused.said["fix"]


@pytest.mark.parametrize("role", [Role.ADMIN, Role.READ_ONLY, Role.PARTNER_STAFF])
def test_others_do_not_edit_deals(hub: Hub, referral: Referral, role: Role) -> None:
    refused = a_client(hub, role).edits_deal(referral.number, title="Lamps")

    assert (refused.status, refused.code) == (403, "not_allowed")


def test_another_partners_deal_is_not_there(hub: Hub, referral: Referral) -> None:
    hub.partners.add(a_partner(partner_id="quay", name="Quay"))
    quay = a_client(hub, Role.INTEGRATION, "quay")

    answers = [quay.reads_deal(referral.number), quay.edits_deal(referral.number, title="Mine")]

    assert [(a.status, a.code) for a in answers] == [(404, "referral_not_found")] * 2


@pytest.mark.parametrize(
    ("told", "wrong", "why"),
    [
        ({"stage": "won"}, "/stage", "is not known here"),
        ({"title": None}, "/title", "must not be null"),
        ({"value": None}, "/value", "must not be null"),
        ({"target_close_date": None}, "/target_close_date", "must not be null"),
        ({"description": ""}, "/description", "must not be blank"),
        ({"description": " \n"}, "/description", "must not be blank"),
        ({"description": "\u200b\ufeff"}, "/description", "must not be blank"),
        ({"title": "\u200e\u200b"}, "/title", "must not be blank"),
        ({"title": " "}, "/title", "not blank"),
        ({"title": "x" * 256}, "/title", "at most 255"),
        ({"description": "x" * 4001}, "/description", "at most 4000"),
        ({"value": {"amount": "1"}}, "/value/currency", "is required"),
        ({"value": {"amount": "1.005", "currency": "EUR"}}, "/value", "more decimals"),
        ({"target_close_date": "soon"}, "/target_close_date", "a day such as"),
        ({"target_close_date": 1798761600}, "/target_close_date", "a day such as"),
        ({"target_close_date": "2027-02-30"}, "/target_close_date", "day is out of range"),
        ({"target_close_date": "0001-01-01"}, "/target_close_date", "from 1700-01-01 to 4000"),
        ({"target_close_date": "9999-12-31"}, "/target_close_date", "from 1700-01-01 to 4000"),
        ({}, "", "at least one field"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_changes(
    platform: Client, referral: Referral, told: dict[str, Any], wrong: str, why: str
) -> None:
    before = platform.reads_deal(referral.number).text

    refused = platform.edits_deal(referral.number, **told)

    assert (refused.status, refused.code) == (422, "invalid_request")
    assert why in refused.wrong[wrong]
    assert platform.reads_deal(referral.number).text == before
