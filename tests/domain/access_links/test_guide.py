"""docs/access-referrals.md is a protocol that a third party can implement: its examples hold."""

from __future__ import annotations

import re
from base64 import b64decode
from pathlib import Path

from pydantic import TypeAdapter

from referral_hub.adapters.ed25519 import Ed25519
from referral_hub.domain.access_links.results import AccessAnswer
from referral_hub.domain.access_links.signing import ReferralKey, SignedBy
from referral_hub.domain.access_links.transfer import AccessMessage, SharedReferral

GUIDE = (Path(__file__).parents[3] / "docs/access-referrals.md").read_text()
EXAMPLES = re.findall(r"```json\n(.+?)```", GUIDE, re.DOTALL)


def header_lines() -> dict[str, str]:
    (request,) = re.findall(r"```http\n(.+?)```", GUIDE, re.DOTALL)
    lines = (line.partition(": ") for line in request.splitlines())
    return {name.lower(): value for name, _, value in lines}


def test_its_worked_example_is_signed_as_it_says() -> None:
    (key,) = set(re.findall(r"rk_[0-9a-f]{12}_[\w-]{43}", GUIDE))
    (public,) = re.findall(r"public half is `(.+?)`", GUIDE)
    (content,) = re.findall(r"over the content `(.+?)`\.\n", GUIDE)
    signed = SignedBy.read(header_lines())

    body = re.findall(r"the body `(.+?)` \(22 bytes\)", GUIDE)[0].encode()

    assert signed.content(body) == content.encode()
    assert len(body) == 22
    assert Ed25519().public_half(ReferralKey.read(key).seed) == b64decode(public)
    assert Ed25519().fits(b64decode(public), signed.signatures[0], signed.content(body))


def test_its_messages_are_those_that_are_taken() -> None:
    deals, answer, contacts = EXAMPLES

    assert AccessMessage.model_validate_json(deals).root.type == "access.referrals"
    assert AccessMessage.model_validate_json(contacts).root.type == "access.contacts"
    statuses = [result.status for result in AccessAnswer.model_validate_json(answer).results]
    assert statuses == ["created", "repeated", "refused"]


def test_it_names_every_member_that_may_be_sent() -> None:
    schema = TypeAdapter(SharedReferral).json_schema()
    members = set(schema["properties"]) | {
        member for model in schema["$defs"].values() for member in model.get("properties", {})
    }

    assert {member for member in members if f'"{member}"' not in EXAMPLES[0]} == set()
