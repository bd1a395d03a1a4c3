"""Two people edit one line at once: one counts, and the other is told (PB-7)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from referral_hub.adapters.memory import MemoryTable
from referral_hub.domain.access import Role
from referral_hub.hub import Hub
from referral_hub.ports import Write
from tests.builders import a_hub
from tests.functions.api.book.lines import edits, opens, sent_to_harbour
from tests.functions.api.client import Client, Reply, a_client

SEVEN = {"amount": "7.00", "currency": "EUR"}


class Interrupted(MemoryTable):
    """Something happens once, after an edit has been noted and before anybody is told of it."""

    meanwhile: Callable[[], object] | None = None

    def put_all(self, writes: Sequence[Write]) -> None:
        super().put_all(writes)
        if self.meanwhile and any(write.item["sk"] == "NOTES" for write in writes):
            happens, self.meanwhile = self.meanwhile, None
            happens()


@pytest.fixture
def hub() -> Hub:
    return a_hub(table=Interrupted())


@pytest.mark.parametrize("told", [{"stage": "lost"}, {"notes": "Mine."}, {"value": SEVEN}])
@pytest.mark.parametrize("way", ["shared by the partner", "sent to it"])
def test_an_edit_that_is_under_way_makes_another_one_stale(
    hub: Hub, partner: Client, told: dict[str, Any], way: str
) -> None:
    number = sent_to_harbour(hub) if way == "sent to it" else partner.shares().said["number"]
    seen, others = opens(partner, number).headers["ETag"], list[Reply]()
    colleague = a_client(hub, Role.PARTNER_STAFF)
    assert isinstance(hub.table, Interrupted)
    hub.table.meanwhile = lambda: others.append(edits(colleague, number, seen=seen, **told))

    counts = edits(partner, number, seen=seen, stage="in_progress")

    assert (counts.status, counts.said["stage"]) == (200, "in_progress")
    assert [other.status for other in others] == [412]
    assert counts.said["notes"]["text"] == ""
    assert counts.said["value"] != SEVEN
