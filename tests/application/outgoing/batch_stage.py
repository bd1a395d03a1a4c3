"""Batches as people ask for them, and as they are worked off in the background."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from referral_hub.adapters.batch_queues import MemoryBatchQueue
from referral_hub.adapters.crms.builtin import BuiltInCrm
from referral_hub.adapters.mail_memory import MemoryMail
from referral_hub.adapters.memory import MemoryTable
from referral_hub.adapters.memory_partner import MemoryPartner
from referral_hub.application.outgoing.batches import asking
from referral_hub.application.outgoing.batches.asking import BatchStanding
from referral_hub.application.outgoing.batches.rows import RowDesk
from referral_hub.application.outgoing.batches.work import BatchDesk, work_off
from referral_hub.domain.crm import Opportunity
from referral_hub.domain.effects import Done, Outcome
from referral_hub.domain.outgoing.batch import Batch, BatchRow
from referral_hub.hub import Hub
from referral_hub.ports import Item
from tests.application.outgoing.sharing_stage import a_sharing_hub
from tests.builders import Clock

INGRID = "ingrid@host.example"
READY = {"need": "Price"}


def a_bulk_hub(partner: MemoryPartner, **override: Any) -> Hub:
    """A hub that sends mail, and works batches off; its CRM may have moods."""
    clock = override.setdefault("clock", Clock())
    table = override.setdefault("table", MemoryTable())
    world = {
        "crm": MoodyCrm(table, clock),
        "mail": MemoryMail(),
        "batch_queue": MemoryBatchQueue(),
    }
    return a_sharing_hub(partner, **world | override)


def sales(hub: Hub, count: int) -> list[str]:
    """Let the CRM have so many opportunities of Fenwick; return their ids."""
    account = _id(hub.crm.create_account({"name": "Fenwick", "country_code": "NO"}, token="a" * 20))
    return [_sale(hub, account, f"{place:020}") for place in range(count)]


def of_nobody(hub: Hub) -> str:
    """Let the CRM have an opportunity whose account is gone."""
    return _sale(hub, "acc-gone", "n" * 20)


def _sale(hub: Hub, account_id: str, token: str) -> str:
    return _id(hub.crm.create_opportunity(account_id, {"name": "Tide gauges"}, token=token))


def _id(made: Outcome) -> str:
    assert isinstance(made, Done)
    return made.result


def begin(hub: Hub, opportunity_ids: Sequence[str], **override: Any) -> Batch:
    said = {
        "batch_id": "b1",
        "partner_id": "harbour",
        "opportunity_ids": tuple(opportunity_ids),
        "fields": READY,
        "by": "operator:Ingrid",
        "created_at": hub.clock(),
    }
    return asking.begin(
        wanted=Batch(**said | override),
        partners=hub.partners,
        connections=hub.connections,
        batches=hub.batches,
        mail=hub.mail,
    )


@dataclass
class Worker:
    """Whoever works batches off; `noted` are the rows it did, `stumbles` what nobody foresaw."""

    hub: Hub
    noted: list[BatchRow] = field(default_factory=list)
    stumbles: list[Exception] = field(default_factory=list)

    def works_off(self, batch: Batch) -> BatchStanding:
        """Work off all parts in their order, and see what came of it."""
        for place in batch.parts:
            self.works_off_part(batch, place)
        return seen(self.hub, batch)

    def works_off_part(self, batch: Batch, place: int, seconds: float = 100) -> None:
        until = self.hub.clock() + timedelta(seconds=seconds)
        work_off(batch_id=batch.batch_id, place=place, until=until, desk=self._desk)

    @property
    def _desk(self) -> BatchDesk:
        hub = self.hub
        rows = RowDesk(
            partners=hub.partners,
            connections=hub.connections,
            sharing=hub.sharing_desk,
        )
        return BatchDesk(
            batches=hub.batches,
            rows=rows,
            effects=hub.effects,
            mail=hub.mail,
            address_of=lambda batch_id: f"https://hub.example/{batch_id}",
            noted=lambda _, rows: self.noted.extend(rows),
            stumbled=lambda _, error: self.stumbles.append(error),
            clock=hub.clock,
        )


def seen(hub: Hub, batch: Batch) -> BatchStanding:
    return asking.standing(batch=hub.batches.get(batch.batch_id), batches=hub.batches)


def mails(hub: Hub) -> list[str]:
    """The subjects of all mails that were sent."""
    assert isinstance(hub.mail, MemoryMail)
    return [mail.subject for mail in hub.mail.sent.values()]


class MoodyCrm(BuiltInCrm):
    """
    Does as `moods` says when an opportunity is read. Finds one by an id in capitals, too, as a CRM
    may that has two spellings of its ids.
    """

    moods: Mapping[str, Exception] = {}

    def opportunity(self, opportunity_id: str) -> Opportunity | None:
        if trouble := self.moods.get(opportunity_id):
            raise trouble
        return super().opportunity(opportunity_id.lower())


class Crash(BaseException):
    """The process ends here: nothing catches it."""


class CrashingTable(MemoryTable):
    """A table after whose write, or before it, the process ends; `writes` counts them."""

    def __init__(self) -> None:
        super().__init__()
        self.writes = 0
        self.crash_before = self.crash_after = 0

    def put(self, item: Item, *, version: int) -> None:
        self.writes += 1
        if self.writes == self.crash_before:
            raise Crash
        super().put(item, version=version)
        if self.writes == self.crash_after:
            raise Crash
