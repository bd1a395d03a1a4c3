"""
What was shared of a deal: by a partner with the host, or by the host with a partner.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from pydantic import Field

from referral_hub.domain.shapes import Instant, Moment, Money, Told

from .purpose import Purpose


class Customer(Told):
    """The customer company as the partner knows it."""

    company_name: str = Field(min_length=1, max_length=120)
    website_url: str = Field(default="", max_length=255)
    country_code: str = Field(default="", pattern=r"^([A-Z]{2})?$")
    industry: str = Field(default="", max_length=80)
    state: str = Field(default="", max_length=80)
    city: str = Field(default="", max_length=80)
    postal_code: str = Field(default="", max_length=20)
    street: str = Field(default="", max_length=255)


class Terms(Told):
    """
    The part of it that mappings read, whichever way it went.

    `received_at` is when one side had it from the other; `told_at` is when the partner said it
    last, by its own clock. `referral_code` says who is to earn by it. `custom` is what else was
    told, by names of the partner's own.
    """

    partner_id: str
    partner_referral_id: str
    number: str = ""
    title: str
    description: str = Field(default="", max_length=4000)
    customer: Customer
    value: Money | None = None
    target_close_date: date | None = None
    purpose: Purpose | None = None
    referral_code: str = Field(default="", max_length=64)
    custom: Mapping[str, str] = {}
    received_at: Moment
    told_at: Instant | None = None

    def outdates(self, told_at: Instant | None) -> bool:
        """Tell whether the partner has said something newer than what it said then."""
        return bool(told_at and self.told_at and told_at < self.told_at)
