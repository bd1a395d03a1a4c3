"""A lead, an opportunity or an order: as the CRM has it, and as a lifecycle sees it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from referral_hub.domain.forms import Fields
from referral_hub.domain.shapes import Frozen, Moment


class RecordKind(StrEnum):
    """What triggers a lifecycle. HubSpot's leads are contacts, its opportunities deals."""

    LEAD = "lead"
    OPPORTUNITY = "opportunity"
    ORDER = "order"


class SalesRecord(Frozen):
    """
    A record as the CRM has it at this moment: the fields that were asked for, as text, by the CRM's
    own names.

    `changed_at` is when it was saved last, by the CRM's clock. `gone` says that it was deleted.
    `lead_id`, `account_id` and `opportunity_id` are those of the records that belong to it, itself
    among them, as far as there are any: of a converted lead, what it became. `won` is of an
    opportunity.
    """

    kind: RecordKind
    record_id: str
    fields: Fields
    changed_at: Moment
    gone: bool = False
    won: bool = False
    lead_id: str = ""
    account_id: str = ""
    opportunity_id: str = ""


class RecordSeen(Frozen):
    """
    A record as it was at one moment, in a lifecycle's words, whatever the CRM calls its fields.

    `at` is when it was saved so in the CRM, `seen_at` when the hub saw it; of two that were saved
    at the same moment the one that was seen later counts. `amount` is what the CRM says, which may
    be empty or no amount at all: what follows from that is the policy's. `facts` are what policies
    read besides, such as `annual_revenue`.
    """

    kind: RecordKind
    record_id: str
    at: Moment
    seen_at: Moment
    code: str = ""
    status: str = ""
    source: str = ""
    won: bool = False
    gone: bool = False
    amount: str = ""
    currency: str = ""
    close_date: date | None = None
    lead_id: str = ""
    account_id: str = ""
    opportunity_id: str = ""
    facts: Mapping[str, str] = {}

    @property
    def place(self) -> str:
        """What tells the record from all others: its kind and its id."""
        return place_of(self.kind, self.record_id)

    @property
    def belongs_to(self) -> tuple[str, ...]:
        """The places of this record and of those that are of the same sale."""
        others = {RecordKind.LEAD: self.lead_id, RecordKind.OPPORTUNITY: self.opportunity_id}
        linked = (place_of(kind, record_id) for kind, record_id in others.items() if record_id)
        return tuple(dict.fromkeys([self.place, *linked]))


class ReferralEvent(Frozen):
    """
    What the CRM's own referral programme is told: the fields of Salesforce's Process B2B Referral
    Event. `event_type` is `LifecycleStage.told_as`.
    """

    event_type: str
    code: str
    at: Moment
    lead_id: str = ""
    account_id: str = ""
    opportunity_id: str = ""
    amount: str = ""


def place_of(kind: RecordKind, record_id: str) -> str:
    return f"{kind}#{record_id}"
