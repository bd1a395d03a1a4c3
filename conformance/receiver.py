"""
A partner's receiver of webhooks, called as the hub calls it (docs/webhooks.md).

The kit sees its answers, not what it does with a message: that one that comes twice has one effect
is for its owner to check.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from .cases import Suite, must
from .http import Answer, Request, Send, send
from .signing import TOLERANCE_SECONDS, Message, Sign, by_secret, new_id

# What the hub waits for an answer.
_PATIENCE_SECONDS = 15
_NOBODYS = by_secret("whsec_" + "A" * 43 + "=")

SHARED: Mapping[str, Any] = {
    "number": "R-000042",
    "title": "Conformance check: Gezeitenpegel für Åsgårdstrand",
    "customer": {"company_name": "Conformance Ports", "country_code": "NO"},
    "contact": {"last_name": "Lien", "email": "tuva.lien@conformance.example"},
}


@dataclass(frozen=True)
class Receiver:
    url: str
    sign: Sign
    send: Send = send
    clock: Callable[[], float] = time.time

    def message(self, kind: str = "hub.test", **data: Any) -> Message:
        """A message of now, under an id of its own."""
        body = {"type": kind, "timestamp": self._moment, "data": data}
        return Message(new_id(), int(self.clock()), json.dumps(body, ensure_ascii=False).encode())

    def called(self, message: Message, *signatures: str) -> Answer:
        headers = message.headers(*(signatures or [self.sign(message.content)]))
        return self.send(Request("POST", self.url, headers, message.body))

    @property
    def _moment(self) -> str:
        return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(self.clock()))


SUITE: Suite[Receiver] = Suite("A partner's receiver of webhooks")


def _must_take(answer: Answer) -> None:
    must(answer.taken, f"it should answer 2xx, and answered {answer}")


def _must_refuse(answer: Answer) -> None:
    must(answer.refused, f"it should answer 4xx, and answered {answer}")


@SUITE.case("A message that the hub signed is taken")
def genuine(receiver: Receiver) -> None:
    _must_take(receiver.called(receiver.message()))


@SUITE.case("It is answered before the hub gives up waiting")
def in_time(receiver: Receiver) -> None:
    began = receiver.clock()
    _must_take(receiver.called(receiver.message()))
    took = receiver.clock() - began
    must(took < _PATIENCE_SECONDS, f"it took {took:.1f} s, and the hub waits {_PATIENCE_SECONDS}")


@SUITE.case("A referral that the host shares is taken, whatever alphabet it is in")
def shared(receiver: Receiver) -> None:
    _must_take(receiver.called(receiver.message("referral.shared", **SHARED)))


@SUITE.case("A message of a kind that it does not know is taken")
def unknown_kind(receiver: Receiver) -> None:
    _must_take(receiver.called(receiver.message("referral.conformance_check", number="R-000042")))


@SUITE.case("A member that it does not know does no harm")
def unknown_member(receiver: Receiver) -> None:
    message = receiver.message("referral.shared", **SHARED, conformance={"of": ["tomorrow"]})
    _must_take(receiver.called(message))


@SUITE.case("A message that was signed with another secret is refused")
def wrong_secret(receiver: Receiver) -> None:
    message = receiver.message()
    _must_refuse(receiver.called(message, _NOBODYS(message.content)))


@SUITE.case("A message without a signature is refused")
def unsigned(receiver: Receiver) -> None:
    message = receiver.message()
    headers = {"content-type": "application/json"}
    _must_refuse(receiver.send(Request("POST", receiver.url, headers, message.body)))


@SUITE.case("A body that was changed on the way is refused")
def changed_body(receiver: Receiver) -> None:
    signed = receiver.message("referral.rejected", number="R-000042", reason="No capacity")
    changed = replace(signed, body=signed.body.replace(b"No capacity", b"New capacity"))
    _must_refuse(receiver.called(changed, receiver.sign(signed.content)))


@SUITE.case("An old message under a new id is refused")
def changed_id(receiver: Receiver) -> None:
    signed = receiver.message()
    _must_refuse(receiver.called(replace(signed, id=new_id()), receiver.sign(signed.content)))


@SUITE.case("An old message with the time of now is refused")
def changed_time(receiver: Receiver) -> None:
    signed = receiver.message()
    old = replace(signed, timestamp=signed.timestamp - 2 * TOLERANCE_SECONDS)
    _must_refuse(receiver.called(signed, receiver.sign(old.content)))


@SUITE.case("A message that is older than five minutes is refused: somebody plays it again")
def replayed(receiver: Receiver) -> None:
    message = receiver.message()
    old = replace(message, timestamp=message.timestamp - TOLERANCE_SECONDS - 30)
    _must_refuse(receiver.called(old))


@SUITE.case("A message of more than five minutes from now is refused")
def of_tomorrow(receiver: Receiver) -> None:
    message = receiver.message()
    _must_refuse(
        receiver.called(replace(message, timestamp=message.timestamp + TOLERANCE_SECONDS + 30))
    )


@SUITE.case("A message that comes again under its id is taken: the first answer got lost")
def repeated(receiver: Receiver) -> None:
    message = receiver.message("referral.shared", **SHARED)
    _must_take(receiver.called(message))
    _must_take(receiver.called(replace(message, timestamp=int(receiver.clock()))))


@SUITE.case("While a secret is rotated, one of several signatures is enough")
def rotated(receiver: Receiver) -> None:
    message = receiver.message()
    fitting = receiver.sign(message.content)
    _must_take(receiver.called(message, _NOBODYS(message.content), fitting))
    _must_take(receiver.called(message, "v9,bm90IGtub3du", fitting))
