"""What clients send of outgoing referrals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from referral_hub.application.outgoing.sharing.answering import Answer
from referral_hub.domain.bodies import Line255, MaybePartnerId, PartnerId, RecordId, Text4000
from referral_hub.domain.outgoing.partner_referral import Verdict
from referral_hub.domain.patterns import CUSTOM_NAME, TEXT
from referral_hub.domain.referrals.axes import OutgoingStatus, Stage
from referral_hub.domain.shapes import Frozen

from .shapes import AcceptBody, Cursor, Limit, bounded

FormName = Annotated[str, StringConstraints(pattern=CUSTOM_NAME)]
FormFields = Annotated[Mapping[FormName, Text4000], Field(max_length=200), AfterValidator(bounded)]
Solutions = Annotated[tuple[RecordId, ...], Field(max_length=20)]
_FROM_NONE = "from_opportunity needs opportunity_id, the opportunity that it is made from"


class OutgoingBody(Frozen):
    """
    A referral that the host shares with a partner.

    `fields` are those of the partner's form, and win over what the mappings give for the
    opportunity of the CRM. With `from_opportunity` it is made from that, and stays with it.
    `solutions` are ids of the host's in the partner's catalogue. Without `ready_for_submit` the
    policy says whether it is handed over at once.
    """

    partner_id: PartnerId
    opportunity_id: RecordId = ""
    from_opportunity: bool = False
    fields: FormFields = Field(default_factory=dict)
    solutions: Solutions = ()
    ready_for_submit: bool | None = None

    @model_validator(mode="after")
    def _from_one_that_is_named(self) -> Self:
        if self.from_opportunity and not self.opportunity_id:
            raise ValueError(_FROM_NONE)
        return self


class OutgoingChangeBody(Frozen):
    """
    What to change; a field that is blank is emptied, what is left out stays. `solutions` take the
    place of those that there are.
    """

    fields: FormFields = Field(default_factory=dict)
    solutions: Solutions | None = None


class ResubmitBody(Frozen):
    """Edits that go out with the resubmission."""

    fields: FormFields = Field(default_factory=dict)


class AnswerBody(Frozen):
    """
    What a partner says of a referral that was shared with it; what is left out stays as it said it
    before. `partner_referral_id` is its own id of it, and `comments` say why.
    """

    verdict: Literal["in_review", "action_required", "accepted", "rejected"] | None = None
    partner_referral_id: Line255 = ""
    stage: Stage | None = None
    comments: Annotated[str, StringConstraints(pattern=TEXT, max_length=1000)] | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("says nothing: give a verdict, an id, a stage or comments")
        return self

    @property
    def answer(self) -> Answer:
        verdict = Verdict(self.verdict) if self.verdict else None
        return Answer(verdict, self.partner_referral_id, self.stage, self.comments)


class LinkBody(AcceptBody):
    """The account and the opportunity to link, or what to set over those to be created."""


class OutgoingQuery(Frozen):
    status: tuple[OutgoingStatus, ...] = Field(
        default=(), max_length=5, description="Repeat it for several."
    )
    partner_id: MaybePartnerId = ""
    limit: Limit = 25
    cursor: Cursor = ""
