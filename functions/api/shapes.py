"""
What clients send. Unknown fields are refused, so nothing that the hub decides (numbers, states,
versions, a partner's identity) can be put in from outside.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, model_validator

from referral_hub.domain.access import MOST_PARTNERS, Role
from referral_hub.domain.bodies import (
    AmountBody,
    ContactBody,
    CustomerBody,
    EMail,
    FieldName,
    Line80,
    MaybePartnerId,
    PartnerId,
    Reason,
    RecordId,
    Text4000,
    Title,
    TypedCode,
    one_line,
    one_name,
    rfc_3339,
)
from referral_hub.domain.patterns import (
    CURSOR,
    CUSTOM_NAME,
    TEXT,
)
from referral_hub.domain.referrals.axes import Status
from referral_hub.domain.referrals.purpose import NOTHING_AGREED, Agreements, Purpose
from referral_hub.domain.shapes import Day, Frozen, Moment

# DynamoDB keeps 400 KB per item, both choices of a decision are kept on the referral, and JSON may
# double their length.
_MOST_BYTES = 50_000


def bounded(fields: Mapping[str, str]) -> Mapping[str, str]:
    if sum(len(text.encode()) for text in fields.values()) > _MOST_BYTES:
        raise ValueError(f"the fields are longer than {_MOST_BYTES} bytes together")
    return fields


Overrides = Annotated[Mapping[FieldName, Text4000], Field(max_length=200), AfterValidator(bounded)]


class PartnerPersonBody(Frozen):
    name: Annotated[str, one_line(160)] = ""
    email: EMail = ""
    title: Line80 = ""


CustomName = Annotated[str, StringConstraints(pattern=CUSTOM_NAME)]
CustomText = Annotated[str, StringConstraints(pattern=TEXT, max_length=1000)]


class ReferralBody(Frozen):
    """A referral that a partner shares; `partner_referral_id` is the partner's own id of it."""

    partner_referral_id: Annotated[str, one_name(255)]
    title: Title
    description: Text4000 = ""
    customer: CustomerBody
    value: AmountBody | None = None
    target_close_date: Day | None = None
    expires_at: Annotated[Moment, BeforeValidator(rfc_3339)] | None = Field(
        default=None, description="When the offer lapses; RFC 3339 with an offset."
    )
    partner_people: tuple[PartnerPersonBody, ...] = Field(default=(), max_length=20)
    contacts: tuple[ContactBody, ...] = Field(
        default=(), max_length=50, description="The customer's people, if they may be told already."
    )
    custom: Annotated[Mapping[CustomName, CustomText], Field(max_length=50)] = {}
    purpose: Purpose | None = Field(default=None, description="What the client needs.")
    agreements: Agreements = Field(
        default=NOTHING_AGREED, description="With all three there is nothing left to refer."
    )
    referral_code: TypedCode = Field(
        default="", description="Of whoever is to be rewarded if the deal is won."
    )
    notes: Text4000 = Field(default="", description="Shown to the host, and may be edited later.")


class ContactsBody(Frozen):
    contacts: tuple[ContactBody, ...] = Field(min_length=1, max_length=50)


class AccountChoiceBody(Frozen):
    """Either `existing`, the id of an account, or `create`, what to set over the preview."""

    existing: RecordId = ""
    create: Overrides | None = None

    @model_validator(mode="after")
    def _one_of_the_two(self) -> Self:
        if bool(self.existing) == (self.create is not None):
            raise ValueError("give either `existing` (an account id) or `create` (its fields)")
        return self


class OpportunityChoiceBody(Frozen):
    """What to set over the preview, or `existing`, the id of an opportunity to link instead."""

    existing: RecordId = ""
    fields: Overrides = Field(default_factory=dict)

    @model_validator(mode="after")
    def _not_both(self) -> Self:
        if self.existing and self.fields:
            raise ValueError("give either `existing` or `fields`: what is linked is not edited")
        return self


class AcceptBody(Frozen):
    account: AccountChoiceBody
    opportunity: OpportunityChoiceBody = Field(default_factory=OpportunityChoiceBody)


class AccountCorrection(Frozen):
    """What to set over the account that was asked for, while it is not there."""

    create: Overrides = Field(default_factory=dict)


class OpportunityCorrection(Frozen):
    """What to set over the opportunity that was asked for, while it is not there."""

    fields: Overrides = Field(default_factory=dict)


class RetryBody(Frozen):
    """Corrections of the acceptance; what is left out stays as it was decided."""

    account: AccountCorrection = Field(default_factory=AccountCorrection)
    opportunity: OpportunityCorrection = Field(default_factory=OpportunityCorrection)


class RejectBody(Frozen):
    reason: Reason


# None when nobody said it; by a factory, so that the document names no default: null is refused.
_LEFT_OUT: Any = Field(default_factory=lambda: None)


class KeyBody(Frozen):
    """
    Whom the key is for: a `user`, by e-mail address, and it opens what the user may do whenever it
    is used; or a `role`. `partner_id` goes with the roles of a partner, `partner_ids` with
    `partner_manager`, and neither with the others.
    """

    role: Role = _LEFT_OUT
    user: EMail = ""
    name: Line80 = ""
    partner_id: MaybePartnerId = ""
    partner_ids: tuple[PartnerId, ...] = Field(default=(), max_length=MOST_PARTNERS)

    @model_validator(mode="after")
    def _for_a_user_or_a_role(self) -> Self:
        if bool(self.user) == ("role" in self.model_fields_set):
            raise ValueError("give role, or the user whose role counts")
        if self.user and self.named:
            raise ValueError("give no partners with user: those of the user count")
        return self

    @property
    def named(self) -> tuple[str, ...]:
        """Every partner that is named, each once."""
        return tuple(dict.fromkeys(filter(None, (self.partner_id, *self.partner_ids))))


def whole_number(text: object) -> object:
    if isinstance(text, str) and not (text.isascii() and text.isdigit()):
        raise ValueError("must be a whole number")
    return text


Limit = Annotated[int, Field(ge=1, le=100), BeforeValidator(whole_number)]
Cursor = Annotated[str, StringConstraints(pattern=CURSOR, max_length=400)]


class InboxQuery(Frozen):
    """What is left out does not restrict; a search is the referral book's."""

    status: tuple[Status, ...] = Field(
        default=(), max_length=4, description="Repeat it for several."
    )
    partner_id: MaybePartnerId = ""
    limit: Limit = 25
    cursor: Cursor = ""


class AccountQuery(Frozen):
    q: Annotated[str, one_name(100)] = Field(description="The beginning of a word of the name.")
    limit: Limit = 20
