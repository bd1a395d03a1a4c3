"""How this project makes a Lambda function; every one of them is made here."""

from __future__ import annotations

from functools import cached_property
from typing import TypedDict

from aws_cdk import Duration, RemovalPolicy, Size
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Construct

from infra import telemetry
from infra.alarm import alarm_from
from infra.checks import acknowledge
from infra.code import runtime
from infra.retention import log_retention
from referral_hub.settings import Settings, variable


class FunctionSize(TypedDict, total=False):
    """What a function has: memory in MiB, the time it may take, the room in /tmp."""

    memory_mib: int
    timeout: Duration
    disk: Size


class HubFunction(Construct):
    """
    One function with its own log group and its own role.

    Its name is written once: module `workflow.match_contact` has the construct id `MatchContact`
    and the handler `functions.workflow.match_contact.handler`.
    """

    def __init__(
        self,
        scope: Construct,
        module: str,
        *,
        code: lambda_.Code,
        architecture: lambda_.Architecture,
        settings: Settings,
        memory_mib: int = 512,
        timeout: Duration | None = None,
        disk: Size | None = None,
    ) -> None:
        super().__init__(scope, camel_case(module))
        self.log_group = logs.LogGroup(
            self, "Logs", retention=log_retention(self), removal_policy=RemovalPolicy.DESTROY
        )
        self.role = iam.Role(self, "Role", assumed_by=iam.ServicePrincipal("lambda.amazonaws.com"))
        self.may("logs:CreateLogStream", "logs:PutLogEvents", on=[self.log_group.log_group_arn])
        self.function = lambda_.Function(
            self,
            "Function",
            handler=f"functions.{module}.handler",
            code=code,
            runtime=runtime(),
            architecture=architecture,
            role=self.role,
            log_group=self.log_group,
            memory_size=memory_mib,
            timeout=timeout or Duration.seconds(30),
            ephemeral_storage_size=disk,
            tracing=lambda_.Tracing.ACTIVE,
            recursive_loop=lambda_.RecursiveLoop.TERMINATE,
            environment=settings.as_env() | telemetry.ENVIRONMENT,
        )
        self._acknowledge()

    def may(self, *actions: str, on: list[str]) -> None:
        """Allow the function these actions on these resources, and nothing they imply."""
        self.role.add_to_policy(iam.PolicyStatement(actions=list(actions), resources=on))

    def learns(self, **settings: str) -> None:
        """Tell the function what is known only after it was made."""
        for name, value in settings.items():
            self.function.add_environment(variable(name), value)

    @cached_property
    def alarm(self) -> cloudwatch.Alarm:
        """An alarm for any error, made for those who ask for it."""
        says = f"{self.node.id} raised an error"
        return alarm_from(self, "Errors", self.function.metric_errors(), at_least=1, says=says)

    def _acknowledge(self) -> None:
        acknowledge(
            self.function,
            "AwsSolutions-L1",
            "Serverless-LambdaLatestVersion",
            because="The runtime is the interpreter that compiled the byte code in the zip.",
        )
        acknowledge(
            self.function,
            "Serverless-LambdaDLQ",
            because="What wakes a function keeps what failed: queue, stream, schedule or workflow.",
        )
        acknowledge(
            self.role,
            "AwsSolutions-IAM5[Resource::*]",
            because="X-Ray has no resources to name, and Partner Central is narrowed by catalog.",
        )


def camel_case(module: str) -> str:
    """Return the construct id of a module: `workflow.match_contact` is `MatchContact`."""
    return module.rpartition(".")[2].replace("_", " ").title().replace(" ", "")
