"""What clients send of outgoing referrals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from referral_hub.domain.patterns import CUSTOM_NAME
from referral_hub.domain.referrals.axes import OutgoingStatus
from referral_hub.domain.shapes import Frozen

from .schemas import Cursor, Limit, MaybePartnerId, PartnerId, RecordId, Text4000, bounded

FormName = Annotated[str, StringConstraints(pattern=CUSTOM_NAME)]
FormFields = Annotated[Mapping[FormName, Text4000], Field(max_length=200), AfterValidator(bounded)]
Solutions = Annotated[tuple[RecordId, ...], Field(max_length=20)]


class OutgoingBody(Frozen):
    """
    A referral that the host shares with a partner.

    `fields` are those of the partner's form, and win over what the mappings give. With
    `from_opportunity` it is made from that opportunity of the CRM, and stays with it. Without
    `ready_for_submit` the policy says whether it is handed over at once.
    """

    partner_id: PartnerId
    opportunity_id: RecordId = ""
    from_opportunity: bool = False
    fields: FormFields = Field(default_factory=dict)
    solutions: Solutions = ()
    ready_for_submit: bool | None = None


class OutgoingChangeBody(Frozen):
    """What to change; a field that is blank is emptied, what is left out stays."""

    fields: FormFields = Field(default_factory=dict)
    solutions: Solutions | None = None


class ResubmitBody(Frozen):
    """Edits that go out with the resubmission."""

    fields: FormFields = Field(default_factory=dict)


class OutgoingQuery(Frozen):
    status: tuple[OutgoingStatus, ...] = Field(
        default=(), max_length=5, description="Repeat it for several."
    )
    partner_id: MaybePartnerId = ""
    limit: Limit = 25
    cursor: Cursor = ""
