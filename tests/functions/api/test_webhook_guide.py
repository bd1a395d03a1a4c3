"""docs/webhooks.md tells a partner's engineer what the hub does."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from referral_hub.domain.webhooks.delivery import MOST_ATTEMPTS, PAUSES
from referral_hub.domain.webhooks.signature import secret_of, signed_headers
from referral_hub.domain.webhooks.webhook import WebhookEvent

GUIDE = (Path(__file__).parents[3] / "docs/webhooks.md").read_text()
SECONDS = {"seconds": 1, "minutes": 60, "hours": 3600}
BODY = '{"type":"hub.test","data":{}}'


def test_it_lists_every_event() -> None:
    listed = re.findall(r"^\| `([a-z_]+\.[a-z_]+)` \|", GUIDE, re.MULTILINE)

    assert sorted(listed) == sorted(event.value for event in WebhookEvent)


def test_it_tells_every_pause() -> None:
    told = re.findall(r"^\| \d+ \| (\d+) (seconds|minutes|hours) \|", GUIDE, re.MULTILINE)

    assert tuple(int(count) * SECONDS[unit] for count, unit in told) == PAUSES
    assert f"\n| {MOST_ATTEMPTS} |" in GUIDE


@dataclass(frozen=True)
class Request:
    headers: Mapping[str, str]

    def get_data(self) -> str:
        return BODY


def test_its_receiver_takes_what_the_hub_sends_and_once() -> None:
    pytest.importorskip("standardwebhooks", reason="the independent verifier")
    secret, queue = secret_of(b"n" * 32), list[Any]()
    seen: set[str] = set()

    def seen_before(message_id: str) -> bool:
        known = message_id in seen
        seen.add(message_id)
        return known

    class Queue:
        put = queue.append

    (code,) = re.findall(r"```python\n(.+?)```", GUIDE, re.DOTALL)
    world: dict[str, Any] = {"SECRET": secret, "seen_before": seen_before, "queue": Queue}
    exec(code, world)  # noqa: S102 - our own guide
    now = int(datetime.now(UTC).timestamp())
    headers = signed_headers("msg_1", BODY, timestamp=now, secrets=[secret])

    answers = [world["receive"](Request(headers)) for _ in range(2)]

    assert answers == [("", 204), ("", 204)]
    assert [message["type"] for message in queue] == ["hub.test"]
