"""What the hub does by the clock."""

from aws_cdk import CfnParameter, Duration
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_lambda_destinations as destinations
from constructs import Construct

from infra.hub_function import HubFunction
from infra.inbox import DeadLetters


class Schedules(Construct):
    """Each function is woken every so many minutes; a missed turn is made up for by the next."""

    def __init__(
        self, scope: Construct, id_: str, *, minutes: CfnParameter, functions: list[HubFunction]
    ) -> None:
        super().__init__(scope, id_)
        self.dead_letters = DeadLetters(self, "DeadLetters")
        self.rules = [
            events.Rule(
                self,
                function.node.id,
                schedule=events.Schedule.expression(f"rate({minutes.value_as_string} minutes)"),
                targets=[self._target(function)],
            )
            for function in functions
        ]

    def _target(self, function: HubFunction) -> targets.LambdaFunction:
        # Two roads can fail: the rule may not reach Lambda, and the function may raise.
        function.function.configure_async_invoke(
            retry_attempts=0, on_failure=destinations.SqsDestination(self.dead_letters.queue)
        )
        return targets.LambdaFunction(
            function.function,
            dead_letter_queue=self.dead_letters.queue,
            retry_attempts=1,
            max_event_age=Duration.minutes(2),
        )
