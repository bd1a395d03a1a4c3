"""A partner manager of a peer sends it deals, and learns nothing of other partners (AX-5, X-7)."""

from __future__ import annotations

from referral_hub.domain.access import Role
from tests.adapters.partners.peer.outbound import Silence, outbound, sending_to
from tests.application.stage import filed
from tests.builders import OUTGOING_FIELDS
from tests.functions.api.client import a_client

SOLBERG = {
    "company_name": "Solberg Ports",
    "website_url": "https://solberg.example",
    "country_code": "NO",
}


def test_who_else_refers_the_client_is_shown_by_number_alone() -> None:
    hub = sending_to(outbound(Silence()))
    number = filed(hub, customer=SOLBERG).number
    manager = a_client(hub, Role.PARTNER_MANAGER, "fjord")

    outline = manager.post(
        "/v1/access-referral-preview", {"partner_id": "fjord", "fields": OUTGOING_FIELDS}
    )

    [overlap] = outline.said["overlaps"]
    assert (overlap["number"], overlap["partner_id"]) == (number, "")
    assert "harbour" not in outline.text
