"""Leads and orders of the built-in CRM: what clients send, and what they are shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Self

from pydantic import Field, model_validator

from referral_hub.domain.bodies import RecordId
from referral_hub.domain.crm_sales import CrmLead, CrmOrder
from referral_hub.domain.shapes import Frozen, Moment

from .shapes import Overrides


class LeadBody(Frozen):
    """A new lead, by the names that GET /v1/crm/fields/lead lists; `company` is required."""

    fields: Overrides


class LeadChangeBody(Frozen):
    """The fields that change; what is left out stays."""

    fields: Overrides


class ConversionBody(Frozen):
    """
    An account that is there, or fields of a new one, and fields of the opportunity; what is left
    out is what the lead says, its referral code among it.
    """

    account_id: RecordId = ""
    account: Overrides = Field(default_factory=dict)
    opportunity: Overrides = Field(default_factory=dict)

    @model_validator(mode="after")
    def _has_one_account(self) -> Self:
        if self.account_id and self.account:
            raise ValueError("give account_id or account, not both")
        return self


class OrderBody(Frozen):
    """
    A new order of an account, or of an opportunity and so of its account, by the names that GET
    /v1/crm/fields/order lists.
    """

    account_id: RecordId = ""
    opportunity_id: RecordId = ""
    fields: Overrides

    @model_validator(mode="after")
    def _is_somebodys(self) -> Self:
        if not self.account_id and not self.opportunity_id:
            raise ValueError("give account_id or opportunity_id")
        return self


class OrderChangeBody(Frozen):
    """The fields that change; what is left out stays."""

    fields: Overrides


class LeadView(Frozen):
    """A lead; once it is converted, with what it became."""

    lead_id: str
    fields: Mapping[str, str]
    created_at: Moment
    changed_at: Moment
    account_id: str = ""
    opportunity_id: str = ""


class OrderView(Frozen):
    order_id: str
    account_id: str
    opportunity_id: str = ""
    fields: Mapping[str, str]
    created_at: Moment
    changed_at: Moment


def lead_view(lead: CrmLead) -> LeadView:
    return LeadView(**lead.model_dump(exclude={"version"}))


def order_view(order: CrmOrder) -> OrderView:
    return OrderView(**order.model_dump(exclude={"version"}))
