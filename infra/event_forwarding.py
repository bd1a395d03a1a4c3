"""AWS Partner Central's events on their way to a hub in another region."""

from aws_cdk import Aws, CfnParameter, Environment, Stack
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.inbox import DeadLetters

# Partner Central sends its events to the default bus of this region only.
HOME = "us-east-1"


class EventForwarding(Stack):
    """
    A rule in us-east-1 that sends the events on to the default bus of the hub's region.

    Within one account the bus there needs no policy: the role that the rule sends with is enough.

    Args:
        to: The hub's region.

    Raises:
        ValueError: the hub is in us-east-1, and would get every event for ever.
    """

    def __init__(self, scope: Construct, id_: str, *, to: str) -> None:
        if to == HOME:
            raise ValueError(f"a hub in {HOME} hears the events where they are sent")
        super().__init__(
            scope,
            id_,
            env=Environment(region=HOME),
            description=f"Partner Central's events, sent on to the referral hub in {to}",
        )
        catalog = CfnParameter(
            self,
            "PartnerCentralCatalog",
            allowed_values=["AWS", "Sandbox"],
            description="The catalog that the hub reads; events of the other are not sent on",
        )
        self.dead_letters = DeadLetters(self, "DeadLetters")
        self._forward(catalog, to, self.dead_letters.queue)

    def _forward(self, catalog: CfnParameter, to: str, dead_letters: sqs.Queue) -> None:
        arn = f"arn:{Aws.PARTITION}:events:{to}:{Aws.ACCOUNT_ID}:event-bus/default"
        role = iam.Role(self, "Role", assumed_by=iam.ServicePrincipal("events.amazonaws.com"))
        bus = events.EventBus.from_event_bus_arn(self, "Bus", arn)
        events.Rule(
            self,
            "Rule",
            event_pattern=events.EventPattern(
                source=["aws.partnercentral-selling"],
                detail={"catalog": [catalog.value_as_string]},
            ),
            targets=[targets.EventBus(bus, role=role, dead_letter_queue=dead_letters)],
        )
