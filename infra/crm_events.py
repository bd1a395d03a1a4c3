"""A CRM's change events on their way into the inbox of hints."""

from aws_cdk import CfnParameter
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from constructs import Construct

from infra.inbox import Inbox

# Who sends them: Salesforce's Event Relay or Amazon AppFlow. What else is on the bus is not ours.
SOURCES = ("aws.partner/salesforce.com", "aws.partner/appflow/salesforce.com")


class CrmEvents(Construct):
    """
    A rule on the bus of the partner event source; the default bus never gets such events.

    HubSpot sends to the API instead.
    """

    def __init__(self, scope: Construct, id_: str, *, bus: CfnParameter, inbox: Inbox) -> None:
        super().__init__(scope, id_)
        self.rule = events.Rule(
            self,
            "Rule",
            event_bus=events.EventBus.from_event_bus_name(self, "Bus", bus.value_as_string),
            event_pattern=events.EventPattern(
                source=[each for source in SOURCES for each in events.Match.prefix(source)]
            ),
            targets=[targets.SqsQueue(inbox.queue, dead_letter_queue=inbox.dead_letters.queue)],
        )
