"""What the API takes and shows of the referral book."""

from __future__ import annotations

from hashlib import sha256
from typing import Annotated

from pydantic import ConfigDict, Field, StringConstraints

from referral_hub.application.book.editing import LineEdit
from referral_hub.domain.bodies import AmountBody, Text4000
from referral_hub.domain.errors import HubError
from referral_hub.domain.patterns import STAGE_NAME
from referral_hub.domain.referrals.axes import Direction, Stage
from referral_hub.domain.referrals.follow_up import FollowUp
from referral_hub.domain.referrals.purpose import Purpose
from referral_hub.domain.shapes import Frozen, Moment, Money

from .outgoing_views import OutgoingView
from .partial_body import LEFT_OUT, PartialBody
from .views import Amount, Number, ReferralView

_STAGE = "As its workflow calls it; `counts_as` is which of the five it is."


class NotEditable(HubError):
    code = "not_editable_here"
    fix = "Change notes, stage and value here; all else stays as it was shared."


class LineBody(PartialBody):
    """
    What is new of a line; what is left out stays, and nothing else can be changed. Blank notes take
    away those that there are. A stage is one of the referral's workflow.
    """

    model_config = ConfigDict(
        extra="allow", json_schema_extra={"minProperties": 1, "additionalProperties": False}
    )

    notes: Text4000 = LEFT_OUT
    stage: Annotated[str, StringConstraints(pattern=STAGE_NAME)] = LEFT_OUT
    value: AmountBody = LEFT_OUT

    def must_leave_the_rest(self) -> None:
        """
        Raises:
            NotEditable: it names a field that nobody edits here.
        """
        if fixed := self.model_extra:
            why = "may not be changed after it was shared"
            wrong = {f"/{name[:80]}": why for name in list(fixed)[:50]}
            raise NotEditable("only notes, stage and value may be changed", fields=wrong)

    @property
    def edit(self) -> LineEdit:
        told = self.value if "value" in self.model_fields_set else None
        value = Money.of(told.amount, told.currency) if told else None
        return LineEdit(notes=self.notes, stage=self.stage or "", value=value)


class NotesView(Frozen):
    """One text of both sides. A partner is told that it was the host's, not which of its people."""

    text: str
    by: str = Field(description="Who wrote them last; empty while nobody did.")
    at: Moment | None = None
    edits: int = Field(default=0, description="How often the line was edited here.")


class BookRecord(Frozen):
    """
    A line of the book, opened: one of `inbound` and `outgoing` has the referral in full.

    `follow_up` says which side gets in touch with the customer, and who of the host does.
    """

    number: Number
    direction: Direction
    partner_id: str
    stage: str = Field(description=_STAGE)
    stage_label: str
    counts_as: Stage
    workflow: str
    value: Amount | None = Field(
        default=None, description="What counts now; a partner's own last word to that partner."
    )
    purpose: Purpose | None = None
    notes: NotesView
    follow_up: FollowUp
    inbound: ReferralView | None = None
    outgoing: OutgoingView | None = None

    @property
    def tag(self) -> str:
        """
        Tag what is shown, with the edits, of which one may be under way; a version also counts what
        is not.
        """
        counts = {"inbound": {"version"}, "outgoing": {"version"}}
        shown = self.model_dump_json(exclude=counts)
        return f'"{sha256(shown.encode()).hexdigest()[:16]}"'
