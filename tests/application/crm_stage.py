"""A hub whose CRM has a list of referrals and tells of changes, all of it in memory."""

from __future__ import annotations

from typing import Any

from referral_hub.adapters.crms.builtin import BuiltInCrm
from referral_hub.adapters.crms.memory import MemoryCrmEvents, MemoryReferralList
from referral_hub.adapters.memory import MemoryDeadLetters, MemoryHintQueue, MemoryTable
from referral_hub.application.crms import changes as crm_changes
from referral_hub.application.crms import decisions as crm_decisions
from referral_hub.application.crms import referral_list as crm_list
from referral_hub.domain.crm import Opportunity
from referral_hub.domain.crm_referrals import CrmHint, CrmThing, CrmVerdict, ReferralCard
from referral_hub.domain.deals.deal import Deal
from referral_hub.domain.errors import Unavailable
from referral_hub.domain.referrals.referral import Referral
from referral_hub.hub import Hub
from referral_hub.ports import Key
from referral_hub.records.items import to_item
from tests.application.stage import accepted, publish, run
from tests.builders import Clock, a_hub, ask

SECRET = "the secret of the app"
SYNCED = (
    {"target": "name", "template": "{customer.company_name}: {title}"},
    {"target": "amount", "template": "{value.amount}", "sync": "both"},
    {"target": "currency", "template": "{value.currency}", "sync": "both"},
    {"target": "close_date", "template": "{target_close_date}", "sync": "from_crm"},
    {"target": "description", "template": "{description}"},
)


class BusyCrm(BuiltInCrm):
    """The built-in CRM, in which people work; it may be closed, and counts who looks."""

    def __init__(self, table: MemoryTable, clock: Clock) -> None:
        super().__init__(table, clock)
        self.looks = 0
        self.closed = False
        self._names: dict[str, str] = {}

    def known_as(self, name: str, opportunity_id: str) -> None:
        """Let another id lead to the opportunity, such as one of a sample."""
        self._names[name] = opportunity_id

    def opportunity(self, opportunity_id: str) -> Opportunity | None:
        if self.closed:
            raise Unavailable(self.name, "the CRM is closed")
        self.looks += 1
        return super().opportunity(self._names.get(opportunity_id, opportunity_id))

    def edit(self, opportunity_id: str, **fields: str) -> None:
        found = super().opportunity(opportunity_id)
        assert found
        key = Key(f"CRM#OPPORTUNITY#{opportunity_id}", "OPPORTUNITY")
        item = self._table.get(key)
        assert item
        told = {"fields": {**found.fields, **fields}, "changed_at": self._clock()}
        edited = found.model_copy(update=told)
        version = int(item["version"])
        self._table.put(
            to_item(key, "CRM_OPPORTUNITY", edited, version=version + 1), version=version
        )

    def delete(self, opportunity_id: str) -> None:
        self._table.delete(Key(f"CRM#OPPORTUNITY#{opportunity_id}", "OPPORTUNITY"))


class ClosedList(MemoryReferralList):
    """A list inside a CRM that cannot be reached."""

    def show(self, cards: Any) -> None:
        raise Unavailable("crm", f"{len(cards)} cards could not be shown")


def a_connected_hub(**override: Any) -> Hub:
    clock, table = override.get("clock", Clock()), override.get("table", MemoryTable())
    world = {
        "crm": BusyCrm(table, clock),
        "referral_list": MemoryReferralList(),
        "crm_events": MemoryCrmEvents(SECRET),
        "crm_hints": MemoryHintQueue(),
        "dead_letters": MemoryDeadLetters(),
        "public_url": "https://hub.example",
    }
    return a_hub(**{"clock": clock, "table": table} | world | override)


def crm_of(hub: Hub) -> BusyCrm:
    assert isinstance(hub.crm, BusyCrm)
    return hub.crm


def list_of(hub: Hub) -> MemoryReferralList:
    assert isinstance(hub.referral_list, MemoryReferralList)
    return hub.referral_list


def show(hub: Hub, *numbers: str) -> int:
    shown: crm_list.Shown = ask(hub, crm_list.show, numbers=numbers)
    return shown.count


def card(hub: Hub, number: str) -> ReferralCard:
    """The referral as it stands in the list once it is shown anew."""
    show(hub, number)
    return list_of(hub).cards[number]


def decide(hub: Hub, number: str, verdict: CrmVerdict, **said: Any) -> Referral | None:
    """Let somebody decide inside the CRM, and the hub hear of it."""
    return hear(hub, note_decision(hub, number, verdict, **said))


def note_decision(hub: Hub, number: str, verdict: CrmVerdict, **said: Any) -> str:
    """Let somebody fill in the record of a referral, and nobody hear of it yet; its id."""
    show(hub, number)
    return list_of(hub).decide(number, verdict, **said)


def hear(hub: Hub, record_id: str, by: str = "") -> Referral | None:
    hint = CrmHint(about=CrmThing.REFERRAL, record_id=record_id, by=by)
    taken: Referral | None = ask(hub, crm_decisions.take, hint=hint)
    return taken


def a_synced_deal(hub: Hub, **said: Any) -> Referral:
    """A referral whose opportunity is there, and whose changes come back."""
    publish(hub, opportunity_mapping=SYNCED)
    number = accepted(hub, **said).number
    run(hub, number)
    assert hub.crm_links
    hub.crm_links.link(hub.referrals.get(number))
    return hub.referrals.get(number)


def changes(hub: Hub, opportunity_id: str, **fields: str) -> list[str]:
    """Let somebody change an opportunity, and the hub hear of it."""
    crm_of(hub).edit(opportunity_id, **fields)
    return look(hub, opportunity_id)


def look(hub: Hub, opportunity_id: str) -> list[str]:
    hint = CrmHint(about=CrmThing.OPPORTUNITY, record_id=opportunity_id, at=hub.clock())
    return list(ask(hub, crm_changes.follow, hint=hint))


def deal_of(hub: Hub, number: str) -> Deal:
    found = hub.deals.find(number)
    assert found
    return found
