"""The intake workflow as a Step Functions state machine."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

from botocore.exceptions import ClientError

from .clients import ask

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
        try:
            ask(self._client(), "start_execution", stateMachineArn=self._arn, **request)
        except ClientError as error:
            if error.response["Error"]["Code"] == "ExecutionAlreadyExists":
                return False
            raise
        return True

    def resume(self, token: str, contact_keys: Sequence[str]) -> bool:
        output = {"next": "carry", "contacts": list(contact_keys)}
        request = {"taskToken": token, "output": json.dumps(output)}
        try:
            ask(self._client(), "send_task_success", **request)
        except ClientError as error:
            if error.response["Error"]["Code"] in _STALE:
                return False
            raise
        return True
