"""What docs/outgoing.md and the API's document ask of a batch is what a platform takes."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from functions.api.examples import BODIES
from referral_hub.adapters.mail_memory import MemoryMail
from tests.adapters.partners.platform.stage import PlatformStage
from tests.architecture.code import ROOT
from tests.builders import a_hub
from tests.connected import Connected
from tests.functions.api.client import a_client

GUIDE = (ROOT / "docs/outgoing.md").read_text()
EXAMPLES = [json.loads(it) for it in re.findall(r"```json\n(\{.+?\})\n```", GUIDE, re.DOTALL)]


@pytest.mark.parametrize(
    "example",
    [
        *(it for it in EXAMPLES if "opportunity_ids" in it),
        BODIES["createOutgoingBatch"],
    ],
)
def test_a_batch_for_a_platform_can_be_asked_for(
    example: dict[str, Any], stage: PlatformStage
) -> None:
    hub = a_hub(connections=Connected(lambda _: stage.connection), mail=MemoryMail())

    reply = a_client(hub).post("/v1/outgoing-referral-batches", example)

    assert (reply.status, reply.said["total"]) == (202, 2)
