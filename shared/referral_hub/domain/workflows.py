"""
Sales workflows: the stages that a sale goes through, as the host calls them.

Each stage counts as one of those that every hub knows, which is what rules, CRMs and partners go
by; its name and label are the host's.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Self

from pydantic import Field, model_validator

from referral_hub.domain.errors import HubError
from referral_hub.domain.referrals.axes import Stage
from referral_hub.domain.shapes import Frozen

WORKFLOW_ID = r"^[a-z][a-z0-9-]{1,39}$"
STAGE_NAME = r"^[a-z][a-z0-9_]{0,39}$"


class WorkflowNotFound(HubError):
    code = "workflow_not_found"
    fix = "GET /v1/sales-workflows lists them."


class StageNotFound(HubError):
    code = "stage_not_found"
    fix = "GET /v1/sales-workflows lists the stages of each."


class WorkflowStage(Frozen):
    name: str = Field(pattern=STAGE_NAME)
    label: str = Field(min_length=1, max_length=80)
    counts_as: Stage


class SalesWorkflow(Frozen):
    """`owner` is the e-mail of the user who answers for what nobody else owns; empty is nobody."""

    workflow_id: str = Field(pattern=WORKFLOW_ID)
    name: str = Field(min_length=1, max_length=120)
    stages: tuple[WorkflowStage, ...] = Field(min_length=1, max_length=40)
    owner: str = ""
    version: int = 0

    @model_validator(mode="after")
    def _names_each_stage_once(self) -> Self:
        names = [stage.name for stage in self.stages]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"the stage {twice[0]} is there twice")
        return self

    def stage(self, name: str) -> WorkflowStage:
        """
        Raises:
            StageNotFound: the workflow has none of this name.
        """
        found = next((stage for stage in self.stages if stage.name == name), None)
        if found is None:
            raise StageNotFound(f"{self.workflow_id} has no stage {name}")
        return found

    def first(self, stage: Stage) -> WorkflowStage | None:
        """The first stage that counts as this one."""
        return next((each for each in self.stages if each.counts_as is stage), None)


def _shipped(stages: Sequence[Stage]) -> tuple[WorkflowStage, ...]:
    return tuple(
        WorkflowStage(name=each, label=each.replace("_", " ").capitalize(), counts_as=each)
        for each in stages
    )


DEFAULT = SalesWorkflow(workflow_id="sales", name="Sales", stages=_shipped(tuple(Stage)))
