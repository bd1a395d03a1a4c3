"""AWS Partner Central's events on their way into the inbox."""

from aws_cdk import CfnParameter
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from constructs import Construct

from infra.inbox import Inbox


class PartnerEvents(Construct):
    """
    A rule on the default bus, the only one that receives AWS's own events.

    Partner Central sends them in us-east-1 only, best effort; the poller finds what got lost.
    Events of the other catalog are test data and never ours.
    """

    def __init__(self, scope: Construct, id_: str, *, catalog: CfnParameter, inbox: Inbox) -> None:
        super().__init__(scope, id_)
        self.rule = events.Rule(
            self,
            "Rule",
            event_pattern=events.EventPattern(
                source=["aws.partnercentral-selling"],
                detail={"catalog": [catalog.value_as_string]},
            ),
            targets=[targets.SqsQueue(inbox.queue, dead_letter_queue=inbox.dead_letters.queue)],
        )
