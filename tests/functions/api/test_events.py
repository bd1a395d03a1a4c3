"""Every request in `events/api`, as API Gateway hands it over, is answered as it should be."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from functions.api.app import handle
from referral_hub.domain.access import Role
from referral_hub.domain.access_links.link import InboundLink, LinkKey
from referral_hub.domain.partners.partner import Partner, PartnerKind
from referral_hub.hub import Hub
from tests.builders import NOON
from tests.functions.api.client import a_client

FILES = sorted(Path("events/api").glob("*.json"))
# Who sends it, and the status of the answer.
EXPECTED: dict[str, tuple[Role | None, int]] = {
    "accept_referral": (Role.OPERATOR, 200),
    "add_contacts": (Role.INTEGRATION, 202),
    "list_referrals": (Role.READ_ONLY, 200),
    "malformed_body": (Role.PARTNER_STAFF, 400),
    "reject_referral": (Role.OPERATOR, 200),
    # Signed as docs/access-referrals.md says, with the key of its worked example.
    "send_deals": (None, 200),
    "share_referral": (Role.PARTNER_STAFF, 201),
    "share_referral_base64": (Role.INTEGRATION, 201),
    # The hub of these tests has the built-in CRM.
    "tell_crm_events": (Role.OPERATOR, 404),
    "unknown_key": (None, 401),
    "unstorable_number": (Role.PARTNER_STAFF, 422),
}


def sent_by(role: Role | None, file: Path, hub: Hub) -> dict[str, Any]:
    """The event, with a real key in place of the example."""
    event: dict[str, Any] = json.loads(file.read_text())
    if role:
        event["headers"]["authorization"] = f"Bearer {a_client(hub, role).key}"
    return event


@pytest.fixture
def link(hub: Hub) -> None:
    """The link that the peer of these files sends its deals through."""
    link_id, key_id = "5f0c6e2b9a7d4c1e8f3a2b10", "0123456789ab"
    hub.inbound_links.add(
        InboundLink(
            link_id=link_id,
            partner_id="peer",
            name="Peer Alliance",
            workflow="sales",
            stage="new",
            key_ids=(key_id,),
            created_at=NOON,
        ),
        LinkKey(
            key_id=key_id,
            link_id=link_id,
            public_half="A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=",
            created_at=NOON,
        ),
        new_partner=Partner(partner_id="peer", name="Peer Alliance", kind=PartnerKind.PEER),
    )


def test_every_file_is_expected() -> None:
    assert {file.stem for file in FILES} == set(EXPECTED)


@pytest.mark.usefixtures("number", "link")
@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_request_is_answered(hub: Hub, file: Path) -> None:
    role, status = EXPECTED[file.stem]

    answered = handle(sent_by(role, file, hub), hub=hub)

    assert answered["statusCode"] == status, answered["body"]
    assert answered["isBase64Encoded"] is False
