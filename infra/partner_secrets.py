"""The secrets with which the hub signs in at partners: an admin puts them over the API."""

from aws_cdk import ArnFormat, Aws, Stack

from infra.checks import acknowledge
from infra.hub_function import HubFunction


class PartnerSecrets:
    """
    Permissions for all secrets under one prefix; not a construct, since the hub makes the secrets.

    They stay when the stack is deleted: a partner may not give them out again.
    """

    # Two hubs in one account are two stacks, and know nothing of each other's partners.
    prefix = f"{Aws.STACK_NAME}/partners/"

    def __init__(self, stack: Stack) -> None:
        self._all = stack.format_arn(
            service="secretsmanager",
            resource="secret",
            resource_name=f"{self.prefix}*",
            arn_format=ArnFormat.COLON_RESOURCE_NAME,
        )

    def may_be_read_by(self, *readers: HubFunction) -> None:
        for reader in readers:
            self._allow(reader, "GetSecretValue")

    def may_be_renewed_by(self, *talkers: HubFunction) -> None:
        """Some partners answer a sign-in with the token for the next one."""
        for talker in talkers:
            self._allow(talker, "PutSecretValue")

    def may_be_put_by(self, function: HubFunction) -> None:
        self._allow(function, "CreateSecret", "PutSecretValue")

    def _allow(self, function: HubFunction, *actions: str) -> None:
        function.may(*(f"secretsmanager:{action}" for action in actions), on=[self._all])
        acknowledge(
            function.role,
            "AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:secretsmanager:<AWS::Region>:"
            "<AWS::AccountId>:secret:<AWS::StackName>/partners/*]",
            because="Partners are added while the hub runs: their secrets share only a prefix.",
        )
