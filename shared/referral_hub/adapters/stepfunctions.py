"""The intake workflow as a Step Functions state machine."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from botocore.exceptions import ClientError

# Said of a token whose wait is over: by Step Functions, and by emulators of it.
_STALE = ("TaskTimedOut", "InvalidToken", "TaskDoesNotExist")


class StepFunctionsWorkflow:
    """`client` makes a botocore client when first needed."""

    def __init__(self, client: Callable[[], Any], state_machine_arn: str) -> None:
        self._client = client
        self._arn = state_machine_arn

    def start(self, name: str, number: str) -> bool:
        # The input has no time in it: Step Functions takes an identical start for the same one.
        request = {"name": name, "input": json.dumps({"number": number})}
        return self._does("start_execution", "ExecutionAlreadyExists", request)

    def resume(self, token: str, contact_keys: Sequence[str]) -> bool:
        output = {"next": "carry", "contacts": list(contact_keys)}
        request = {"taskToken": token, "output": json.dumps(output)}
        try:
            self._client().send_task_success(**request)
        except ClientError as error:
            if error.response["Error"]["Code"] in _STALE:
                return False
            raise
        return True

    def _does(self, operation: str, refusal: str, request: dict[str, str]) -> bool:
        try:
            getattr(self._client(), operation)(stateMachineArn=self._arn, **request)
        except ClientError as error:
            if error.response["Error"]["Code"] == refusal:
                return False
            raise
        return True
