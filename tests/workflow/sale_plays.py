"""A sale as it goes through a CRM, and how the hub hears of it: late, twice, or with a crash."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from referral_hub.adapters.memory import MemoryTable
from referral_hub.application.lifecycles.following import follow
from referral_hub.domain.lifecycles.sales_record import RecordSeen
from referral_hub.domain.lifecycles.tracked import TrackedReferral
from referral_hub.domain.rewards.decision import Decision
from referral_hub.domain.rewards.entries import LedgerEntry
from referral_hub.domain.rewards.reward import Reward
from referral_hub.hub import Hub
from referral_hub.ports import Item, Write
from referral_hub.records.items import from_item
from tests.builders import a_hub
from tests.lifecycle_records import a_lead, an_opportunity, with_codes


class Crash(BaseException):
    """The function dies: nothing of it goes on, and whoever called it calls again."""


class CrashingTable(MemoryTable):
    """Dies before a write, or after it, when it is told to."""

    dies = ""

    def put_all(self, writes: Sequence[Write]) -> None:
        self._may_die("before")
        super().put_all(writes)
        self._may_die("after")

    def _may_die(self, when: str) -> None:
        if self.dies == when:
            self.dies = ""
            raise Crash(when)

    def of_kind(self, kind: str) -> list[Item]:
        """Read all items of a kind, whichever way the hub itself would find them."""
        return [item for item in self._items.values() if item.get("kind") == kind]


@dataclass
class Ear:
    """A hub that hears of records."""

    table: CrashingTable = field(default_factory=CrashingTable)

    def __post_init__(self) -> None:
        self.hub: Hub = with_codes(a_hub(table=self.table))

    def hear(self, seen: RecordSeen) -> None:
        follow(seen=seen, now=self.hub.clock(), desk=self.hub.lifecycle_desk)

    def hear_and_die(self, seen: RecordSeen, when: str) -> None:
        self.table.dies = when
        with suppress(Crash):
            self.hear(seen)
        self.table.dies = ""

    @property
    def referrals(self) -> list[TrackedReferral]:
        return [from_item(TrackedReferral, item) for item in self.table.of_kind("TRACKED")]

    @property
    def rewards(self) -> list[Reward]:
        return [from_item(Reward, item) for item in self.table.of_kind("REWARD")]

    @property
    def booked(self) -> Counter[str]:
        """What the ledger says is owed in all, by currency."""
        entries = (from_item(LedgerEntry, i) for i in self.table.of_kind("LEDGER_ENTRY"))
        return _summed((entry.currency, entry.minor) for entry in entries)

    @property
    def owed(self) -> Counter[str]:
        """What the rewards say is owed in all, by currency."""
        return _summed((reward.currency, reward.outstanding_minor) for reward in self.rewards)

    @property
    def end(self) -> list[tuple[Any, ...]]:
        """How each sale ended. A reward that was taken back, or never was, comes to the same."""
        rewards = {reward.number: reward for reward in self.rewards}
        return sorted(
            (_how_far(referral), _worth(rewards.get(referral.number)))
            for referral in self.referrals
            if not referral.joined_to
        )


def _summed(amounts: Iterable[tuple[str, int]]) -> Counter[str]:
    summed = Counter[str]()
    for currency, minor in amounts:
        summed[currency] += minor
    return Counter({currency: minor for currency, minor in summed.items() if minor})


def _how_far(referral: TrackedReferral) -> tuple[Any, ...]:
    stages = tuple((r.event, str(r.at), r.back_filled) for r in referral.reached)
    return (referral.code, stages, referral.open_again, _said(referral.decision))


def _said(decision: Decision | None) -> str:
    return decision.model_dump_json(exclude={"at"}) if decision else ""


def _worth(reward: Reward | None) -> tuple[Any, ...]:
    if reward is None or not (reward.owed_minor or reward.paid_minor):
        return ()
    days = (str(reward.held_until), str(reward.payout_date))
    return (reward.state, reward.minor, reward.currency, *days)


@dataclass
class Sale:
    """A lead and the opportunity that it becomes, each as it is in the CRM at this minute."""

    minute: int = 0
    lead: RecordSeen | None = None
    opportunity: RecordSeen | None = None
    saved: list[RecordSeen] = field(default_factory=list)

    def comes_as_a_lead(self, code: str) -> None:
        self.lead = self._save(a_lead(self._now(), code=code))

    def lead_is(self, status: str) -> None:
        assert self.lead
        self.lead = self._again(self.lead, status=status)

    def is_converted(self, code: str) -> None:
        assert self.lead
        self.comes_as_an_opportunity(code)
        assert self.opportunity
        became = {"account_id": "acc-1", "opportunity_id": self.opportunity.record_id}
        self.lead = self._again(self.lead, status="Qualified", **became)

    def comes_as_an_opportunity(self, code: str) -> None:
        self.opportunity = self._save(an_opportunity(self._now(), code=code))

    def opportunity_is(self, **said: Any) -> None:
        assert self.opportunity
        self.opportunity = self._again(self.opportunity, **said)

    def _again(self, seen: RecordSeen, **said: Any) -> RecordSeen:
        moved = self._now()
        at = a_lead(moved).at
        return self._save(seen.model_copy(update={**said, "at": at, "seen_at": at}))

    def _now(self) -> int:
        self.minute += 1
        return self.minute

    def _save(self, seen: RecordSeen) -> RecordSeen:
        self.saved.append(seen)
        return seen


def in_order(sale: Sale) -> Ear:
    """A hub that heard of each save once, when it was saved."""
    ear = Ear()
    for seen in sale.saved:
        ear.hear(seen)
    return ear
