"""Peers that misbehave: each stands between the kit and our hub, and breaks one promise."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from secrets import token_hex
from typing import Any

from conformance.http import Answer, Request, Send
from conformance.peer import Link
from conformance.signing import Message

Rewrite = Callable[[dict[str, Any]], dict[str, Any]]
ALLOWED = {"id", "feature", "consent", "owner", "deal", "client", "contacts", "note"}


@dataclass(frozen=True)
class Insider:
    """Can sign what it changes, because it has the key."""

    link: Link
    clock: Callable[[], float] = time.time

    def signed(self, request: Request, body: bytes, *, timestamp: int | None = None) -> Request:
        headers = dict(request.headers)
        now = int(headers.get("webhook-timestamp") or 0) if timestamp is None else timestamp
        message = Message(headers.get("webhook-id") or "msg_made_up", now, body)
        signed = message.headers(self.link.sign(message.content))
        return replace(
            request, body=body, headers=headers | signed | {"referral-key-id": self.link.key_id}
        )

    def trusts_anybody(self, request: Request, send: Send) -> Answer:
        return send(self.signed(request, request.body))

    def has_no_clock(self, request: Request, send: Send) -> Answer:
        return send(self.signed(request, request.body, timestamp=int(self.clock())))

    def stores_what_it_refuses(self, request: Request, send: Send) -> Answer:
        answer = send(request)
        if answer.code == "wrong_key":
            send(self.signed(request, request.body))
        return answer

    def rewriting(self, rewrite: Rewrite) -> Callable[[Request, Send], Answer]:
        """A peer that sees something else than what genuine messages say."""

        def fault(request: Request, send: Send) -> Answer:
            if send(request).status == 401:
                return send(request)
            told = rewrite(json.loads(request.body))
            return send(self.signed(request, json.dumps(told).encode()))

        return fault


def items(told: dict[str, Any], change: Callable[[dict[str, Any]], dict[str, Any]]) -> Any:
    """The message with each of its deals changed."""
    if "referrals" not in told:
        return told
    return told | {"referrals": [change(item) for item in told["referrals"]]}


def knows_no_identity(told: dict[str, Any]) -> dict[str, Any]:
    return items(told, lambda item: item | {"id": token_hex(12)})


def takes_what_fits(told: dict[str, Any]) -> dict[str, Any]:
    """Passes over what it does not know, instead of refusing it."""
    return items(told, lambda item: {k: v for k, v in item.items() if k in ALLOWED})


def needs_no_consent(told: dict[str, Any]) -> dict[str, Any]:
    consent = {"given_by": "x", "given_at": "2027-01-01T00:00:00Z", "statement": "x"}
    return items(told, lambda item: {"consent": consent} | item)


def drops_what_is_too_much(told: dict[str, Any]) -> dict[str, Any]:
    return told | {"referrals": told["referrals"][:200]} if "referrals" in told else told


def _answering(change: Callable[[Answer], Answer]) -> Callable[[Request, Send], Answer]:
    return lambda request, send: change(send(request))


def _results(
    answer: Answer, change: Callable[[list[Mapping[str, Any]]], list[Mapping[str, Any]]]
) -> Answer:
    if answer.status != 200:
        return answer
    told = answer.said | {"results": change(answer.said["results"])}
    return replace(answer, body=json.dumps(told).encode())


def _one_word(answer: Answer) -> Answer:
    """Says of every refusal the same."""
    if answer.taken:
        return answer
    return Answer(401, {}, b'{"code": "unauthorized"}')


def _all_or_nothing(answer: Answer) -> Answer:
    refused = answer.taken and any(r["status"] == "refused" for r in answer.said["results"])
    return Answer(422, {}, b'{"code": "invalid_request"}') if refused else answer


def _says_it_took_it(answer: Answer) -> Answer:
    return _results(answer, lambda rs: [{**r, "status": "repeated"} for r in rs])


has_one_word_for_all = _answering(_one_word)
takes_all_or_nothing = _answering(_all_or_nothing)
says_it_had_it = _answering(_says_it_took_it)
loses_its_place = _answering(lambda answer: _results(answer, lambda rs: rs[::-1]))


def takes_no_late_contact(request: Request, send: Send) -> Answer:
    late = b"access.contacts" in request.body
    return Answer(404, {}, b'{"code": "unknown_route"}') if late else send(request)


def reads_the_first_signature(request: Request, send: Send) -> Answer:
    first = request.headers.get("webhook-signature", "").partition(" ")[0]
    return send(replace(request, headers={**request.headers, "webhook-signature": first}))
