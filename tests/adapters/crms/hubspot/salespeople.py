"""People at work in the sales of a HubSpot portal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from referral_hub.adapters.crms.hubspot import paths
from referral_hub.domain.forms import Fields
from referral_hub.domain.lifecycles.sales_record import RecordKind
from referral_hub.ports import CrmEvents, TracksSales
from tests.adapters.crms.hubspot.portal import LAG_SECONDS, Portal
from tests.contracts.sales_at_work import COMPANY, LEAD, OPPORTUNITY, ORDER, Converted

KINDS = {LEAD: paths.CONTACTS, OPPORTUNITY: paths.DEALS, ORDER: paths.ORDERS}
# A contact without a code is nobody's lead; a deal has a name and a stage.
_BORN: Mapping[RecordKind, Fields] = {
    LEAD: {"lastname": "Virta", "referral_code": "SOMEBODY-S"},
    OPPORTUNITY: {"dealname": "Lamps", "dealstage": "appointmentscheduled"},
    ORDER: {"hs_order_name": "Lamps"},
}
SOURCE = "lead_source"


class Salespeople:
    def __init__(self, portal: Portal) -> None:
        assert portal.connection.events
        assert isinstance(portal.crm, TracksSales)
        self.crm: TracksSales = portal.crm
        self.events: CrmEvents = portal.connection.events
        self.portal = portal
        _with_a_source(portal)

    @property
    def now(self) -> datetime:
        return self.portal.clock.now

    def wait(self, seconds: float) -> None:
        self.portal.clock.advance(seconds=max(seconds, LAG_SECONDS))

    def add(self, kind: RecordKind, fields: Fields, *, at: str = COMPANY, of: str = "") -> str:
        told = {**_BORN[kind], **fields}
        record_id = self.portal.hubspot.person_creates(KINDS[kind], told)
        self.associate(kind, record_id, paths.COMPANIES, self._company(at))
        if of:
            self.associate(kind, record_id, paths.DEALS, of)
        return record_id

    def change(self, kind: RecordKind, record_id: str, fields: Fields) -> None:
        self.portal.hubspot.person_edits(KINDS[kind], record_id, dict(fields))

    def convert(self, lead_id: str) -> Converted:
        """As people do in HubSpot, where nothing is converted: they give the contact a deal."""
        lead = self.crm.sales_record(LEAD, lead_id, [])
        assert lead
        deal = self.add(OPPORTUNITY, {})
        self.associate(OPPORTUNITY, deal, paths.CONTACTS, lead_id)
        return Converted(lead.account_id, deal)

    def win(self, opportunity_id: str) -> None:
        self.change(OPPORTUNITY, opportunity_id, {"dealstage": "closedwon"})

    def lose(self, opportunity_id: str) -> None:
        self.change(OPPORTUNITY, opportunity_id, {"dealstage": "closedlost"})

    def reopen(self, opportunity_id: str) -> None:
        self.change(OPPORTUNITY, opportunity_id, {"dealstage": "contractsent"})

    def delete(self, kind: RecordKind, record_id: str) -> None:
        self.portal.hubspot.person_deletes(KINDS[kind], record_id)

    def restore(self, kind: RecordKind, record_id: str) -> None:
        self.portal.hubspot.person_restores(KINDS[kind], record_id)

    def merge(self, kind: RecordKind, kept: str, other: str) -> str:
        return self.portal.hubspot.person_merges(KINDS[kind], kept, other)

    def associate(self, kind: RecordKind, record_id: str, to: str, to_id: str) -> None:
        self.portal.hubspot.person_associates((KINDS[kind], record_id), (to, to_id))

    def heard(self) -> Sequence[Mapping[str, Any]]:
        return list(self.portal.hubspot.events)

    def go_away(self) -> None:
        self.portal.fails("service_unavailable", times=9)

    def _company(self, name: str) -> str:
        known = self.portal.records(paths.COMPANIES)
        ids = [each["id"] for each in known if each["properties"].get("name") == name]
        return str(ids[0]) if ids else self.portal.seed(paths.COMPANIES, name=name)


def _with_a_source(portal: Portal) -> None:
    """HubSpot has no property for it that people may write, so an admin makes one."""
    told = {"name": SOURCE, "label": "Lead source", "groupName": "contactinformation"}
    kind = {"type": "string", "fieldType": "text"}
    portal.calls_api("POST", f"/crm/properties/{paths.VERSION}/contacts", {**told, **kind})
