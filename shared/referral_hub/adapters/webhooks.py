"""Partners' webhook endpoints over HTTP, and what waits for them in SQS and Secrets Manager."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from http.client import HTTPException
from typing import Any

from botocore.exceptions import ClientError

from referral_hub.domain.errors import Unavailable
from referral_hub.domain.webhooks.delivery import Reply
from referral_hub.domain.webhooks.events import Announcement

from .addresses import AddressRefused, Place, connected, place_of
from .clients import ask
from .header_times import seconds_in
from .public_address import Resolve, look_up
from .secrets import unreadable

TIMEOUT_SECONDS = 15.0
_TYPED = {"Content-Type": "application/json", "User-Agent": "referral-hub"}
# ChangeMessageVisibilityBatch takes as many (SQS API reference).
_BATCH = 10
# What Secrets Manager says of a secret that it does not know, or is about to delete.
_NOT_THERE = ("ResourceNotFoundException", "InvalidRequestException")


class HttpWebhookSender:
    """`this_machine` allows what listens on this machine, which in AWS is Lambda's own."""

    def __init__(
        self,
        *,
        this_machine: bool = False,
        timeout: float = TIMEOUT_SECONDS,
        resolve: Resolve = look_up,
    ) -> None:
        self._this_machine = this_machine
        self._timeout = timeout
        self._resolve = resolve

    def objection(self, url: str) -> str:
        try:
            self._place(url)
        except AddressRefused as refused:
            return str(refused)
        return ""

    def post(self, url: str, headers: Mapping[str, str], body: str) -> Reply:
        try:
            return self._exchange(self._place(url), {**_TYPED, **headers}, body)
        except AddressRefused as refused:
            return Reply(why=f"not called: the URL {refused}")
        except TimeoutError:
            return Reply(why=f"no answer within {self._timeout:g} seconds")
        except (OSError, HTTPException, ValueError) as trouble:
            # Its kind alone: the text may repeat what the receiver sent.
            return Reply(why=f"no answer: {type(trouble).__name__}")

    def _place(self, url: str) -> Place:
        return place_of(url, this_machine=self._this_machine, resolve=self._resolve)

    def _exchange(self, place: Place, headers: Mapping[str, str], body: str) -> Reply:
        with connected(place, seconds=self._timeout) as opened:
            opened.request("POST", place.target, body.encode(), dict(headers))
            answer = opened.getresponse()
            # The body says nothing that the hub needs, and is not read.
            reply = Reply(status=answer.status)
            if reply.arrived:
                return reply
            told = answer.getheader("Retry-After", "")
            return reply.model_copy(update={"retry_after": seconds_in(told)})


class SqsWebhookQueue:
    """
    A FIFO queue whose groups are referrals: what is told of one is told in order, and one that
    waits for a dead endpoint holds up nothing of another.

    Another turn is a group of its own: what was given up has lost its place.
    """

    def __init__(self, client: Callable[[], Any], queue_url: str) -> None:
        self._client = client
        self._url = queue_url

    def send(self, announcement: Announcement) -> None:
        in_order = announcement.number and not announcement.turn
        ask(
            self._client(),
            "send_message",
            QueueUrl=self._url,
            MessageBody=announcement.model_dump_json(),
            MessageGroupId=announcement.number if in_order else announcement.id,
            MessageDeduplicationId=f"{announcement.id}-{announcement.turn}",
        )

    def bring_now(self, receipts: Sequence[str]) -> Sequence[str]:
        starts = range(0, len(receipts), _BATCH)
        return [r for start in starts for r in self._refused(receipts[start : start + _BATCH])]

    def _refused(self, receipts: Sequence[str]) -> Sequence[str]:
        entries = [
            {"Id": str(place), "ReceiptHandle": receipt, "VisibilityTimeout": 0}
            for place, receipt in enumerate(receipts)
        ]
        answer = ask(
            self._client(), "change_message_visibility_batch", QueueUrl=self._url, Entries=entries
        )
        failed = answer.get("Failed", [])
        if not all(each["SenderFault"] for each in failed):
            raise Unavailable("sqs", "could not bring all messages")
        return [receipts[int(each["Id"])] for each in failed]


class WebhookSecretStore:
    """
    Secrets Manager, one secret for each signing secret, `<prefix><partner id>/<secret id>`.

    It never changes, so that what was read once is known for good.
    """

    def __init__(self, client: Callable[[], Any], prefix: str) -> None:
        self._client = client
        self._prefix = prefix
        self._known: dict[str, str] = {}

    def keep(self, partner_id: str, secret_id: str, secret: str) -> None:
        name, text = self._name(partner_id, secret_id), json.dumps({"secret": secret})
        try:
            ask(self._client(), "create_secret", Name=name, SecretString=text)
        except ClientError as error:
            # Not chained: what was sent is nobody's to read.
            raise unreadable(error) from None

    def read(self, partner_id: str, secret_id: str) -> str:
        name = self._name(partner_id, secret_id)
        if name not in self._known:
            self._known[name] = self._ask(name)
        return self._known[name]

    def forget(self, partner_id: str, secret_id: str) -> None:
        name = self._name(partner_id, secret_id)
        self._known.pop(name, None)
        try:
            # What signed something may have to be looked at: Secrets Manager keeps it for a week.
            ask(self._client(), "delete_secret", SecretId=name, RecoveryWindowInDays=7)
        except ClientError as error:
            if _code(error) not in _NOT_THERE:
                raise unreadable(error) from None

    def _ask(self, name: str) -> str:
        try:
            answer = ask(self._client(), "get_secret_value", SecretId=name)
        except ClientError as error:
            raise unreadable(error) from None
        return str(json.loads(answer["SecretString"])["secret"])

    def _name(self, partner_id: str, secret_id: str) -> str:
        return f"{self._prefix}{partner_id}/{secret_id}"


def _code(error: ClientError) -> str:
    return str(error.response["Error"]["Code"])
