"""Queues. None of them without a place for what cannot be delivered, and somebody who is told."""

from typing import cast

from aws_cdk import CfnCondition, CfnResource, Duration
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.alarm import alarm_from
from infra.checks import acknowledge
from infra.hub_function import HubFunction


class DeadLetters(Construct):
    """
    Where messages rest that nobody could handle, for two weeks; the first raises an alarm.

    Those of a FIFO queue can only rest in another.
    """

    def __init__(self, scope: Construct, id_: str, *, fifo: bool = False) -> None:
        super().__init__(scope, id_)
        self.queue = sqs.Queue(
            self,
            "Queue",
            fifo=fifo or None,
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
            retention_period=Duration.days(14),
        )
        self.alarm = alarm_from(
            self,
            "NotEmpty",
            self.queue.metric_approximate_number_of_messages_visible(statistic="Maximum"),
            at_least=1,
            says="Messages wait that nobody could handle",
        )
        acknowledge(
            self.queue,
            "AwsSolutions-SQS3",
            "Serverless-SQSRedrivePolicy",
            because="This is a dead-letter queue.",
        )


class Inbox(Construct):
    """
    A queue in front of a function: some tries, then dead; an alarm when it falls behind.

    Between two tries lies six times the reader's timeout. A FIFO queue keeps each message group in
    order; whoever writes names the group, and gives each message an id. Messages are `kept` for
    four days unless told; `too_old` is when one waits for longer than it should.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        reader_timeout: Duration,
        tries: int = 3,
        fifo: bool = False,
        kept: Duration | None = None,
        too_old: Duration | None = None,
    ) -> None:
        super().__init__(scope, id_)
        self.dead_letters = DeadLetters(self, "DeadLetters", fifo=fifo)
        # AWS's advice for a queue that feeds a function: six times its timeout.
        again_after = 6 * reader_timeout.to_seconds()
        self.queue = sqs.Queue(
            self,
            "Queue",
            # CloudFormation knows true and nothing, and takes false for a mistake.
            fifo=fifo or None,
            encryption=sqs.QueueEncryption.SQS_MANAGED,
            enforce_ssl=True,
            visibility_timeout=Duration.seconds(again_after),
            retention_period=kept,
            dead_letter_queue=sqs.DeadLetterQueue(
                queue=self.dead_letters.queue, max_receive_count=tries
            ),
        )
        # One that failed once and is read at its second try is no news.
        patience = too_old or Duration.seconds(max(10 * 60, 2 * again_after))
        waits = alarm_from(
            self,
            "TooOld",
            self.queue.metric_approximate_age_of_oldest_message(statistic="Maximum"),
            at_least=patience.to_seconds(),
            says="A message waits although it was tried twice",
        )
        self.alarms = [waits, self.dead_letters.alarm]

    def read_by(
        self,
        function: HubFunction,
        *,
        where: CfnCondition | None = None,
        at_once: int = 10,
        together: int | None = None,
    ) -> None:
        """
        Let a function read it, `at_once` so many messages, and at most so many runs of it
        `together`; `where` there is who writes.
        """
        self.queue.grant_consume_messages(function.role)
        mapping = lambda_.EventSourceMapping(
            self,
            "Mapping",
            target=function.function,
            event_source_arn=self.queue.queue_arn,
            batch_size=at_once,
            max_concurrency=together,
            report_batch_item_failures=True,
        )
        cast(CfnResource, mapping.node.default_child).cfn_options.condition = where
        acknowledge(
            mapping,
            "Serverless-LambdaEventSourceMappingDestination",
            because="SQS moves what failed to the dead letters by itself.",
        )

    def given_up_by(self, function: HubFunction) -> None:
        """Allow the reader to put aside at once what no further try can help."""
        function.may("sqs:SendMessage", on=[self.dead_letters.queue.queue_arn])
        function.learns(dead_letters_url=self.dead_letters.queue.queue_url)

    def put_off_by(self, function: HubFunction) -> None:
        """Let the reader say itself when a message comes back."""
        function.learns(redelivery_queue_url=self.queue.queue_url)

    def written_by(self, *functions: HubFunction) -> None:
        for function in functions:
            function.may("sqs:SendMessage", on=[self.queue.queue_arn])
