"""
Start the emulator, in its own environment, with four things put right.

It enforces policies, which is worth a few lines: a role that is too narrow fails on the laptop. Its
version is pinned by hash, so what is replaced here is what was looked at.
"""

import sys
from typing import Any

from ministack import app
from ministack.core import iam_actions, iam_evaluator
from ministack.services import eventbridge, stepfunctions


def main() -> None:
    let_the_sandbox_speak_as_aws()
    tell_whose_a_task_token_is()
    take_a_batch_of_messages_for_messages()
    trust_this_machine_like_tls()
    app.main()


def let_the_sandbox_speak_as_aws() -> None:
    """
    Let events pass whose source begins with `aws.`.

    EventBridge takes them from nobody but AWS, and its emulator holds us to that; but here the
    sandbox plays AWS, and its events must get through unchanged.
    """
    put = eventbridge._put_events  # noqa: SLF001 - there is no switch for it
    if put.__defaults__ != (False,):
        sys.exit("This emulator decides otherwise who may send aws.* events: see run_emulator.py.")
    put.__defaults__ = (True,)


def tell_whose_a_task_token_is() -> None:
    """
    Check `states:SendTask...` against the state machine, as AWS does.

    The emulator reads resources from the request, and a token names none: every policy narrower
    than `*` would be refused. The hub has one state machine, so that is the one.
    """
    known = iam_actions.extract_resource_arn

    def resource(
        service: str, method: str, path: str, headers: Any, body: bytes, *rest: Any
    ) -> Any:
        machines = list(stepfunctions._state_machines)  # noqa: SLF001
        if service == "states" and b'"taskToken"' in body and len(machines) == 1:
            return machines[0]
        return known(service, method, path, headers, body, *rest)

    iam_actions.extract_resource_arn = resource


def take_a_batch_of_messages_for_messages() -> None:
    """Ask for `sqs:SendMessage` when ten are sent at once: AWS knows no action for batches."""
    known = iam_actions.extract_iam_action

    def action(*request: Any) -> Any:
        found = known(*request)
        return "sqs:SendMessage" if str(found).lower() == "sqs:sendmessagebatch" else found

    iam_actions.extract_iam_action = action


def trust_this_machine_like_tls() -> None:
    """Let our queues' refusal of plain HTTP stand: what stays on 127.0.0.1 needs no TLS."""
    app.pin_request_origin = lambda address, _: iam_evaluator.pin_request_origin(address, True)


if __name__ == "__main__":
    main()
