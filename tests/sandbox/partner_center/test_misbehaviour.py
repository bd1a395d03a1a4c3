from typing import Any

import pytest
import requests

from sandbox.partner_center import PartnerCenter, PartnerCenterServer
from sandbox.switches import BadBehaviourError
from tests.sandbox.partner_center.wire import OWN, REFERRALS, Clock, Wire, problem


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        ("general_exception", 500, "generalException"),
        ("service_not_available", 503, "serviceNotAvailable"),
        ("too_many_requests", 429, "serviceNotAvailable"),
        ("resource_modified", 409, "resourceModified"),
        ("precondition_failed", 412, "preconditionFailed"),
        ("locked", 423, "resourceModified"),
        ("unprocessable", 422, "invalidRequest"),
        ("access_denied", 403, "accessDenied"),
        ("unauthenticated", 401, "unauthenticated"),
        ("item_not_found", 404, "itemNotFound"),
    ],
)
def test_a_planned_error_strikes_once_and_changes_nothing(
    wire: Wire, center: PartnerCenter, fault: str, status: int, code: str
) -> None:
    center.behave(**{fault: 1})

    struck = wire.call("POST", REFERRALS, OWN)
    spared = wire.call("POST", REFERRALS, OWN)

    assert problem(struck) == (status, code)
    assert spared.status_code == 201
    assert center.effects == {"referral.created": 1}


def test_a_storm_of_429_says_when_to_come_back(wire: Wire, center: PartnerCenter) -> None:
    center.behave(too_many_requests=5, retry_after="7")

    storm = [wire.listed() for _ in range(6)]

    assert [answer.status_code for answer in storm] == [429] * 5 + [200]
    assert {answer.headers["Retry-After"] for answer in storm[:5]} == {"7"}


@pytest.mark.parametrize("retry_after", ["", "Fri, 31 Dec 2027 23:59:59 GMT", "soon"])
def test_when_to_come_back_may_be_said_in_other_ways_or_not_at_all(
    wire: Wire, center: PartnerCenter, retry_after: str
) -> None:
    center.behave(service_not_available=1, retry_after=retry_after)

    assert wire.listed().headers.get("Retry-After", "") == retry_after


def test_a_limit_is_a_number_of_calls_a_minute(
    wire: Wire, center: PartnerCenter, clock: Clock
) -> None:
    clock.pass_by(minutes=1)
    center.behave(requests_per_minute=2)

    statuses = [wire.listed().status_code for _ in range(3)]
    clock.pass_by(minutes=1)

    assert statuses == [200, 200, 429]
    assert wire.listed().status_code == 200


@pytest.mark.parametrize(
    ("fault", "written"),
    [("drop_before_commit", 0), ("drop_after_commit", 1), ("truncated_body", 1)],
)
def test_a_lost_answer_does_not_tell_whether_anything_happened(
    wire: Wire, center: PartnerCenter, fault: str, written: int
) -> None:
    center.behave(**{fault: {"method": "POST", "path": "referrals$"}})

    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        wire.call("POST", REFERRALS, OWN)

    assert len(center.referrals()) == written


def test_a_patch_can_time_out_after_it_was_done(
    wire: Wire, server: PartnerCenterServer, center: PartnerCenter
) -> None:
    referral_id = center.share()
    center.behave(drop_after_commit={"method": "PATCH", "seconds": 0.4})
    operations = [
        {"op": "replace", "path": "/status", "value": "Active"},
        {"op": "replace", "path": "/substatus", "value": "Accepted"},
    ]

    with pytest.raises(requests.Timeout):
        requests.patch(
            f"{server.url}{REFERRALS}/{referral_id}",
            json=operations,
            headers=wire.headers,
            timeout=0.1,
        )

    assert center.referral(referral_id)["status"] == "Active"


def test_an_error_can_hide_a_commit(wire: Wire, center: PartnerCenter) -> None:
    center.behave(general_exception_after_commit=1)

    assert problem(wire.call("POST", REFERRALS, OWN)) == (500, "generalException")
    assert len(center.referrals()) == 1


def test_a_refresh_can_be_lost_after_it_was_granted(wire: Wire, center: PartnerCenter) -> None:
    center.behave(old_refresh_token_seconds=0, drop_after_commit={"path": "token$"})

    with pytest.raises(requests.ConnectionError):
        wire.token()

    assert wire.token().status_code == 200


def test_the_services_clock_can_be_wrong(wire: Wire, center: PartnerCenter) -> None:
    center.behave(clock_skew_seconds=-3600)

    referral = wire.get(center.share())

    assert referral.json()["createdDateTime"].startswith("2027-03-01T07:30:00.25")
    assert referral.headers["Date"] == "Mon, 01 Mar 2027 07:30:00 GMT"


def test_calls_without_a_request_id_can_be_refused(wire: Wire, center: PartnerCenter) -> None:
    center.behave(needs_request_id=True)

    assert problem(wire.listed()) == (400, "invalidRequest")
    assert wire.call("GET", REFERRALS, client_request_id="1").status_code == 200


def test_planned_faults_can_be_called_off(wire: Wire, center: PartnerCenter) -> None:
    center.behave(general_exception=3)

    left = center.behave(general_exception=0)["planned_faults"]

    assert left == []
    assert wire.listed().status_code == 200


@pytest.mark.parametrize(
    "wish",
    [
        {"nonsense": 1},
        {"page_size": 0},
        {"page_size": 101},
        {"paging": "random"},
        {"webhook_certificate": "nice"},
        {"spoilt_list": "sometimes"},
        {"too_many_requests": {"times": -1}},
        {"too_many_requests": {"often": 1}},
        {"revoke_refresh_tokens": "yes"},
        {"page_padding_bytes": -1},
        {"page_size": 5, "nonsense": 1},
    ],
)
def test_a_wish_that_cannot_be_granted_changes_nothing(
    center: PartnerCenter, wish: dict[str, Any]
) -> None:
    before = center.behave()

    with pytest.raises(BadBehaviourError):
        center.behave(**wish)

    assert center.behave() == before


def test_no_poison_and_no_moment_for_contacts_is_made_up(center: PartnerCenter) -> None:
    referral_id = center.share()

    with pytest.raises(BadBehaviourError):
        center.poison(referral_id, "arsenic")
    with pytest.raises(BadBehaviourError):
        center.share(contacts="tomorrow")
