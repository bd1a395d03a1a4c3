"""A peer that has a Referral URL and a key, and signs what it sends."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any

from functions.api.app import handle
from referral_hub.adapters.ed25519 import Ed25519
from referral_hub.domain.access_links.signing import ReferralKey, signature_headers, signed_content
from referral_hub.hub import Hub
from tests.functions.api.client import Client, Reply, an_event

LINK = {"partner_id": "peer", "name": "Peer Alliance", "workflow": "sales", "stage": "new"}
CONTACT = {"first_name": "Tuva", "last_name": "Lien", "email": "tuva.lien@solberg.example"}


def a_deal(**override: Any) -> dict[str, Any]:
    """A deal as a peer sends it; None takes a member out."""
    whole = {
        "id": "deal-1",
        "feature": "diversification",
        "consent": {
            "given_by": "Tuva Lien",
            "given_at": "2027-02-27T09:30:00Z",
            "statement": "Fenwick may learn of the project.",
        },
        "owner": {"email": "ingrid@peer.example", "name": "Ingrid Moe"},
        "deal": {
            "title": "Tide gauges",
            "value": {"amount": "2500.00", "currency": "EUR"},
            "target_close_date": "2027-09-30",
        },
        "client": {"company_name": "Solberg Ports", "country_code": "NO"},
        "note": "They decide in September.",
    } | override
    return {name: told for name, told in whole.items() if told is not None}


def deals(*items: Any) -> dict[str, Any]:
    return {"type": "access.referrals", "referrals": list(items)}


@dataclass(frozen=True)
class Peer:
    """`skew` is how many seconds its clock is ahead; each message has the next id."""

    hub: Hub
    link_id: str
    key: ReferralKey
    skew: int = 0

    def sends(self, message: Any, *, message_id: str = "msg_1", **headers: str) -> Reply:
        return self.posts(json.dumps(message).encode(), message_id=message_id, **headers)

    def posts(self, body: bytes, *, message_id: str = "msg_1", **headers: str) -> Reply:
        """Sign these bytes and send them; `headers` are put over those of the signature."""
        signed = self.signed(body, message_id) | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        return self.delivers(body, signed)

    def signed(self, body: bytes, message_id: str = "msg_1") -> dict[str, str]:
        at = int(self.hub.clock().timestamp()) + self.skew
        signature = Ed25519().sign(self.key.seed, signed_content(message_id, at, body))
        return signature_headers(
            message_id, timestamp=at, key_id=self.key.key_id, signature=signature
        )

    def delivers(self, body: bytes, headers: Mapping[str, str]) -> Reply:
        """Send these bytes under these headers, whatever they say."""
        event = an_event(
            "POST",
            f"/v1/access/{self.link_id}",
            body=b64encode(body).decode(),
            headers={"content-type": "application/json", **headers},
            base64=True,
        )
        given = handle(event, hub=self.hub)
        return Reply(given["statusCode"], given["headers"], given["body"])

    def pings(self) -> Reply:
        return self.sends({"type": "access.ping"})

    def shares(self, *items: Any, message_id: str = "msg_1") -> list[dict[str, Any]]:
        """Send deals in a message that is taken; return what came of each."""
        reply = self.sends(deals(*items), message_id=message_id)
        assert reply.status == 200, reply.text
        return list(reply.said["results"])

    def at(self, link_id: str) -> Peer:
        return replace(self, link_id=link_id)


def a_peer(admin: Client, hub: Hub, **link: Any) -> Peer:
    """A peer for whom the admin has just made a link."""
    made = admin.post("/v1/inbound-links", LINK | link)
    assert made.status == 201, made.text
    return Peer(hub, made.said["link_id"], ReferralKey.read(made.said["key"]))


def kept(hub: Hub) -> Any:
    """All that is in the table."""
    return deepcopy(vars(hub.table)["_items"])
