"""The hub on the real state machine, with its table metered and its invocations counted."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any
from unittest import mock

from moto import mock_aws
from moto.awslambda_simple.models import LambdaSimpleBackend

from bench.metered_table import Bill, MeteredTable
from functions._entrypoint import logger
from functions.api import app
from functions.sqs import partner_hint
from functions.stream import relay_changes
from infra.change_relay import NEWS
from referral_hub.adapters.crms.builtin import BuiltInCrm
from referral_hub.adapters.memory import MemoryHintQueue
from referral_hub.adapters.webhooks_memory import (
    MemoryWebhookQueue,
    MemoryWebhookSecrets,
    MemoryWebhookSender,
)
from referral_hub.hub import WebhookPorts
from referral_hub.ports import IntakeWorkflow
from tests.builders import chosen
from tests.workflow.world import World, answer_lambda

# Step Functions' tokens may have 1,024 characters, and have about this many; moto's are shorter.
TOKEN_LENGTH = 700
_FILLER = "~"

_MOTO: Any = {"stepfunctions": {"execute_state_machine": True}, "lambda": {"use_docker": False}}


@dataclass
class LongTokens:
    """Counts starts, and takes the filler off the task tokens that `MeteredWorld` lengthened."""

    inner: IntakeWorkflow
    starts: int = 0

    def start(self, name: str, number: str) -> bool:
        self.starts += 1
        return self.inner.start(name, number)

    def resume(self, token: str, contact_keys: Sequence[str]) -> bool:
        return self.inner.resume(token.rstrip(_FILLER), contact_keys)


class MeteredWorld(World):
    def __init__(self, **partner: Any) -> None:
        super().__init__(contact_wait=600, **partner)
        logger.setLevel("CRITICAL")
        self.bill = Bill()
        # A step that failed was retried, and measured twice: then no figure counts.
        self.troubles: list[str] = []
        self.counted = LongTokens(self.hub.workflow)
        table = MeteredTable(self.table, self.bill)
        self.crm = BuiltInCrm(table, self.clock)
        queue = MemoryHintQueue()
        self.sent_hints = queue.hints
        webhooks = WebhookPorts(MemoryWebhookQueue(), MemoryWebhookSecrets(), MemoryWebhookSender())
        self.hub = replace(
            self.hub,
            table=table,
            chosen_crm=chosen(self.crm),
            workflow=self.counted,
            queue=queue,
            webhooks=webhooks,
        )

    def request(
        self,
        method: str,
        path: str,
        key: str,
        body: Mapping[str, Any],
        headers: Mapping[str, str] | None = None,
    ) -> dict[str, Any]:
        """Send a request through the API's handler; anything but success ends the bench."""
        event = http_event(method, path, key, body, headers or {})
        with self.bill.invocation("Api", f"{method} {re.sub(r'R-[0-9]+', '{number}', path)}"):
            answer = app.handle(event, hub=self.hub)
        assert answer["statusCode"] < 300, answer["body"]  # noqa: PLR2004 - HTTP's own number
        return dict(json.loads(answer["body"]))

    def hint(self, body: Mapping[str, Any]) -> None:
        """Deliver one message of the queue of hints: an event of EventBridge, or our own."""
        record = {"messageId": "bench", "body": json.dumps(body)}
        about = body.get("detail-type") or f"our own: {body['about']}"
        with self.bill.invocation("PartnerHint", about):
            answer = partner_hint.handle({"Records": [record]}, hub=self.hub)
        assert answer == {"batchItemFailures": []}

    def relay(self) -> None:
        """Deliver the stream record by record; busier tables have fewer and larger batches."""
        while self.relayed < len(self.table.changes):
            record = self.table.changes[self.relayed]
            self.relayed += 1
            if _is_news(record["dynamodb"]["NewImage"]):
                with self.bill.invocation("RelayChanges"):
                    answer = relay_changes.handle({"Records": [record]}, hub=self.hub)
                assert answer == {"batchItemFailures": []}

    def invoke(self, function: str, payload: dict[str, Any]) -> Any:
        if "token" in payload:
            payload = payload | {"token": payload["token"].ljust(TOKEN_LENGTH, _FILLER)}
        try:
            with self.bill.invocation(function):
                return super().invoke(function, payload)
        except Exception as trouble:
            self.troubles.append(f"{function}: {trouble!r}")
            raise

    def parked(self) -> bool:
        """Tell whether the execution waits, and the step that parked its token has ended."""
        return "AwaitContactInfo" in self.bill.invoked


def _is_news(image: Mapping[str, Any]) -> bool:
    """Tell whether the stream's filter lets the change through."""
    told = {name: value.get("S", value.get("N")) for name, value in image.items()}
    return any(all(_fits(told.get(n), rule) for n, rule in news.items()) for news in NEWS)


def _fits(text: str | None, rules: Sequence[str | Mapping[str, list[str]]]) -> bool:
    return any(
        text == rule if isinstance(rule, str) else text not in rule["anything-but"]
        for rule in rules
    )


def http_event(
    method: str, path: str, key: str, body: Mapping[str, Any], headers: Mapping[str, str]
) -> dict[str, Any]:
    """What an HTTP API sends, payload format 2.0."""
    return {
        "version": "2.0",
        "rawPath": path,
        "rawQueryString": "",
        "headers": {"content-type": "application/json", "x-api-key": key, **headers},
        "requestContext": {"http": {"method": method, "path": path}, "requestId": "bench"},
        "body": json.dumps(body, separators=(",", ":")),
        "isBase64Encoded": False,
    }


@contextmanager
def real_state_machine() -> Iterator[list[World]]:
    """Let moto execute state machines; its Lambda calls the last world of the list it yields."""
    worlds: list[World] = []

    def invoke(
        _: Any, function: str, _qualifier: Any, body: Any, _headers: Any, answer: dict[str, str]
    ) -> bytes:
        result, failed = answer_lambda(worlds[-1], function, body)
        if failed:
            answer["x-amz-function-error"] = "Unhandled"
        return result.encode()

    with mock.patch.object(LambdaSimpleBackend, "invoke", invoke), mock_aws(config=_MOTO):
        yield worlds
