"""
A text that is not UTF-8 is refused, and never kept with a character for what got lost of it:
whether API Gateway brings it as text, having replaced its bytes, or as they came.
"""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass
from typing import Any

import pytest

from referral_hub.domain.partners.partner import PartnerKind
from referral_hub.hub import Hub
from tests.builders import a_partner
from tests.functions.api.client import MAREN, Client, Reply, a_shared_referral

FILE = "title;company\r\nLamps;Müller\r\nHorns;Fenwick\r\nBuoys;Søgård\r\n"


@dataclass(frozen=True)
class Brought:
    """How API Gateway brings the bytes that a client sent."""

    body: str
    base64: bool


def as_text(raw: bytes) -> Brought:
    return Brought(raw.decode(errors="replace"), base64=False)


def as_bytes(raw: bytes) -> Brought:
    return Brought(base64.b64encode(raw).decode(), base64=True)


WAYS = pytest.mark.parametrize("brought", [as_text, as_bytes], ids=["text", "bytes"])


@pytest.fixture(autouse=True)
def _google(hub: Hub) -> None:
    hub.partners.add(a_partner(partner_id="google", kind=PartnerKind.MANUAL))


def sends(client: Client, path: str, kind: str, brought: Brought) -> Reply:
    headers = {"content-type": kind}
    return client.send("POST", path, body=brought.body, headers=headers, base64=brought.base64)


def shares(client: Client, body: dict[str, Any]) -> Reply:
    """Share a referral in Latin-1, as a client does that knows no other."""
    raw = json.dumps(body, ensure_ascii=False).encode("latin-1")
    return sends(client, "/v1/referrals", "application/json", as_text(raw))


def imports(client: Client, brought: Brought) -> Reply:
    return sends(client, "/v1/partners/google/referrals/import", "text/csv", brought)


@WAYS
def test_a_file_in_latin_1_is_refused_with_its_lines_and_the_fix(
    operator: Client, hub: Hub, brought: Any
) -> None:
    refused = imports(operator, brought(FILE.encode("latin-1")))

    assert (refused.status, refused.code) == (400, "unreadable_text")
    assert set(refused.wrong) == {"line 2", "line 4"}
    assert "UTF-8" in refused.said["fix"]
    assert list(hub.referrals.newest()) == []


@WAYS
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_the_same_file_in_utf_8_is_taken(operator: Client, brought: Any, encoding: str) -> None:
    taken = imports(operator, brought(FILE.encode(encoding)))

    assert (taken.status, taken.said["created"]) == (200, 3)


def test_a_referral_in_latin_1_is_refused_with_every_field_of_it(partner: Client, hub: Hub) -> None:
    told = a_shared_referral(
        title="Müller: Lampen",
        contacts=[MAREN | {"last_name": "Søgård"}],
        custom={"ort": "Köln", "campaign": "autumn"},
    )

    refused = shares(partner, told)

    assert (refused.status, refused.code) == (422, "invalid_request")
    assert set(refused.wrong) == {"/title", "/contacts/0/last_name", "/custom/ort"}
    assert "send them as UTF-8" in refused.wrong["/title"]
    assert list(hub.referrals.newest()) == []


def test_a_name_that_got_lost_is_refused_as_a_text_is(partner: Client) -> None:
    refused = shares(partner, a_shared_referral(custom={"größe": "12"}))

    assert [why for why in refused.wrong.values() if "UTF-8" in why]


def test_a_referral_in_latin_1_that_comes_as_bytes_is_no_json(partner: Client) -> None:
    raw = json.dumps(a_shared_referral(title="Müller"), ensure_ascii=False).encode("latin-1")

    refused = sends(partner, "/v1/referrals", "application/json", as_bytes(raw))

    assert (refused.status, refused.code) == (400, "malformed_json")
    assert "send it as UTF-8" in refused.said["detail"]


def test_what_an_event_of_a_crm_quotes_is_no_reason_to_miss_it(operator: Client) -> None:
    event = json.dumps({"propertyValue": "M\ufffdller"})

    told = sends(operator, "/v1/crm-events/hubspot", "application/json", as_text(event.encode()))

    assert told.code == "crm_not_connected"
