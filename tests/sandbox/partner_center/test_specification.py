"""What the vendor's own specification says of the sandbox, where it is at hand."""

import json
from email.message import Message
from typing import Any

import pytest

from sandbox.http_door import Answer, Request
from sandbox.partner_center.specification import Specification
from tests.sandbox.partner_center.wire import OWN, REFERRALS, SPECIFICATION

pytestmark = pytest.mark.skipif(
    not SPECIFICATION.exists(), reason="the connector's specification is not on this machine"
)


@pytest.fixture(scope="module")
def specification() -> Specification:
    return Specification.read(SPECIFICATION)


def request(method: str, path: str = "", body: Any = None, **headers: str) -> Request:
    named: Message[str, str] = Message()
    for name, value in {"content_type": "application/json", **headers}.items():
        named[name.replace("_", "-")] = value
    told = b"" if body is None else json.dumps(body).encode()
    return Request(method, f"{REFERRALS}{path}", {}, named, told)


def test_a_right_call_has_nothing_wrong_with_it(specification: Specification) -> None:
    listed = Answer.of(200, {"value": [OWN], "@odata.count": 1, "@odata.nextLink": "x"})

    assert specification.check(request("GET"), listed) == []
    assert specification.check(request("POST", "", OWN), Answer.of(201, OWN)) == []
    assert specification.check(request("PATCH", "/1", []), Answer(204)) == []


@pytest.mark.parametrize(
    "wrong",
    [
        OWN | {"colour": "red"},
        OWN | {"salesStage": "Negotiate"},
        OWN | {"details": {"dealValue": "much"}},
        OWN | {"customerProfile": {"team": [{"shoeSize": 42}]}},
        OWN | {"name": None},
    ],
)
def test_a_wrong_referral_is_found_in_answer_and_request(
    specification: Specification, wrong: dict[str, Any]
) -> None:
    in_one = specification.check(request("GET", "/1"), Answer.of(200, wrong))
    in_list = specification.check(request("GET"), Answer.of(200, {"value": [wrong]}))
    asked = specification.check(request("POST", "", wrong), Answer.of(201, OWN))

    assert len(in_one) == len(in_list) == len(asked) == 1


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "remove", "path": "/team"},
        {"op": "replace", "path": "/id", "value": "x"},
        {"op": "replace", "path": "/registrations/1/contract/value", "value": 1},
    ],
)
def test_a_patch_that_the_connector_would_not_send_is_found(
    specification: Specification, operation: dict[str, Any]
) -> None:
    assert specification.check(request("PATCH", "/1", [operation]), Answer(204)) != []


def test_registrations_are_patched_at_the_same_address(specification: Specification) -> None:
    adding = [{"op": "add", "path": "/registrations/-", "value": {"type": "AzureIPCoSell"}}]
    changing = [{"op": "replace", "path": "/registrations/0/contract/value", "value": 7}]

    assert specification.check(request("PATCH", "/1", adding), Answer(204)) == []
    assert specification.check(request("PATCH", "/1", changing), Answer(204)) == []


def test_missing_headers_and_odd_options_are_found(specification: Specification) -> None:
    put = request("PUT", "/1", OWN)
    odd = Request("GET", REFERRALS, {"$top": "ten", "colour": "red"}, put.headers)
    bare = Request("GET", REFERRALS)

    assert len(specification.check(put, Answer.of(200, OWN))) == 1
    assert len(specification.check(odd, Answer.of(200, {"value": []}))) == 2
    assert len(specification.check(bare, Answer.of(200, {"value": []}))) == 1


def test_what_was_refused_is_not_held_against_anybody(specification: Specification) -> None:
    refused = Answer.of(400, {"error": {"code": "invalidRequest", "message": ""}})

    assert specification.check(request("POST", "", {"colour": "red"}), refused) == []
