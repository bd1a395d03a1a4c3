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
from referral_hub.domain.patterns import STAGE_NAME
from referral_hub.domain.referrals.axes import Stage
from referral_hub.domain.shapes import Frozen

WORKFLOW_ID = r"^[a-z][a-z0-9-]{1,39}$"


class WorkflowNotFound(HubError):
    code = "workflow_not_found"
    fix = "GET /v1/sales-workflows lists them."


class StageNotFound(HubError):
    code = "stage_not_found"
    fix = "GET /v1/sales-workflows lists the stages of each."


class WorkflowStage(Frozen):
    """Referrals that are in a `retired` stage stay there, and no other gets into it."""

    name: str = Field(pattern=STAGE_NAME)
    label: str = Field(min_length=1, max_length=80)
    counts_as: Stage
    retired: bool = False


class SalesWorkflow(Frozen):
    """`owner` is the e-mail of the user who answers for what nobody else owns; empty is nobody."""

    workflow_id: str = Field(pattern=WORKFLOW_ID)
    name: str = Field(min_length=1, max_length=120)
    stages: tuple[WorkflowStage, ...] = Field(min_length=1, max_length=40)
    owner: str = ""
    version: int = 0

    @property
    def key(self) -> str:
        return self.workflow_id

    @model_validator(mode="after")
    def _names_each_stage_once(self) -> Self:
        must_differ([stage.name for stage in self.stages])
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

    def open_stage(self, name: str) -> WorkflowStage:
        """
        Find a stage that a referral may be moved to.

        Raises:
            StageNotFound: there is none of this name, or it is retired.
        """
        found = {stage.name: stage for stage in self.stages if not stage.retired}
        if name not in found:
            known = ", ".join(found)
            wrong = {"/stage": f"is no stage of {self.workflow_id}, whose are: {known}"}
            raise StageNotFound(f"{self.workflow_id} has no such stage", fields=wrong)
        return found[name]

    def stage_at(self, stage: Stage, name: str = "") -> WorkflowStage:
        """
        Say where a referral is that stands at one of the stages of every hub: in the one that was
        chosen, or in that one itself.
        """
        found = {each.name: each for each in self.stages if each.counts_as is stage}
        usual = WorkflowStage(name=stage, label=_label(stage), counts_as=stage)
        return found.get(name or stage, usual)

    def breaks_with(self, before: Self) -> dict[str, str]:
        """Name what became of stages in which referrals may be: each must stay what it was."""
        now = {stage.name: stage.counts_as for stage in self.stages}
        changed = (s for s in before.stages if now.get(s.name) is not s.counts_as)
        if (gone := next(changed, None)) is None:
            return {}
        return {"/stages": f"must have {gone.name}, which counts as {gone.counts_as}: retire it"}


def must_differ(names: Sequence[str]) -> None:
    """
    Raises:
        ValueError: two stages have one name.
    """
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise ValueError(f"the stage {twice[0]} is there twice")


def _label(stage: Stage) -> str:
    return stage.replace("_", " ").capitalize()


def _shipped(stages: Sequence[Stage]) -> tuple[WorkflowStage, ...]:
    return tuple(WorkflowStage(name=each, label=_label(each), counts_as=each) for each in stages)


DEFAULT = SalesWorkflow(workflow_id="sales", name="Sales", stages=_shipped(tuple(Stage)))
