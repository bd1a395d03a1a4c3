"""A peer's Referral URL, called as docs/access-referrals.md says."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from secrets import token_hex
from typing import Any

from conformance.cases import must
from conformance.http import Answer, Request, Send, send
from conformance.signing import Message, Sign, by_seed, new_id

_KEY = re.compile(r"rk_(?P<key_id>[0-9a-f]{12})_(?P<seed>[A-Za-z0-9_-]{43})")


@dataclass(frozen=True)
class Link:
    """
    A Referral URL with a key.

    Raises:
        ValueError: it is no Referral key.
    """

    url: str
    key: str = field(repr=False)

    def __post_init__(self) -> None:
        if not _KEY.fullmatch(self.key):
            raise ValueError("a Referral key is rk_, 12 hexadecimal digits, _ and 43 characters")

    @property
    def key_id(self) -> str:
        return self._parts["key_id"]

    @cached_property
    def sign(self) -> Sign:
        return by_seed(self._parts["seed"])

    @property
    def _parts(self) -> Mapping[str, str]:
        found = _KEY.fullmatch(self.key)
        return found.groupdict() if found else {}


@dataclass(frozen=True)
class Peer:
    """
    The other side: a link that opens, and others that must not, where they were given.

    `run` is in every id, so that each run of the kit sends referrals of its own.
    """

    link: Link
    revoked: Link | None = None
    foreign: Link | None = None
    disabled: Link | None = None
    send: Send = send
    clock: Callable[[], float] = time.time
    run: str = field(default_factory=lambda: token_hex(6))

    def message(self, body: Mapping[str, Any]) -> Message:
        return Message(new_id(), int(self.clock()), json.dumps(body, ensure_ascii=False).encode())

    def sent(self, message: Message, *signatures: str, link: Link | None = None) -> Answer:
        """Send a message as it is, signed for what it says unless signatures are given."""
        way = link or self.link
        headers = message.headers(*(signatures or [way.sign(message.content)]))
        headers["referral-key-id"] = way.key_id
        return self.send(Request("POST", way.url, headers, message.body))

    def tells(self, body: Mapping[str, Any], *, link: Link | None = None) -> Answer:
        return self.sent(self.message(body), link=link)

    def pings(self, link: Link | None = None) -> Answer:
        return self.tells({"type": "access.ping"}, link=link)

    def shares(self, *items: Mapping[str, Any]) -> Answer:
        return self.tells(referrals(*items))

    def results(self, *items: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
        """Share items in one message that must be taken; return what came of each."""
        answer = self.shares(*items)
        must(answer.taken, f"it should answer 200, and answered {answer}")
        found = answer.said["results"]
        told = [result["id"] for result in found]
        must(told == [item["id"] for item in items], f"it should tell of each in order: {told}")
        return list(found)

    def item(self, name: str, **override: Any) -> dict[str, Any]:
        """A deal that may be shared; `override` replaces members, `None` takes them out."""
        given_at = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(self.clock()))
        whole = {
            "id": f"conformance-{self.run}-{name}",
            "feature": "diversification",
            "consent": {
                "given_by": "Tuva Lien",
                "given_at": given_at,
                "statement": "You may pass my project on.",
            },
            "owner": {"email": "nobody@conformance.example", "name": "Nobody"},
            "deal": {"title": "Conformance check", "value": VALUE},
            "client": {"company_name": f"Conformance {self.run}", "country_code": "NO"},
        } | override
        return {member: told for member, told in whole.items() if told is not None}


VALUE = {"amount": "2500.00", "currency": "EUR"}


def referrals(*items: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "access.referrals", "referrals": list(items)}
