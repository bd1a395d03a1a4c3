"""What a queue brings again: soon, but not before whoever was busy wants to be asked again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from functions.sqs._in_order import in_order
from referral_hub.adapters.memory import MemoryRedelivery
from referral_hub.domain.errors import Unavailable
from referral_hub.hub import Hub

Settle = Callable[[dict[str, Any], Hub], bool]


def busy(seconds: float | None) -> Settle:
    """A system that takes nothing now, and may say for how long."""
    after = None if seconds is None else timedelta(seconds=seconds)

    def settle(_: dict[str, Any], __: Hub) -> bool:
        raise Unavailable("the partner", "is busy", again_after=after)

    return settle


@pytest.mark.parametrize(
    ("asked", "pause"), [(None, 5), (1, 5), (90, 90), (90.2, 91), (24 * 60 * 60, 15 * 60)]
)
def test_whoever_wants_to_be_left_alone_for_a_while_is(
    asked: float | None, pause: int, hub: Hub
) -> None:
    redelivery = MemoryRedelivery()
    attributes = {"MessageGroupId": "R-000001", "ApproximateReceiveCount": "1"}
    record = {"messageId": "m-0", "receiptHandle": "receipt-1", "attributes": attributes}

    in_order({"Records": [record]}, replace(hub, redelivery=redelivery), busy(asked), of="outbound")

    assert redelivery.pauses == {"receipt-1": pause}
