"""What partners are told by webhook: the queue on the way, and what signs."""

from __future__ import annotations

from collections.abc import Sequence

from aws_cdk import ArnFormat, Aws, Duration, Stack
from constructs import Construct

from infra.alarm import alarm_from
from infra.checks import acknowledge
from infra.funnel import count
from infra.hub_function import HubFunction
from infra.inbox import Inbox

# The last of ten attempts is made on the fourth day. A message whose turn comes after that, because
# one before it arrived late, needs as long again.
_KEPT = Duration.days(14)
_STUCK = Duration.days(8)
# Ten attempts, each pause above eleven hours in two parts, and what goes wrong on our own side.
_TRIES = 100
SECRETS_PREFIX = f"{Aws.STACK_NAME}/webhooks/"


class Webhooks(Construct):
    """
    A FIFO queue in which messages wait for their next attempt, each referral's in order.

    `timeout` is that of the function that reads it.
    """

    def __init__(self, scope: Construct, id_: str, *, timeout: Duration) -> None:
        super().__init__(scope, id_)
        self.inbox = Inbox(
            scope,
            "WebhookMessages",
            reader_timeout=timeout,
            tries=_TRIES,
            fifo=True,
            kept=_KEPT,
            too_old=_STUCK,
        )
        disabled = alarm_from(
            self,
            "Disabled",
            count("WebhookDisabled"),
            at_least=1,
            says="A partner's webhook was disabled: it took no message for three days, or is gone",
        )
        self.alarms = [disabled, *self.inbox.alarms]

    def connect(
        self, *, desk: HubFunction, tellers: Sequence[HubFunction], caller: HubFunction
    ) -> None:
        """
        Let `tellers` queue what partners are told, `caller` call their endpoints, and `desk` look
        after these; it is the only one that makes secrets.
        """
        # One message at a time: a receiver that is slow takes nobody else's time.
        self.inbox.read_by(caller, at_once=1)
        self.inbox.written_by(desk, *tellers)
        self.inbox.given_up_by(caller)
        self.inbox.put_off_by(caller)
        for function in (desk, *tellers, caller):
            function.learns(webhook_queue_url=self.inbox.queue.queue_url)
            function.learns(webhook_secrets_prefix=SECRETS_PREFIX)
        # What waits for its next attempt is brought at once when somebody has mended the receiver.
        desk.may("sqs:ChangeMessageVisibility", on=[self.inbox.queue.queue_arn])
        self._may(caller, "secretsmanager:GetSecretValue")
        self._may(desk, "secretsmanager:CreateSecret", "secretsmanager:DeleteSecret")

    def _may(self, function: HubFunction, *actions: str) -> None:
        arn = Stack.of(self).format_arn(
            service="secretsmanager",
            resource="secret",
            resource_name=f"{SECRETS_PREFIX}*",
            arn_format=ArnFormat.COLON_RESOURCE_NAME,
        )
        function.may(*actions, on=[arn])
        acknowledge(
            function.role,
            "AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:secretsmanager:<AWS::Region>:"
            "<AWS::AccountId>:secret:<AWS::StackName>/webhooks/*]",
            because="Webhooks are set while the hub runs: their secrets share only a prefix.",
        )
