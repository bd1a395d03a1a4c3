"""
What a partner shares before anybody accepted: immutable, and without the customer's contact
details.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Self

from pydantic import Field

from referral_hub.domain.customers import CustomerKey, keys_of
from referral_hub.domain.shapes import Frozen, Moment, Told

from .axes import Stage
from .purpose import NOTHING_AGREED, Agreements
from .terms import Terms


class PartnerPerson(Told):
    """Whom to ask on the partner's side."""

    name: str = Field(default="", max_length=160, repr=False)
    email: str = Field(default="", max_length=255, repr=False)
    title: str = Field(default="", max_length=80, repr=False)


class Placement(Frozen):
    """
    Where a referral begins on the host's side, if whoever sent it has a place there: a stage of a
    sales workflow with what it counts as, and the e-mail address of the user who owns it.
    """

    workflow: str = ""
    stage: str = ""
    counts_as: Stage = Stage.NEW
    owner: str = ""
    why: tuple[str, ...] = ()


ANYWHERE = Placement()
# How an access referral comes, and the name under which its sender's note is kept.
ACCESS, NOTE = "access", "note"
# What it says of who of the client's people agreed, and in which words.
_CONSENT = ("consent_given_by", "consent_statement")


class Invitation(Terms):
    """
    A partner's offer to work on a deal; it must be accepted before contact details flow.

    `offer` says what is offered, in the connector's word, by a partner that offers several things:
    empty is the usual one, an opportunity. `brought_by` is who of the host's people brought it in,
    where the partner did not. `notes` are those that it came with: what is noted since is kept
    beside it.
    """

    partner_referral_id: str = Field(min_length=1, max_length=255)
    offer: str = Field(default="", max_length=40)
    title: str = Field(min_length=1, max_length=255)
    expires_at: Moment | None = None
    partner_people: tuple[PartnerPerson, ...] = ()
    agreements: Agreements = NOTHING_AGREED
    notes: str = Field(default="", max_length=4000)
    via: str
    brought_by: str = ""
    placement: Placement = ANYWHERE

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
    def customer_key(self) -> CustomerKey | None:
        """
        What tells the customer best; one, because each costs a write with every referral.
        """
        told = self.customer.model_dump(include={"company_name", "website_url", "country_code"})
        return next(iter(keys_of(**told)), None)

    @property
    def sender(self) -> str:
        """Who brought it, as the timeline says it."""
        return self.brought_by or f"partner:{self.partner_id}"

    @property
    def sender_note(self) -> str:
        """What the sender of an access referral says of it to the host's people."""
        return self.custom.get(NOTE, "") if self.via == ACCESS else ""

    @property
    def words_of_people(self) -> Mapping[str, str]:
        """What is told beside the deal that is of the client's people, by its names."""
        names = _CONSENT if self.via == ACCESS else ()
        return {name: self.custom[name] for name in names if name in self.custom}

    def differs_in(self, other: Invitation) -> frozenset[str]:
        """Name the fields of which the two say different things, however they were delivered."""
        said, told = self._content, other._content
        return frozenset(name for name in said if said[name] != told[name])

    @property
    def _content(self) -> dict[str, Any]:
        return self.model_dump(mode="json", exclude=_DELIVERY)


# How a delivery came, which tells it from others of the same.
_DELIVERY = {"number", "received_at", "told_at", "via", "brought_by", "placement"}
_BESIDE = {*_DELIVERY, "partner_id", "partner_referral_id"}


def _digest(said: Mapping[str, Any]) -> str:
    return sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:24]
