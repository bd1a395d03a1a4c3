"""What the API takes and shows of sales workflows."""

from __future__ import annotations

from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from referral_hub.domain.access import Principal
from referral_hub.domain.bodies import EMail, ShortName
from referral_hub.domain.patterns import NAME, STAGE_NAME
from referral_hub.domain.referrals.axes import Stage
from referral_hub.domain.shapes import Frozen
from referral_hub.domain.workflows import SalesWorkflow, WorkflowStage, must_differ

_OWNER = "E-mail address of the user who owns what nobody else does; empty: nobody."


class StageBody(Frozen):
    """A stage as the host calls it, and which of the five of every hub it counts as."""

    name: Annotated[str, StringConstraints(pattern=STAGE_NAME)]
    label: Annotated[str, StringConstraints(pattern=NAME, min_length=1, max_length=80)]
    counts_as: Stage
    retired: bool = Field(default=False, description="No referral gets into it any more.")


class WorkflowBody(Frozen):
    name: ShortName
    stages: tuple[StageBody, ...] = Field(min_length=1, max_length=40)
    owner: EMail = Field(default="", description=_OWNER)

    @model_validator(mode="after")
    def _names_each_stage_once(self) -> Self:
        must_differ([stage.name for stage in self.stages])
        return self


class WorkflowView(Frozen):
    """A workflow with its stages in order; `owner` is for the host."""

    workflow_id: str
    name: str
    stages: tuple[WorkflowStage, ...]
    owner: str = Field(default="", description=_OWNER)
    version: int

    @classmethod
    def of(cls, workflow: SalesWorkflow, reader: Principal) -> Self:
        told = dict(workflow)
        return cls(**told | {"owner": ""} if reader.role.of_a_partner else told)


class WorkflowList(Frozen):
    items: tuple[WorkflowView, ...]
