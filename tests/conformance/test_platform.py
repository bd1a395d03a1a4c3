"""The kit calls a hub as a partner's platform does: ours passes, each planted fault is found."""

from __future__ import annotations

import json
from dataclasses import replace
from secrets import token_hex
from typing import Any

import pytest

from conformance.cases import Result, Verdict
from conformance.http import Answer, Request, Send
from conformance.platform import SUITE, Platform
from referral_hub.domain.access import Role
from referral_hub.hub import Hub
from tests.conformance.in_process import HUB, Fault, door_to, through, with_headers
from tests.functions.api.client import a_client


@pytest.fixture
def platform(hub: Hub) -> Platform:
    key = a_client(hub, Role.INTEGRATION).key
    return Platform(HUB, key, send=door_to(hub))


def failed(platform: Platform, fault: Fault) -> set[str]:
    faulty = replace(platform, send=through(fault, platform.send))
    return {result.case for result in SUITE.run(faulty) if result.verdict is Verdict.FAILED}


def test_our_hub_passes(platform: Platform) -> None:
    results = list(SUITE.run(platform))

    assert results == [Result(case, Verdict.PASSED) for case in SUITE.cases]


def test_it_passes_time_and_again(platform: Platform) -> None:
    for _ in range(2):
        fresh = replace(platform, run=token_hex(6))
        assert {result.verdict for result in SUITE.run(fresh)} == {Verdict.PASSED}


def rewritten(request: Request, **members: Any) -> Request:
    """The request with other members, if it shares a referral."""
    if request.method != "POST" or not request.url.endswith("/referrals"):
        return request
    told = {**json.loads(request.body), **members}
    return replace(request, body=json.dumps(told).encode())


def opens_to_everybody(platform: Platform) -> Fault:
    owner = f"Bearer {platform.key}"
    return lambda request, send: send(with_headers(request, authorization=owner))


def forgets_ids(request: Request, send: Send) -> Answer:
    return send(rewritten(request, partner_referral_id=token_hex(8)))


def forgets_keys(request: Request, send: Send) -> Answer:
    kept = {k: v for k, v in request.headers.items() if k != "idempotency-key"}
    return send(replace(request, headers=kept))


def takes_anything(request: Request, send: Send) -> Answer:
    answer = send(request)
    return Answer(201, answer.headers, b"{}") if answer.status == 422 else answer


def breaks_down(request: Request, send: Send) -> Answer:
    answer = send(request)
    return Answer(500, {}, b"") if answer.status in (413, 422) else answer


def loses_contacts(request: Request, send: Send) -> Answer:
    if request.method == "POST" and request.url.endswith("/contacts"):
        return Answer(202, {}, b"{}")
    return send(request)


def shows_what_is_not_there(request: Request, send: Send) -> Answer:
    answer = send(request)
    return Answer(200, {}, b"{}") if answer.status == 404 else answer


def begins_each_list_anew(request: Request, send: Send) -> Answer:
    return send(replace(request, url=request.url.partition("&cursor")[0]))


@pytest.mark.parametrize(
    ("fault", "case"),
    [
        (forgets_ids, "The same again is the same referral"),
        (forgets_ids, "Something else under an id that is taken is refused"),
        (
            forgets_keys,
            "An Idempotency-Key brings the first answer back, and does not stretch to another body",
        ),
        (takes_anything, "What is wrong is named, and nothing is stored"),
        (takes_anything, "What is not asked for is refused by name"),
        (breaks_down, "What lies beyond a limit is refused, and nothing breaks"),
        (loses_contacts, "A contact that comes later is taken, and once"),
        (
            shows_what_is_not_there,
            "A referral that is not there is not found, and neither is another partner's",
        ),
        (begins_each_list_anew, "A list goes on where its page ended"),
    ],
)
def test_a_fault_is_found(platform: Platform, fault: Fault, case: str) -> None:
    assert case in failed(platform, fault)


def test_a_hub_that_opens_to_everybody_is_found(platform: Platform) -> None:
    found = failed(platform, opens_to_everybody(platform))

    assert found == {"Without a key, and with a made-up one, nothing opens"}


def test_a_key_that_opens_nothing_is_found(platform: Platform) -> None:
    closed = replace(platform, key=f"rh_{'0' * 12}_{'0' * 64}")

    [first, *_] = SUITE.run(closed)

    assert first.verdict is Verdict.FAILED
    assert "401" in first.why
