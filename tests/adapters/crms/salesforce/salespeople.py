"""People at work in the sales of an org."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from referral_hub.domain.forms import Fields
from referral_hub.domain.lifecycles.sales_record import RecordKind
from referral_hub.ports import CrmEvents, TracksSales
from tests.adapters.crms.salesforce.org import Stage
from tests.contracts.sales_at_work import COMPANY, LEAD, OPPORTUNITY, ORDER, Converted

OBJECTS = {LEAD: "Lead", OPPORTUNITY: "Opportunity", ORDER: "Order"}
_NEEDED: Mapping[RecordKind, Mapping[str, str]] = {
    LEAD: {"LastName": "Virta", "Company": COMPANY},
    OPPORTUNITY: {"Name": "Lamps", "StageName": "Prospecting", "CloseDate": "2027-09-30"},
    ORDER: {"EffectiveDate": "2026-12-01", "Status": "Draft"},
}


class SalesOfTheOrg:
    def __init__(self, stage: Stage) -> None:
        self._stage = stage

    @property
    def crm(self) -> TracksSales:
        assert isinstance(self._stage.crm, TracksSales)
        return self._stage.crm

    @property
    def events(self) -> CrmEvents:
        assert self._stage.connection.events
        return self._stage.connection.events

    @property
    def now(self) -> datetime:
        return self._stage.clock.now

    def wait(self, seconds: float) -> None:
        self._stage.clock.advance(seconds=seconds)

    def add(self, kind: RecordKind, fields: Fields, *, at: str = COMPANY, of: str = "") -> str:
        told: dict[str, Any] = {**_NEEDED[kind], **fields}
        if kind is LEAD:
            return self._create(kind, {**told, "Company": at})
        told["AccountId"] = self._account_of(of) if of else self._stage.seed("Account", Name=at)
        if kind is OPPORTUNITY:
            return self._create(kind, told)
        worth = told.pop("TotalAmount", None)
        order_id = self._create(kind, told | ({"OpportunityId": of} if of else {}))
        if worth:
            self._stage.org.person(sell=order_id, worth=float(worth))
        return order_id

    def _account_of(self, opportunity_id: str) -> str:
        return str(self._stage.record(opportunity_id)["AccountId"])

    def _create(self, kind: RecordKind, fields: Mapping[str, Any]) -> str:
        return self._stage.org.person(create=OBJECTS[kind], fields=fields)

    def change(self, kind: RecordKind, record_id: str, fields: Fields) -> None:  # noqa: ARG002
        self._stage.org.person(edit=record_id, fields=fields)

    def convert(self, lead_id: str) -> Converted:
        self._stage.org.person(convert=lead_id, opportunity="Lamps", status="Qualified")
        lead = self._stage.record(lead_id)
        return Converted(lead["ConvertedAccountId"], lead["ConvertedOpportunityId"])

    def win(self, opportunity_id: str) -> None:
        self._enter(opportunity_id, "Closed Won")

    def lose(self, opportunity_id: str) -> None:
        self._enter(opportunity_id, "Closed Lost")

    def reopen(self, opportunity_id: str) -> None:
        self._enter(opportunity_id, "Negotiation/Review")

    def _enter(self, opportunity_id: str, stage: str) -> None:
        self._stage.org.person(edit=opportunity_id, fields={"StageName": stage})

    def delete(self, kind: RecordKind, record_id: str) -> None:  # noqa: ARG002
        self._stage.org.person(delete=record_id)

    def map_no_codes(self) -> None:
        """An admin takes away what is copied from leads to opportunities."""
        self._stage.behave(maps_leads=False)

    def restore(self, kind: RecordKind, record_id: str) -> None:  # noqa: ARG002
        self._stage.org.person(undelete=record_id)

    def merge(self, kind: RecordKind, kept: str, other: str) -> str:
        """In Salesforce accounts, contacts and leads can be merged."""
        assert kind is LEAD
        return self._stage.org.person(merge=other, into=kept)

    def heard(self) -> Sequence[Mapping[str, Any]]:
        return self._stage.org.events

    def go_away(self) -> None:
        self._stage.behave(server_unavailable=9)
