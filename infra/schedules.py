"""What the hub does by the clock."""

from typing import cast

from aws_cdk import CfnCondition, CfnParameter, Duration, Fn
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_lambda_destinations as destinations
from constructs import Construct

from infra.hub_function import HubFunction
from infra.inbox import DeadLetters


class Schedules(Construct):
    """Each function is woken every so many minutes; a missed turn is made up for by the next."""

    def __init__(self, scope: Construct, id_: str) -> None:
        super().__init__(scope, id_)
        self.dead_letters = DeadLetters(self, "DeadLetters")

    def wake(
        self, function: HubFunction, *, minutes: CfnParameter, where: CfnCondition | None = None
    ) -> None:
        """
        Wake a function by the clock; elsewhere than `where` its rule is there, and sleeps.

        It cannot be left out: the policy of the dead letters names every rule that writes there.
        """
        rule = events.Rule(
            self,
            function.node.id,
            schedule=events.Schedule.expression(self._every(minutes)),
            targets=[self._target(function)],
        )
        if where:
            state = Fn.condition_if(where.logical_id, "ENABLED", "DISABLED").to_string()
            cast(events.CfnRule, rule.node.default_child).state = state

    def _every(self, minutes: CfnParameter) -> str:
        """
        Write the rate, which EventBridge wants in the singular for one (EventBridge User Guide,
        "Rate expressions").
        """
        id_ = f"{minutes.node.id}IsOne"
        is_one = self.node.try_find_child(id_) or CfnCondition(
            self, id_, expression=Fn.condition_equals(minutes.value_as_string, "1")
        )
        unit = Fn.condition_if(cast(CfnCondition, is_one).logical_id, "minute", "minutes")
        return f"rate({minutes.value_as_string} {unit.to_string()})"

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
