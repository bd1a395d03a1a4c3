"""Leads and orders of the built-in CRM; other CRMs have theirs in their own words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from pydantic import Field

from .errors import HubError
from .forms import Fields
from .shapes import Frozen, Moment


class LeadStatus(StrEnum):
    NEW = "new"
    WORKING = "working"
    QUALIFIED = "qualified"
    DISQUALIFIED = "disqualified"


class OrderStatus(StrEnum):
    DRAFT = "draft"
    ACTIVATED = "activated"
    FULFILLED = "fulfilled"
    CANCELLED = "cancelled"


class LeadIsConverted(HubError):
    code = "lead_is_converted"
    fix = "Go on with its opportunity: PATCH /v1/crm/opportunities/{opportunity_id}."


# What an account and an opportunity have of the lead that they are made of, by the lead's names.
_OF_ACCOUNT = {
    "company": "name",
    "website": "website",
    "country_code": "country_code",
    "state": "state",
    "industry": "industry",
    "phone": "phone",
    "annual_revenue": "annual_revenue",
}
_OF_OPPORTUNITY = {
    "company": "name",
    "description": "description",
    "source": "source",
    "product": "product",
    "referral_code": "referral_code",
}


class CrmLead(Frozen):
    """
    Somebody who may buy. A converted lead names the account and the opportunity that it became, and
    is final. Its repr shows no personal data, so a log cannot either.
    """

    lead_id: str
    fields: Fields = Field(repr=False)
    created_at: Moment
    changed_at: Moment
    account_id: str = ""
    opportunity_id: str = ""
    version: int = 0

    @property
    def is_converted(self) -> bool:
        return bool(self.opportunity_id)

    @property
    def account_fields(self) -> Fields:
        """What an account has that is made of it."""
        return _named(self.fields, _OF_ACCOUNT)

    @property
    def opportunity_fields(self) -> Fields:
        """What an opportunity has that is made of it; the referral code goes along (LC-5)."""
        return _named(self.fields, _OF_OPPORTUNITY)

    def changed(self, fields: Fields, at: datetime) -> CrmLead:
        """
        Change these fields, and no other.

        Raises:
            LeadIsConverted: what it became has taken its place.
        """
        self.must_be_open()
        told = {"fields": {**self.fields, **fields}}
        return self if self._has(fields) else self.model_copy(update=told | {"changed_at": at})

    def _has(self, fields: Fields) -> bool:
        return fields.items() <= self.fields.items()

    def converted(self, *, account_id: str, opportunity_id: str, at: datetime) -> CrmLead:
        """
        Say what became of it: a lead that is converted is a qualified one.

        Raises:
            LeadIsConverted: as `changed`.
        """
        qualified = self.changed({"status": LeadStatus.QUALIFIED}, at)
        became = {"account_id": account_id, "opportunity_id": opportunity_id, "changed_at": at}
        return qualified.model_copy(update=became)

    def must_be_open(self) -> None:
        if self.is_converted:
            raise LeadIsConverted(f"lead {self.lead_id} became {self.opportunity_id}")


class CrmOrder(Frozen):
    """What a customer ordered; of one opportunity, or of none that is known."""

    order_id: str
    account_id: str
    opportunity_id: str = ""
    fields: Fields
    created_at: Moment
    changed_at: Moment
    version: int = 0

    def changed(self, fields: Fields, at: datetime) -> CrmOrder:
        """Change these fields, and no other."""
        if fields.items() <= self.fields.items():
            return self
        return self.model_copy(update={"fields": {**self.fields, **fields}, "changed_at": at})


def _named(fields: Fields, names: Mapping[str, str]) -> Fields:
    return {theirs: fields[ours] for ours, theirs in names.items() if fields.get(ours)}
