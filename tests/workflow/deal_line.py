"""The way from a hub's table to its CRM, which breaks as a schedule says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from referral_hub.adapters.memory import MemoryTable
from referral_hub.domain.effects import Done
from referral_hub.domain.errors import Conflict, Unavailable
from referral_hub.domain.forms import Fields
from referral_hub.ports import Crm, Item
from tests.application.stage import Crash

FAULTS = ("read", "throttled", "conflict", "crash before", "crash after", "cut off")


class RelayedTable(MemoryTable):
    """Sends on what the CRM has not been told, as the table's stream does."""

    def __init__(self) -> None:
        super().__init__()
        self.unsent: list[str] = []

    def put(self, item: Item, *, version: int) -> None:
        super().put(item, version=version)
        if item.get("unsent") == "yes":
            self.unsent.append(item["pk"].partition("#")[2])


class Line:
    """Leads to a CRM, and breaks as it is told: around the next update, or for one read."""

    def __init__(self, crm: Crm) -> None:
        self._crm = crm
        self.breaks = ""
        self.written: list[Fields] = []
        self.changed: Callable[[], None] = lambda: None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._crm, name)

    def opportunity(self, opportunity_id: str) -> Any:
        self._may_break("read", Unavailable("crm", "try later"))
        return self._crm.opportunity(opportunity_id)

    def update_opportunity(self, opportunity_id: str, fields: Fields) -> Any:
        self._may_break("throttled", Unavailable("crm", "429"))
        self._may_break("conflict", Conflict("somebody changes it"))
        self._may_break("crash before", Crash("before"))
        assert all(text.strip() for text in fields.values()), "a blank is written"
        outcome: Any = self._crm.update_opportunity(opportunity_id, fields)
        assert isinstance(outcome, Done), outcome
        self.written.append(dict(fields))
        self.changed()
        self._may_break("crash after", Crash("after"))
        self._may_break("cut off", Unavailable("crm", "timeout"))
        return outcome

    def _may_break(self, place: str, trouble: BaseException) -> None:
        if self.breaks == place:
            self.breaks = ""
            raise trouble
