"""Records are told over the API, and what came of them is read there."""

from __future__ import annotations

from typing import Any

import pytest

from functions.api.examples import BODIES
from referral_hub.domain.access import Role
from referral_hub.domain.lifecycles.code import ReferralCode
from referral_hub.hub import Hub
from tests.builders import a_partner
from tests.functions.api.client import Client, Reply, a_client
from tests.lifecycle_records import CODE, a_code, a_referrer, with_codes

EVENT = BODIES["tellLifecycleEvent"]


@pytest.fixture(autouse=True)
def _with_harbours_code(hub: Hub) -> None:
    with_codes(hub)


def tell(teller: Client, **override: Any) -> Reply:
    return teller.post("/v1/lifecycle-events", EVENT | override)


def of_quay(hub: Hub) -> ReferralCode:
    hub.partners.add(a_partner(partner_id="quay", name="Quay"))
    desk = hub.lifecycle_desk
    desk.referrers.save(a_referrer(referrer_id="quay-sales", partner_id="quay"))
    return desk.codes.save(a_code(code="QUAY", referrer_id="quay-sales"))


def test_a_win_that_is_told_is_a_referral_that_its_partner_sees(
    operator: Client, partner: Client
) -> None:
    told = tell(operator)

    assert (told.status, told.said["what"], told.said["event"]) == (200, "begun", "close")
    (mine,) = partner.get("/v1/tracked-referrals").said["items"]
    assert (mine["number"], mine["verdict"]) == (told.said["number"], "earned")
    assert [stage["event"] for stage in mine["reached"]] == ["refer", "qualify", "close"]


def test_partners_see_no_records_of_the_hosts_crm(operator: Client, partner: Client) -> None:
    number = tell(operator).said["number"]

    for path in (f"/v1/tracked-referrals/{number}", f"/v1/tracked-referrals/{number}/timeline"):
        assert "0065g00000XyZ1AAAV" not in partner.get(path).text
        assert "0065g00000XyZ1AAAV" in operator.get(path).text


def test_a_partner_must_not_win_its_own_deals(hub: Hub) -> None:
    for role in (Role.PARTNER_STAFF, Role.INTEGRATION, Role.PARTNER_MANAGER):
        assert tell(a_client(hub, role, "harbour")).status == 403


def test_another_partners_referral_is_as_good_as_none(
    hub: Hub, operator: Client, partner: Client
) -> None:
    of_quay(hub)
    number = tell(operator, code="QUAY").said["number"]

    for query in ({}, {"referrer_id": "quay-sales"}, {"partner_id": "quay"}):
        assert partner.get("/v1/tracked-referrals", **query).said["items"] == []
    for path in ("", "/timeline"):
        assert partner.get(f"/v1/tracked-referrals/{number}{path}").status == 404


def test_referrals_are_looked_for_by_partner_referrer_code_and_event(
    hub: Hub, operator: Client
) -> None:
    of_quay(hub)
    tell(operator, code="QUAY")
    tell(operator, record_id="0062")

    for query, found in (
        ({"partner_id": "quay"}, 1),
        ({"referrer_id": "quay-sales"}, 1),
        ({"referrer_id": "nobody"}, 0),
        ({"code": CODE}, 1),
        ({"event": "close"}, 2),
        ({"event": "refer"}, 0),
    ):
        listed = operator.get("/v1/tracked-referrals", **query).said["items"]
        assert len(listed) == found, query


def test_a_long_list_comes_in_pages_and_each_referral_once(operator: Client) -> None:
    for each in range(5):
        tell(operator, record_id=f"006-{each}")

    seen, cursor = list[str](), ""
    while page := operator.get("/v1/tracked-referrals", limit="2", cursor=cursor).said:
        seen += [item["number"] for item in page["items"]]
        cursor = page["next_cursor"]
        if not cursor:
            break

    assert seen == [f"T-00000{each}" for each in (5, 4, 3, 2, 1)]


def test_the_timeline_tells_stages_decision_and_reward(operator: Client, partner: Client) -> None:
    number = tell(operator).said["number"]

    told = partner.get(f"/v1/tracked-referrals/{number}/timeline").said["items"]

    what = [entry["what"] for entry in told]
    assert what[:3] == ["refer", "qualify", "close"]
    assert {"followed", "decided", "reward.new", "reward.issued"} <= set(what)
    (decided,) = (entry["why"] for entry in told if entry["what"] == "decided")
    assert decided.count("The referrer refers somebody else.") == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"record_id": ""},
        {"record_id": "006#LINK"},
        {"opportunity_id": "../1"},
        {"kind": "invoice"},
        {"at": "yesterday"},
        {"at": "2027-03-01T12:00:00"},
        {"close_date": "9999-12-31"},
        {"code": "\u202eX"},
        {"status": "a\nb"},
        {"facts": {"Annual Revenue": "1"}},
        {"facts": {f"f{each}": "1" for each in range(21)}},
        {"number": "T-000001"},
        {"seen_at": "2027-03-01T12:00:00Z"},
    ],
)
def test_what_is_no_event_is_refused(operator: Client, wrong: dict[str, Any]) -> None:
    assert tell(operator, **wrong).status == 422
    assert operator.get("/v1/tracked-referrals").said["items"] == []


def test_what_is_still_to_come_is_not_told_yet(operator: Client) -> None:
    refused = tell(operator, at="2027-03-02T12:00:00Z")

    assert (refused.status, refused.code) == (422, "not_yet")


def test_a_deal_may_be_closed_as_of_a_later_day(operator: Client) -> None:
    number = tell(operator, close_date="2027-12-31").said["number"]

    told = operator.get(f"/v1/tracked-referrals/{number}/timeline").said["items"]

    assert told[-1]["what"] == "reward.held"


@pytest.mark.parametrize("amount", ["", "0", "-5", "a lot", "1e400"])
def test_an_amount_that_is_none_is_no_error_and_no_reward(operator: Client, amount: str) -> None:
    number = tell(operator, amount=amount).said["number"]

    assert operator.get(f"/v1/tracked-referrals/{number}").said["verdict"] == "no_amount"


def test_another_currency_is_followed_and_the_same_event_again_is_nothing_new(
    operator: Client,
) -> None:
    tell(operator, currency="NOK")

    again = tell(operator, currency="NOK")

    assert again.said["what"] == "nothing_new"
