"""What every state machine that carries decisions out owes the hub."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence

import pytest

from referral_hub.ports import IntakeWorkflow

Token = Callable[[], str]
Started = Callable[[], Sequence[str]]


class IntakeWorkflowContract(ABC):
    @abstractmethod
    @pytest.fixture
    def workflow(self) -> IntakeWorkflow: ...

    @abstractmethod
    @pytest.fixture
    def started(self) -> Started:
        """The names of the executions that were started."""

    @abstractmethod
    @pytest.fixture
    def token(self) -> Token:
        """Let an execution wait, and hand over the token of its wait."""

    def let_it_notice(self, workflow: IntakeWorkflow) -> None:  # noqa: B027 - few need time
        """Give an execution that runs by itself the time to see that its wait is over."""

    def test_an_execution_is_started_under_its_name(
        self, workflow: IntakeWorkflow, started: Started
    ) -> None:
        assert workflow.start("R-000001", "R-000001")

        assert list(started()) == ["R-000001"]

    def test_a_second_run_of_a_referral_has_a_name_of_its_own(
        self, workflow: IntakeWorkflow, started: Started
    ) -> None:
        workflow.start("R-000001", "R-000001")

        assert workflow.start("R-000001-2", "R-000001")
        assert sorted(started()) == ["R-000001", "R-000001-2"]

    def test_a_name_is_used_once_however_often_it_is_started(
        self, workflow: IntakeWorkflow, started: Started
    ) -> None:
        workflow.start("R-000001", "R-000001")
        workflow.start("R-000001", "R-000001")

        assert list(started()) == ["R-000001"]

    def test_a_waiting_execution_is_resumed(self, workflow: IntakeWorkflow, token: Token) -> None:
        assert workflow.resume(token(), ["c0ffee"])

    def test_a_wait_ends_once(self, workflow: IntakeWorkflow, token: Token) -> None:
        waiting = token()
        workflow.resume(waiting, ["c0ffee"])
        self.let_it_notice(workflow)

        assert not workflow.resume(waiting, ["c0ffee"])
