"""The state machine that carries an accepted referral to done."""

import re
from collections.abc import Mapping
from pathlib import Path

from aws_cdk import RemovalPolicy, Stack
from aws_cdk import aws_iam as iam
from aws_cdk import aws_logs as logs
from aws_cdk import aws_stepfunctions as stepfunctions
from constructs import Construct

from infra.alarm import alarm_from
from infra.checks import acknowledge
from infra.hub_function import HubFunction
from infra.retention import log_retention

DEFINITION = Path(__file__).parent.parent / "functions" / "workflow" / "referral_intake.asl.json"


class IntakeWorkflow(Construct):
    """
    The definition is the file beside its steps; this construct only fills in its `${...}`.

    Args:
        steps: The functions it calls; each is known to the file by its construct id.
        numbers: What the file leaves to whoever deploys, by placeholder.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        steps: list[HubFunction],
        numbers: Mapping[str, str],
    ) -> None:
        super().__init__(scope, id_)
        self.log_group = logs.LogGroup(
            self,
            "Logs",
            # Under this prefix AWS's resource policy for log delivery cannot grow past its limit.
            log_group_name=f"/aws/vendedlogs/states/{Stack.of(self).stack_name}",
            retention=log_retention(self),
            removal_policy=RemovalPolicy.DESTROY,
        )
        arns = {step.node.id: step.function.function_arn for step in steps}
        self.role = self._role(list(arns.values()))
        self.state_machine = self._state_machine({**arns, **numbers})
        self.alarms = [
            alarm_from(self, name, metric, at_least=1, says="An execution ended before its end")
            for name, metric in {
                "ExecutionsFailed": self.state_machine.metric_failed(),
                "ExecutionsTimedOut": self.state_machine.metric_timed_out(),
                "ExecutionsAborted": self.state_machine.metric_aborted(),
            }.items()
        ]

    def driven_by(self, *functions: HubFunction) -> None:
        """Allow functions to start executions and to answer those that wait."""
        for function in functions:
            function.may(
                "states:SendTaskSuccess",
                "states:StartExecution",
                on=[self.state_machine.state_machine_arn],
            )

    def answered_by(self, step: HubFunction) -> None:
        """
        Allow a step to answer its own wait.

        A policy apart from the role: the function waits for all that belongs to its role, the
        state machine waits for the function, and this waits for the state machine.
        """
        answer = iam.PolicyStatement(
            actions=["states:SendTaskSuccess"], resources=[self.state_machine.state_machine_arn]
        )
        iam.Policy(self, f"{step.node.id}Answers", roles=[step.role], statements=[answer])

    def _role(self, functions: list[str]) -> iam.Role:
        """Make what executions act as: they call these functions, log and trace, no more."""
        role = iam.Role(self, "Role", assumed_by=iam.ServicePrincipal("states.amazonaws.com"))
        role.add_to_policy(
            iam.PolicyStatement(actions=["lambda:InvokeFunction"], resources=functions)
        )
        acknowledge(
            role,
            "AwsSolutions-IAM5[Resource::*]",
            because="Log delivery and X-Ray have no resources to name.",
        )
        return role

    def _state_machine(self, substitutions: Mapping[str, str]) -> stepfunctions.StateMachine:
        return stepfunctions.StateMachine(
            self,
            "StateMachine",
            definition_body=stepfunctions.DefinitionBody.from_string(definition()),
            definition_substitutions=substitutions,
            role=self.role,
            tracing_enabled=True,
            # Input and output carry ids only, and even those stay out of the log.
            logs=stepfunctions.LogOptions(
                destination=self.log_group,
                level=stepfunctions.LogLevel.ALL,
                include_execution_data=False,
            ),
        )


def definition() -> str:
    """
    Return the ASL with its number placeholders unquoted.

    The file quotes them to stay JSON; Step Functions wants the number itself.
    """
    return re.sub(r'"(\$\{\w+Seconds\})"', r"\1", DEFINITION.read_text())
