"""A hub's API, called as a partner's platform calls it: with its integration key."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Any

from .cases import Suite, must
from .http import Answer, Request, Send, send

PERSON = {"first_name": "Tuva", "last_name": "Lien", "email": "tuva.lien@conformance.example"}


@dataclass(frozen=True)
class Platform:
    """`run` is in every id, so that each run of the kit shares referrals of its own."""

    hub: str
    key: str
    send: Send = send
    run: str = field(default_factory=lambda: token_hex(6))

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        told = {"content-type": "application/json"} if body is not None else {}
        told |= {"authorization": f"Bearer {self.key}"} if self.key else {}
        told |= {name.replace("_", "-"): value for name, value in headers.items()}
        content = b"" if body is None else json.dumps(body).encode()
        return self.send(Request(method, f"{self.hub.rstrip('/')}{path}", told, content))

    def referral(self, name: str, **override: Any) -> dict[str, Any]:
        return {
            "partner_referral_id": f"conformance-{self.run}-{name}",
            "title": "Conformance check",
            "customer": {"company_name": f"Conformance {self.run}", "country_code": "NO"},
            "value": {"amount": "2500.00", "currency": "EUR"},
        } | override

    def shares(self, name: str, **override: Any) -> Answer:
        return self.call("POST", "/v1/referrals", self.referral(name, **override))

    def shared(self, name: str, **override: Any) -> str:
        """Share a referral that must be taken; return its number."""
        answer = self.shares(name, **override)
        _must_be(answer, 200, 201)
        return str(answer.said["number"])


SUITE: Suite[Platform] = Suite("A hub's API, as a partner's platform meets it")


def _must_be(answer: Answer, *statuses: int) -> None:
    wanted = " or ".join(map(str, statuses))
    must(answer.status in statuses, f"it should answer {wanted}, and answered {answer}")


def _must_name(answer: Answer, member: str) -> None:
    _must_be(answer, 422)
    must(member in answer.body.decode(), f"the answer should name {member}, and is {answer}")


@SUITE.case("The key opens")
def opens(platform: Platform) -> None:
    _must_be(platform.call("GET", "/v1/me"), 200)


@SUITE.case("Without a key, and with a made-up one, nothing opens")
def closed(platform: Platform) -> None:
    for key in ("", f"rh_{'0' * 12}_{'0' * 64}"):
        stranger = Platform(platform.hub, key, platform.send)
        _must_be(stranger.call("GET", "/v1/referrals"), 401)


@SUITE.case("What is shared comes back at once, with a number that opens it")
def comes_back(platform: Platform) -> None:
    answer = platform.shares("first")
    _must_be(answer, 201)
    opened = platform.call("GET", f"/v1/referrals/{answer.said['number']}")
    _must_be(opened, 200)
    must(opened.said["title"] == "Conformance check", f"it opens another one: {opened}")


@SUITE.case("The same again is the same referral")
def repeated(platform: Platform) -> None:
    first, again = platform.shared("repeated"), platform.shares("repeated")
    _must_be(again, 200)
    must(again.said["number"] == first, f"it should be {first} again, and is {again}")


@SUITE.case("Something else under an id that is taken is refused")
def differs(platform: Platform) -> None:
    platform.shared("differs")
    _must_be(platform.shares("differs", title="Another one"), 409)


@SUITE.case("An Idempotency-Key brings the first answer back, and does not stretch to another body")
def idempotent(platform: Platform) -> None:
    body, key = platform.referral("keyed"), f"conformance-{platform.run}"
    first = platform.call("POST", "/v1/referrals", body, idempotency_key=key)
    again = platform.call("POST", "/v1/referrals", body, idempotency_key=key)
    must(again.body == first.body, f"it should answer {first}, and answered {again}")
    other = platform.referral("other")
    _must_be(platform.call("POST", "/v1/referrals", other, idempotency_key=key), 422)


@SUITE.case("What is wrong is named, and nothing is stored")
def named(platform: Platform) -> None:
    bad = {"amount": "a lot", "currency": "EUR"}
    _must_name(platform.shares("wrong", value=bad), "/value/amount")
    _must_be(platform.shares("wrong"), 201)


@SUITE.case("What is not asked for is refused by name")
def surplus(platform: Platform) -> None:
    _must_name(platform.shares("surplus", status="accepted"), "/status")


@SUITE.case("A contact that comes later is taken, and once")
def late_contact(platform: Platform) -> None:
    path = f"/v1/referrals/{platform.shared('late')}/contacts"
    for _ in range(2):
        answer = platform.call("POST", path, {"contacts": [PERSON]})
        must(answer.status in (200, 201, 202), f"it should take it, and answered {answer}")
    listed = platform.call("GET", path)
    _must_be(listed, 200)
    must(len(listed.said["items"]) == 1, f"one contact should be there: {listed}")


@SUITE.case("A referral that is not there is not found, and neither is another partner's")
def foreign(platform: Platform) -> None:
    _must_be(platform.call("GET", "/v1/referrals/R-999999999999"), 404)


@SUITE.case("A list goes on where its page ended")
def paged(platform: Platform) -> None:
    numbers = {platform.shared("page-1"), platform.shared("page-2")}
    first = platform.call("GET", "/v1/referrals?limit=1")
    _must_be(first, 200)
    cursor = first.said["next_cursor"]
    must(cursor, f"there is more, and the page does not say so: {first}")
    second = platform.call("GET", f"/v1/referrals?limit=1&cursor={cursor}")
    found = {row["number"] for page in (first, second) for row in page.said["items"]}
    must(found == numbers, f"the two newest should be {numbers}, and are {found}")


@SUITE.case("What lies beyond a limit is refused, and nothing breaks")
def limits(platform: Platform) -> None:
    _must_be(platform.shares("long", title="x" * 10_000), 422)
    _must_be(platform.shares("huge", description="x" * 2_000_000), 413, 422)
