"""
What a partner shares before anybody accepted: immutable, and without the customer's contact
details.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from hashlib import sha256
from typing import Any, Self

from pydantic import Field

from referral_hub.domain.shapes import Moment, Money, Told


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


class PartnerPerson(Told):
    """Whom to ask on the partner's side."""

    name: str = Field(default="", max_length=160, repr=False)
    email: str = Field(default="", max_length=255, repr=False)
    title: str = Field(default="", max_length=80, repr=False)


class Invitation(Told):
    """
    A partner's offer to work on a deal; it must be accepted before contact details flow.

    `offer` says what is offered, in the connector's word, by a partner that offers several things:
    empty is the usual one, an opportunity. `brought_by` is who of the host's people brought it in,
    where the partner did not. `told_at` is when the partner said it last, by its own clock.
    """

    partner_id: str
    partner_referral_id: str = Field(min_length=1, max_length=255)
    number: str = ""
    offer: str = Field(default="", max_length=40)
    title: str = Field(min_length=1, max_length=255)
    description: str = Field(default="", max_length=4000)
    customer: Customer
    value: Money | None = None
    target_close_date: date | None = None
    expires_at: Moment | None = None
    partner_people: tuple[PartnerPerson, ...] = ()
    custom: Mapping[str, str] = {}
    received_at: Moment
    told_at: Moment | None = None
    via: str
    brought_by: str = ""

    @classmethod
    def without_id(cls, **told: Any) -> Self:
        """
        Take in what came without an id of the partner's: one is made of what it says, so that the
        same again is no other.
        """
        unnamed = cls(**told, partner_referral_id="-")
        # Without defaults: a field that a later release adds must not change what is here already.
        said = unnamed.model_dump(mode="json", exclude=_BESIDE, exclude_defaults=True)
        return unnamed.model_copy(update={"partner_referral_id": f"content-{_digest(said)}"})

    @property
    def sender(self) -> str:
        """Who brought it, as the timeline says it."""
        return self.brought_by or f"partner:{self.partner_id}"

    def differs_in(self, other: Invitation) -> frozenset[str]:
        """Name the fields of which the two say different things, however they were delivered."""
        said, told = self._content, other._content
        return frozenset(name for name in said if said[name] != told[name])

    @property
    def _content(self) -> dict[str, Any]:
        return self.model_dump(mode="json", exclude=_DELIVERY)

    def outdates(self, told_at: Moment | None) -> bool:
        """Tell whether the partner has said something newer than what it said then."""
        return bool(told_at and self.told_at and told_at < self.told_at)


# How a delivery came, which tells it from others of the same.
_DELIVERY = {"number", "received_at", "told_at", "via", "brought_by"}
_BESIDE = {*_DELIVERY, "partner_id", "partner_referral_id"}


def _digest(said: Mapping[str, Any]) -> str:
    return sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:24]
