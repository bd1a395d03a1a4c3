"""Who may send the hub's mail, and from which address."""

from collections.abc import Sequence
from typing import cast

from aws_cdk import ArnFormat, CfnCondition, CfnResource, Fn, Stack
from aws_cdk import aws_iam as iam
from constructs import Construct

from infra.hub_function import HubFunction
from infra.parameters import MailParameters


class Mail(Construct):
    """
    Mail by SES from the one address of a parameter; without it nobody may send anything.

    The address, or its whole domain, is verified in SES by whoever owns it.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        mail: MailParameters,
        senders: Sequence[HubFunction],
    ) -> None:
        super().__init__(scope, id_)
        self._address = mail.sender.value_as_string
        roles = [sender.role for sender in senders]
        policy = iam.Policy(self, "SendsMail", roles=roles, statements=[self._as_this_address()])
        given = Fn.condition_not(Fn.condition_equals(self._address, ""))
        there = CfnCondition(self, "SenderGiven", expression=given)
        cast(CfnResource, policy.node.default_child).cfn_options.condition = there
        endpoint = mail.endpoint.value_as_string
        for sender in senders:
            sender.learns(mail_sender=self._address, mail_endpoint=endpoint)

    def _as_this_address(self) -> iam.PolicyStatement:
        # SES wants permission on the identity that is verified: the address, or else its domain. In
        # both cases the condition allows no other address
        # (docs.aws.amazon.com/ses/latest/dg/control-user-access.html).
        domain = Fn.select(1, Fn.split("@", self._address))
        return iam.PolicyStatement(
            actions=["ses:SendEmail"],
            resources=[self._identity(self._address), self._identity(domain)],
            conditions={"StringEquals": {"ses:FromAddress": self._address}},
        )

    def _identity(self, name: str) -> str:
        return Stack.of(self).format_arn(
            service="ses",
            resource="identity",
            resource_name=name,
            arn_format=ArnFormat.SLASH_RESOURCE_NAME,
        )
