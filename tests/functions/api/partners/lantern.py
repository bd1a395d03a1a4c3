"""Lantern, a partner whose feed the hub signs in at, with all that can be wrong with it."""

from __future__ import annotations

from typing import Any

from referral_hub.adapters.partners.platform.connector import PlatformConnector
from referral_hub.domain.crm import Check
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.partners.partner import Partner, PartnerKind
from referral_hub.ports import PartnerConnection
from tests.connected import Connected, Pushes, SignsIn
from tests.functions.api.client import Client

LANTERN = "/v1/partners/lantern"
DOOR = {"door": "https://lantern.example/api"}
CRUMBLED = {"door": "crumbled"}


def a_lantern(**override: Any) -> dict[str, Any]:
    """The body that adds Lantern."""
    said = {"partner_id": "lantern", "name": "Lantern", "kind": "feed", "settings": DOOR}
    return said | override


def connections_of_lantern() -> Connected:
    """Connect Lantern as a feed; a platform pushes."""
    return Connected(_connect, settings={PartnerKind.FEED: SignsIn, PartnerKind.PLATFORM: Pushes})


def _connect(partner: Partner) -> PartnerConnection:
    if partner.settings == CRUMBLED:
        raise Unavailable(partner.partner_id, "its settings no longer fit: door")
    signed_in = Check(name="sign-in", note="Signed in as the hub.")
    return PartnerConnection(PlatformConnector(), check=lambda: (signed_in,))


def opened(admin: Client) -> Any:
    return admin.get(LANTERN).said
