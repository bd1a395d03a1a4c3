"""Sales workflows: the host's own names for where a sale stands."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from referral_hub.domain.referrals.axes import Stage
from referral_hub.domain.workflows import DEFAULT, SalesWorkflow, StageNotFound, WorkflowStage
from tests.builders import a_referral

DEMO = WorkflowStage(name="demo_given", label="Demo given", counts_as=Stage.IN_PROGRESS)


def a_workflow(*stages: WorkflowStage) -> SalesWorkflow:
    return SalesWorkflow(workflow_id="enterprise", name="Enterprise", stages=stages)


def test_the_workflow_that_ships_has_the_stages_that_every_hub_knows() -> None:
    assert [stage.counts_as for stage in DEFAULT.stages] == list(Stage)
    assert DEFAULT.stage("in_progress").label == "In progress"


def test_a_stage_has_the_hosts_name_and_counts_as_one_that_everybody_knows() -> None:
    workflow = a_workflow(*DEFAULT.stages, DEMO)

    assert workflow.stage("demo_given").counts_as is Stage.IN_PROGRESS
    assert workflow.first(Stage.IN_PROGRESS) == DEFAULT.stage("in_progress")


def test_a_stage_that_is_not_there_is_named() -> None:
    with pytest.raises(StageNotFound, match="enterprise has no stage closing"):
        a_workflow(DEMO).stage("closing")


def test_a_workflow_that_has_a_stage_twice_is_refused() -> None:
    with pytest.raises(ValidationError, match="the stage demo_given is there twice"):
        a_workflow(DEMO, DEMO)


def test_a_sale_that_moves_on_leaves_the_hosts_name_of_its_stage_behind() -> None:
    referral = a_referral(stage=Stage.NEW, workflow="enterprise", workflow_stage="first_look")

    moved = referral.moved_to(Stage.WON)

    assert (moved.workflow, moved.workflow_stage) == ("enterprise", "")
