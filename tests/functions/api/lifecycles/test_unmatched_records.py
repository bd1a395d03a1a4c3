"""People find whose a record is, let it be, or make the code that it waits for."""

from __future__ import annotations

from typing import Any

import pytest

from functions.api.examples import BODIES
from functions.schedule.watch_deadlines import handle
from referral_hub.application.lifecycles.matching import AT_ONCE
from referral_hub.hub import Hub
from tests.functions.api.client import Client, Reply
from tests.lifecycle_records import CODE, a_code, with_codes

EVENT = BODIES["tellLifecycleEvent"]


@pytest.fixture(autouse=True)
def _with_harbours_code(hub: Hub) -> None:
    with_codes(hub)


def tell(teller: Client, **override: Any) -> Reply:
    return teller.post("/v1/lifecycle-events", EVENT | {"code": "NOBODYS"} | override)


def waiting(operator: Client, **query: str) -> list[dict[str, Any]]:
    return list(operator.get("/v1/unmatched-records", **query).said["items"])


def make_code(admin: Client, code: str = "NOBODYS", **override: Any) -> Reply:
    path = f"/v1/referral-codes/{code}"
    seen = admin.get(path).headers.get("ETag", '"0"')
    return admin.put(path, BODIES["putReferralCode"] | override, if_match=seen)


def test_a_record_with_an_unknown_code_waits_with_what_was_seen_of_it(operator: Client) -> None:
    told = tell(operator)

    (record,) = waiting(operator)
    assert (told.said["what"], told.said["why"]) == ("unmatched", "unknown_code")
    assert (record["unmatched_id"], record["codes"]) == (told.said["unmatched_id"], ["NOBODYS"])
    assert record["latest"]["amount"] == "12500.00"


def test_a_record_is_matched_with_a_code_and_everything_seen_of_it_counts(
    operator: Client,
) -> None:
    unmatched_id = tell(operator).said["unmatched_id"]

    matched = operator.post(f"/v1/unmatched-records/{unmatched_id}/match", {"code": CODE.lower()})

    assert (matched.said["what"], matched.said["event"]) == ("begun", "close")
    assert waiting(operator) == []
    settled = operator.get(f"/v1/unmatched-records/{unmatched_id}").said
    assert (settled["state"], settled["number"]) == ("matched", matched.said["number"])
    assert settled["settled_by"].startswith("operator:")


def test_what_is_matched_already_is_not_matched_again(operator: Client) -> None:
    path = f"/v1/unmatched-records/{tell(operator).said['unmatched_id']}/match"
    operator.post(path, {"code": CODE})

    again = operator.post(path, {"code": CODE})

    assert (again.status, again.code) == (409, "nothing_to_match")
    assert len(operator.get("/v1/tracked-referrals").said["items"]) == 1


def test_a_record_is_matched_with_a_code_by_which_referrals_begin(
    hub: Hub, operator: Client
) -> None:
    with_codes(hub, a_code(code="RETIRED", active=False))
    path = f"/v1/unmatched-records/{tell(operator).said['unmatched_id']}/match"

    for code in ("RETIRED", "NONE-SUCH", f"{CODE},OTHER"):
        refused = operator.post(path, {"code": code})
        assert (refused.status, refused.code) == (422, "referral_code_does_not_fit")


def test_a_lead_that_became_a_followed_opportunity_is_in_its_referral_by_itself(
    operator: Client,
) -> None:
    lead = {"kind": "lead", "record_id": "00Q1", "source": "Partner", "won": False}
    lead |= {"status": "Qualified", "opportunity_id": "0065g00000XyZ1AAAV"}
    unmatched_id = tell(operator, **lead).said["unmatched_id"]
    number = tell(operator, code=CODE).said["number"]

    refused = operator.post(f"/v1/unmatched-records/{unmatched_id}/match", {"code": CODE})

    found = operator.get(f"/v1/unmatched-records/{unmatched_id}").said
    assert (found["state"], found["number"], waiting(operator)) == ("matched", number, [])
    assert (refused.status, refused.code) == (409, "nothing_to_match")


def test_a_dismissed_record_comes_back_when_other_codes_are_on_it(operator: Client) -> None:
    unmatched_id = tell(operator).said["unmatched_id"]

    operator.post(f"/v1/unmatched-records/{unmatched_id}/dismiss")

    tell(operator, at="2027-03-01T11:59:00Z")
    assert waiting(operator) == []
    tell(operator, at="2027-03-01T11:59:30Z", code="NOBODYS OTHER")
    assert [record["why"] for record in waiting(operator)] == ["two_codes"]


def test_what_somebody_matched_stays_matched_while_the_wrong_code_is_on_it(
    operator: Client,
) -> None:
    unmatched_id = tell(operator).said["unmatched_id"]
    operator.post(f"/v1/unmatched-records/{unmatched_id}/match", {"code": CODE})

    tell(operator, at="2027-03-01T11:59:00Z")

    assert waiting(operator) == []


def test_what_waited_while_its_referrer_was_not_active_is_followed_when_it_is(
    hub: Hub, admin: Client, operator: Client
) -> None:
    path = "/v1/referrers/harbour-sales"
    for active in (False, True):
        seen = admin.get(path)
        said = {k: v for k, v in seen.said.items() if k not in ("referrer_id", "created_at")}
        admin.put(path, said | {"active": active}, if_match=seen.headers["ETag"])
        if not active:
            assert tell(operator, code=CODE).said["why"] == "inactive_code"

    assert handle({}, hub=hub) == {"matched": 1}
    assert waiting(operator) == []


def test_making_the_code_follows_what_waited_for_it(admin: Client, operator: Client) -> None:
    tell(operator)
    tell(operator, record_id="0062", code="ANOTHER")

    made = make_code(admin)

    assert (made.status, made.said["matching"]) == (200, False)
    (referral,) = operator.get("/v1/tracked-referrals").said["items"]
    assert (referral["code"], referral["event"]) == ("NOBODYS", "close")
    assert [record["codes"] for record in waiting(operator)] == [["ANOTHER"]]


def test_activating_a_code_follows_what_waited_for_it(admin: Client, operator: Client) -> None:
    make_code(admin, active=False)
    assert tell(operator).said["why"] == "inactive_code"

    make_code(admin, active=True)

    assert waiting(operator) == []


def test_what_waits_for_a_code_in_masses_is_followed_little_by_little(
    hub: Hub, admin: Client, operator: Client
) -> None:
    for each in range(AT_ONCE + 10):
        tell(operator, record_id=f"006-{each}")

    made = make_code(admin)

    assert made.said["matching"] is True
    assert len(waiting(operator)) == 10
    assert handle({}, hub=hub) == {"matched": 10}
    assert waiting(operator) == []
    assert admin.get("/v1/referral-codes/NOBODYS").said["matching"] is False


def test_what_waits_is_looked_for_by_code_and_comes_in_pages(operator: Client) -> None:
    for each in range(3):
        tell(operator, record_id=f"006-{each}")
    tell(operator, record_id="007", code="ANOTHER")

    assert len(waiting(operator, code="nobodys")) == 3
    page = operator.get("/v1/unmatched-records", limit="3").said
    rest = operator.get("/v1/unmatched-records", limit="3", cursor=page["next_cursor"]).said
    assert len(page["items"] + rest["items"]) == 4
    assert rest["next_cursor"] == ""


def test_what_was_only_remembered_is_nobodys_business(operator: Client) -> None:
    told = tell(operator, code="")

    assert (told.said["what"], told.said["unmatched_id"]) == ("passed_by", "")
    assert waiting(operator) == []
