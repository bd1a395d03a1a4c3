"""Fjord, a peer of ours: a whole hub of its own, which is called as over HTTP and may misbehave."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from functions.api import rate_limit
from functions.api.app import handle
from referral_hub.adapters.memory import MemoryTable
from referral_hub.adapters.partner_wire import Answer
from referral_hub.domain.access import Role
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.users import User
from referral_hub.hub import Hub
from tests.builders import Clock, a_hub
from tests.functions.api.client import Client, a_client, an_event

HOST = "https://fjord.example"
LINKS = "/v1/inbound-links"


@dataclass
class Called:
    """One message as it came: what the wire saw of it."""

    url: str
    headers: Mapping[str, str]
    body: bytes


@dataclass
class Fjord:
    """
    `there` is its hub; `calls` are the messages that reached it. The next faults strike one call
    each, in their order: `down` and `busy` before anything is done, `lost` and `garbled` after.
    """

    clock: Clock = field(default_factory=Clock)
    calls: list[Called] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        rate_limit.forget()
        self.there: Hub = a_hub(clock=self.clock, table=MemoryTable(), public_url=HOST)
        self.admin: Client = a_client(self.there, Role.ADMIN)
        made = self.admin.post(LINKS, {"partner_id": "north", "name": "North Coast"})
        assert made.status == 201, made.text
        self.url, self.key = str(made.said["url"]), str(made.said["key"])
        self.link_id = str(made.said["link_id"])

    def knows_user(self, email: str) -> None:
        self.there.users.save(User(email=email, name="Ingrid", role=Role.OPERATOR))

    def disabled(self) -> None:
        seen = self.admin.get(f"{LINKS}/{self.link_id}").headers["ETag"]
        self.admin.patch(f"{LINKS}/{self.link_id}", {"enabled": False}, if_match=seen)

    def rotated(self) -> str:
        """Draw a new key; the one before is of no use from now on."""
        drawn = self.admin.post(f"{LINKS}/{self.link_id}/keys").said
        before = self.key.split("_")[1]
        self.admin.send("DELETE", f"{LINKS}/{self.link_id}/keys/{before}")
        return str(drawn["key"])

    @property
    def inbox(self) -> list[dict[str, Any]]:
        return self.admin.lists()

    def exchange(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes = b""
    ) -> Answer:
        """Answer as `partner_wire.Wire` would have it."""
        self.calls.append(Called(url, dict(headers), body))
        fault = self.faults.pop(0) if self.faults else ""
        if fault == "down":
            raise Unavailable("The peer", "could not be reached")
        if fault == "busy":
            return Answer(503, b"{}", "The peer", {"retry-after": "2"})
        answer = self._answered(method, url, headers, body)
        if fault == "lost":
            raise Unavailable("The peer", "its answer broke off")
        return Answer(200, b'{"results": [', "The peer") if fault == "garbled" else answer

    def _answered(self, method: str, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        assert url.startswith(HOST)
        told = {name.lower(): text for name, text in headers.items()}
        event = an_event(method, urlsplit(url).path, body=body.decode(), headers=told)
        answered = handle(event, hub=self.there)
        said = {name.lower(): text for name, text in answered["headers"].items()}
        return Answer(answered["statusCode"], answered["body"].encode(), "The peer", said)
