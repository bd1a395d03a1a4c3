"""How functions sign in to a CRM that is not the built-in one."""

from collections.abc import Sequence
from typing import cast

from aws_cdk import (
    ArnFormat,
    CfnCondition,
    CfnParameter,
    CfnResource,
    CfnRule,
    CfnRuleAssertion,
    Fn,
    Stack,
)
from aws_cdk import aws_iam as iam
from constructs import Construct

from infra.hub_function import HubFunction
from infra.parameters import CrmParameters
from referral_hub.settings import BUILT_IN

# Secrets Manager adds a dash and six characters to the name of a secret in its ARN.
_ADDED = "-??????"


class CrmAccess(Construct):
    """
    One policy that reads the one secret; it exists only where there is such a CRM.

    `elsewhere` is the condition for whatever else only such a hub needs.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        crm: CrmParameters,
        users: Sequence[HubFunction],
    ) -> None:
        super().__init__(scope, id_)
        elsewhere = Fn.condition_not(Fn.condition_equals(crm.name.value_as_string, BUILT_IN))
        self.elsewhere = CfnCondition(self, "CrmIsElsewhere", expression=elsewhere)
        CfnRule(
            self,
            "CrmCanBeReached",
            rule_condition=elsewhere,
            assertions=[_given(crm.url), _given(crm.secret)],
        )
        policy = iam.Policy(
            self,
            "ReadsSecret",
            roles=[user.role for user in users],
            statements=[
                iam.PolicyStatement(
                    actions=["secretsmanager:GetSecretValue"],
                    resources=[self._arn(crm.secret.value_as_string)],
                )
            ],
        )
        cast(CfnResource, policy.node.default_child).cfn_options.condition = self.elsewhere

    def _arn(self, name: str) -> str:
        return Stack.of(self).format_arn(
            service="secretsmanager",
            resource="secret",
            resource_name=f"{name}{_ADDED}",
            arn_format=ArnFormat.COLON_RESOURCE_NAME,
        )


def _given(parameter: CfnParameter) -> CfnRuleAssertion:
    """Refuse a deployment that lacks what such a CRM needs, before anything is changed."""
    return CfnRuleAssertion(
        assert_=Fn.condition_not(Fn.condition_equals(parameter.value_as_string, "")),
        assert_description=f"{parameter.node.id} is needed where Crm is not {BUILT_IN}",
    )
