"""The list of referrals inside the CRM, kept up to date from the table's stream."""

from typing import cast

from aws_cdk import CfnCondition, CfnResource, Duration
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_event_sources as sources
from constructs import Construct

from infra.alarm import alarm_from
from infra.hub_function import HubFunction
from infra.inbox import DeadLetters
from infra.referral_store import ReferralStore

# What a record of the list is made of, by the attribute `kind` of items.
SEEN = ("REFERRAL", "DEAL", "CRM_ANSWER")


class ReferralList(Construct):
    """
    The second reader of the stream, beside the relay: what holds up one holds up nothing of the
    other. It reads only where a CRM has such a list.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        store: ReferralStore,
        function: HubFunction,
        where: CfnCondition,
    ) -> None:
        super().__init__(scope, id_)
        self.dead_letters = DeadLetters(self, "DeadLetters")
        store.table.grant_stream_read(function.role)
        mapping = lambda_.EventSourceMapping(
            self,
            "Mapping",
            target=function.function,
            event_source_arn=store.table.table_stream_arn,
            starting_position=lambda_.StartingPosition.TRIM_HORIZON,
            # As many as a CRM takes in one call; changes of one referral come close together.
            batch_size=200,
            max_batching_window=Duration.seconds(5),
            bisect_batch_on_error=True,
            report_batch_item_failures=True,
            max_record_age=Duration.hours(24),
            on_failure=sources.SqsDlq(self.dead_letters.queue),
            filters=[_filter()],
        )
        cast(CfnResource, mapping.node.default_child).cfn_options.condition = where
        behind = alarm_from(
            self,
            "FallsBehind",
            function.function.metric("IteratorAge", statistic="Maximum"),
            at_least=Duration.minutes(30).to_milliseconds(),
            says="The list inside the CRM is half an hour behind; after a day it misses changes",
        )
        self.alarms = [behind, self.dead_letters.alarm]


def _filter() -> dict[str, object]:
    kind = {"S": lambda_.FilterRule.or_(*SEEN)}
    return dict(lambda_.FilterCriteria.filter({"dynamodb": {"NewImage": {"kind": kind}}}))
