"""The workflow in memory and the one of Step Functions keep one contract."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from itertools import count
from typing import Any, TypeVar
from uuid import uuid4

import pytest

from referral_hub.adapters.memory import MemoryWorkflow
from referral_hub.adapters.stepfunctions import StepFunctionsWorkflow
from referral_hub.ports import IntakeWorkflow
from tests.adapters.conftest import a_client
from tests.contracts.workflow import IntakeWorkflowContract, Started, Token

T = TypeVar("T")
ROLE = "arn:aws:iam::123456789012:role/workflow"


class TestMemoryWorkflow(IntakeWorkflowContract):
    @pytest.fixture
    def workflow(self) -> MemoryWorkflow:
        return MemoryWorkflow()

    @pytest.fixture
    def started(self, workflow: MemoryWorkflow) -> Started:
        return lambda: list(workflow.started)

    @pytest.fixture
    def token(self) -> Token:
        numbers = count()
        return lambda: f"token {next(numbers)}"


class TestStepFunctionsWorkflow(IntakeWorkflowContract):
    @pytest.fixture
    def queue_url(self, executing_aws: None) -> str:  # noqa: ARG002 (the queue lives in it)
        # Under a name of its own: an execution of an earlier test may still be about to send.
        return a_client("sqs").create_queue(QueueName=f"tokens-{uuid4()}")["QueueUrl"]

    @pytest.fixture
    def arn(self, queue_url: str) -> str:
        """A state machine of one step, which waits for its token to come back."""
        wait = {
            "Type": "Task",
            "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
            "Parameters": {
                "QueueUrl": queue_url,
                "MessageBody": {"token.$": "$$.Task.Token"},
            },
            "End": True,
        }
        definition = {"StartAt": "Wait", "States": {"Wait": wait}}
        answer = a_client("stepfunctions").create_state_machine(
            name="waiting", definition=json.dumps(definition), roleArn=ROLE
        )
        return answer["stateMachineArn"]

    @pytest.fixture
    def workflow(self, arn: str) -> StepFunctionsWorkflow:
        return StepFunctionsWorkflow(lambda: a_client("stepfunctions"), arn)

    @pytest.fixture
    def started(self, arn: str) -> Started:
        def names() -> list[str]:
            answer = a_client("stepfunctions").list_executions(stateMachineArn=arn)
            return [execution["name"] for execution in answer["executions"]]

        return names

    @pytest.fixture
    def token(self, workflow: StepFunctionsWorkflow, queue_url: str) -> Token:
        def waiting() -> str:
            workflow.start("R-000009", "R-000009")
            return _token_in(queue_url)

        return waiting

    def let_it_notice(self, workflow: IntakeWorkflow) -> None:
        assert isinstance(workflow, StepFunctionsWorkflow)
        _eventually(lambda: not _running(workflow._arn))

    def test_a_token_that_was_never_given_belongs_to_no_wait(
        self, workflow: StepFunctionsWorkflow
    ) -> None:
        assert not workflow.resume("made up", ["c0ffee"])

    def test_an_execution_is_told_the_number_and_nothing_else(
        self, workflow: StepFunctionsWorkflow, arn: str
    ) -> None:
        workflow.start("R-000001", "R-000001")

        client = a_client("stepfunctions")
        [execution] = client.list_executions(stateMachineArn=arn)["executions"]
        told = client.describe_execution(executionArn=execution["executionArn"])["input"]
        assert json.loads(told) == {"number": "R-000001"}


def _running(arn: str) -> list[Any]:
    answer = a_client("stepfunctions").list_executions(stateMachineArn=arn, statusFilter="RUNNING")
    return list(answer["executions"])


def _token_in(queue_url: str) -> str:
    def look() -> list[Any]:
        answer = a_client("sqs").receive_message(QueueUrl=queue_url)
        return list(answer.get("Messages", []))

    [message] = _eventually(look)
    return str(json.loads(message["Body"])["token"])


def _eventually(look: Callable[[], T]) -> T:
    for _ in range(200):
        if found := look():
            return found
        time.sleep(0.02)
    raise AssertionError("it never came to that")
