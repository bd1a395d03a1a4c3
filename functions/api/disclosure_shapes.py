"""What clients send of deals that go to another organisation, and of the features that offer it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, StringConstraints, model_validator

from referral_hub.application.outgoing.disclosing import Sending
from referral_hub.domain.access import Principal
from referral_hub.domain.bodies import (
    PartnerId,
    PersonName,
    RecordId,
    ShortName,
    Statement,
    Text4000,
    rfc_3339,
)
from referral_hub.domain.features import FEATURE_ID
from referral_hub.domain.outgoing.submission import Consent
from referral_hub.domain.shapes import Frozen, Moment
from referral_hub.domain.workflows import WORKFLOW_ID

from .outgoing_shapes import FormFields

FeatureId = Annotated[str, StringConstraints(pattern=FEATURE_ID)]
WorkflowId = Annotated[str, StringConstraints(pattern=WORKFLOW_ID)]
_TWICE = "give opportunity_id or number, not both"
_NOTHING = "give opportunity_id, number or fields: which deal it is"


class ConsentBody(Frozen):
    """
    Who of the client agreed to be disclosed, when, and in which words. `contacts` says that the
    client's people may be named, too; without it none are.
    """

    given_by: PersonName
    given_at: Annotated[Moment, BeforeValidator(rfc_3339)]
    statement: Statement
    contacts: bool = False


class AccessReferralBody(Frozen):
    """
    A deal that goes to another organisation, for good: that of an opportunity of the CRM, of
    another referral, or of `fields` alone, which otherwise win over what the mappings give.
    `feature` may be left out: it is that of the link.
    """

    partner_id: PartnerId
    opportunity_id: RecordId = ""
    number: Annotated[str, StringConstraints(pattern=r"^(R-[0-9]{6,12})?$")] = ""
    fields: FormFields = Field(default_factory=dict)
    feature: Annotated[str, StringConstraints(pattern=r"^([a-z][a-z0-9-]{1,39})?$")] = ""
    note: Text4000 = ""
    consent: ConsentBody | None = None
    confirm: bool = False

    @model_validator(mode="after")
    def _names_one_deal(self) -> Self:
        if self.opportunity_id and self.number:
            raise ValueError(_TWICE)
        if not (self.opportunity_id or self.number or self.fields):
            raise ValueError(_NOTHING)
        return self

    def sending(self, by: Principal, at: datetime) -> Sending:
        """As the use case has it; whoever sends it is who has recorded the consent."""
        told = self.model_dump(exclude={"consent", "confirm"})
        recorded = {"recorded_by": by.actor, "recorded_at": at}
        consent = Consent(**self.consent.model_dump(), **recorded) if self.consent else None
        return Sending(**told, consent=consent, confirmed=self.confirm)


class FeatureBody(Frozen):
    """What is offered, and in which sales workflows; none are all."""

    name: ShortName
    workflows: Annotated[tuple[WorkflowId, ...], Field(max_length=100)] = ()
