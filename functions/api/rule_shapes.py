"""What clients send of rules, and of the opportunities that rules look at."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from referral_hub.domain.bodies import Line255, RecordId
from referral_hub.domain.outgoing.rules import ReferralRule
from referral_hub.domain.shapes import Frozen

from .shapes import Overrides


class RuleBody(ReferralRule):
    """
    The next version of a rule. What the hub says of a version may be sent back as it was read; the
    address and If-Match are what counts.
    """


class RuleTrialBody(Frozen):
    opportunity_id: Annotated[RecordId, Field(min_length=1)]


class RuleCheckBody(Frozen):
    """
    A save that somebody is about to do in the CRM: an opportunity and the fields that change, or a
    new one of an account. `users` are the names of who saves: id, e-mail; by default, the caller.
    """

    opportunity_id: RecordId = ""
    account_id: RecordId = ""
    fields: Overrides = Field(default_factory=dict)
    users: tuple[Line255, ...] = Field(default=(), max_length=5)


class OpportunityChangeBody(Frozen):
    """The fields that change, by the CRM's names; what is left out stays."""

    fields: Overrides


class OpportunityBody(Frozen):
    """A new opportunity of an account."""

    account_id: Annotated[RecordId, Field(min_length=1)]
    fields: Overrides
