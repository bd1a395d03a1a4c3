"""A lead, an opportunity or an order: as the CRM has it, and as a lifecycle sees it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from referral_hub.domain.forms import Fields
from referral_hub.domain.shapes import Frozen, Instant


class RecordKind(StrEnum):
    """What triggers a lifecycle. HubSpot's leads are contacts, its opportunities deals."""

    LEAD = "lead"
    OPPORTUNITY = "opportunity"
    ORDER = "order"


class _OfASale(Frozen):
    """
    What tells a record from all others, and which are of the same sale, itself among them: of a
    converted lead what it became, of an opportunity or an order what it came from.
    """

    kind: RecordKind
    record_id: str
    lead_id: str = ""
    account_id: str = ""
    opportunity_id: str = ""

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


class SalesRecord(_OfASale):
    """
    A record as the CRM has it at this moment: the fields that were asked for, as text, by the CRM's
    own names.

    `changed_at` is when it was saved last, by the CRM's clock. `gone` says that it was deleted;
    `won` is of an opportunity.
    """

    fields: Fields
    changed_at: Instant
    gone: bool = False
    won: bool = False


class RecordSeen(_OfASale):
    """
    A record as it was at one moment, in a lifecycle's words, whatever the CRM calls its fields.

    `at` is when it was saved so in the CRM, `seen_at` when the hub saw it; of two that were saved
    at the same moment the one that was seen later counts. `amount` is what the CRM says, which may
    be empty or no amount at all: what follows from that is the policy's. `facts` are what policies
    read besides, such as `annual_revenue`.
    """

    at: Instant
    seen_at: Instant
    code: str = ""
    status: str = ""
    source: str = ""
    won: bool = False
    gone: bool = False
    amount: str = ""
    currency: str = ""
    close_date: date | None = None
    facts: Mapping[str, str] = {}

    def is_before(self, other: RecordSeen) -> bool:
        """Tell which was earlier; of two at one moment, always the same."""
        mine, others = (self.at, self.seen_at), (other.at, other.seen_at)
        return mine < others if mine != others else self._content < other._content

    def says_the_same_as(self, other: RecordSeen) -> bool:
        """Tell whether it is the same, only seen at another time."""
        return self.model_copy(update={"seen_at": other.seen_at}) == other

    @property
    def _content(self) -> str:
        return json.dumps(self.model_dump(mode="json"), sort_keys=True)


class ReferralEvent(Frozen):
    """
    What the CRM's own referral programme is told: the fields of Salesforce's Process B2B Referral
    Event. `event_type` is `LifecycleStage.told_as`.
    """

    event_type: str
    code: str
    at: Instant
    lead_id: str = ""
    account_id: str = ""
    opportunity_id: str = ""
    amount: str = ""


def place_of(kind: RecordKind, record_id: str) -> str:
    return f"{kind}#{record_id}"
