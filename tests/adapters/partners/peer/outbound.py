"""A peer of ours as we send to it: its connection, which calls whoever a test says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from referral_hub.adapters.ed25519 import Ed25519
from referral_hub.adapters.partner_wire import Answer
from referral_hub.adapters.partners.peer.door import Door, Wire
from referral_hub.adapters.partners.peer.taking import TakesDeals
from referral_hub.adapters.uncalled_partner import UncalledPartner
from referral_hub.domain.access_links.signing import ReferralKey
from referral_hub.domain.outgoing.submission import OutboundLink
from referral_hub.domain.partners.partner import Partner, PartnerKind
from referral_hub.hub import Hub
from referral_hub.ports import PartnerConnection
from tests.builders import NOON, a_hub
from tests.connected import Connected

URL = "https://fjord.example/v1/access/5f0c6e2b9a7d4c1e8f3a2b10"
KEY = ReferralKey(key_id="0123456789ab", seed=bytes(range(32))).text
LINK = OutboundLink(name="To Fjord", workflow="sales", feature="diversification")
FJORD = Partner(partner_id="fjord", name="Fjord Alliance", kind=PartnerKind.PEER)


class Silence:
    """Nobody is called here: whatever is made of it is made before."""

    def exchange(self, *said: object) -> Answer:
        raise AssertionError(f"{said[1]} is called")


def outbound(
    wire: Any,
    *,
    url: str = URL,
    key: str = KEY,
    clock: Callable[[], datetime] = lambda: NOON,
    link: OutboundLink = LINK,
) -> PartnerConnection:
    caller: Wire = wire
    door = Door(caller, url, lambda: {"key": key}, clock, Ed25519())
    return PartnerConnection(UncalledPartner(), takes=TakesDeals(door), link=link)


def sending_to(connection: PartnerConnection, **world: Any) -> Hub:
    """A hub that knows Harbour, which takes nothing, and its peer Fjord."""
    uncalled = PartnerConnection(UncalledPartner())
    connect = Connected(lambda it: connection if it.partner_id == "fjord" else uncalled)
    hub = a_hub(connections=connect, **world)
    hub.partners.add(FJORD)
    return hub
