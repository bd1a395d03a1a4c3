"""Who is told when something needs a person, and of what."""

from aws_cdk import CfnCondition, CfnParameter, Fn, Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_iam as iam
from aws_cdk import aws_sns as sns
from constructs import Construct

from infra.alarm import alarm_from
from infra.checks import acknowledge
from infra.funnel import count

# Our counters that must stay at zero.
_TROUBLES = {
    "ContactOverdue": "A partner has not sent contact info in time",
    "ReferralFailed": "A referral could not be finished and waits for a person",
    "DealRefused": "The CRM refused what changed of a deal, and still has what it had",
    "EntryQuarantined": "A partner sent something that nobody could read",
    "RelayFailed": "A change in the table could not be read, and nobody was told of it",
}


class Alarms(Construct):
    """
    One topic that every alarm goes to.

    Args:
        email: The parameter with the address to subscribe; empty means nobody.
        raised: The alarms that the other constructs bring along.
    """

    def __init__(
        self, scope: Construct, id_: str, *, email: CfnParameter, raised: list[cloudwatch.Alarm]
    ) -> None:
        super().__init__(scope, id_)
        self.topic = sns.Topic(self, "Topic", enforce_ssl=True)
        self._let_alarms_ring()
        self._subscribe(email)
        troubles = [
            alarm_from(self, name, count(name), at_least=1, says=says)
            for name, says in _TROUBLES.items()
        ]
        for alarm in [*troubles, *raised]:
            alarm.add_alarm_action(actions.SnsAction(self.topic))

    def _let_alarms_ring(self) -> None:
        """
        Allow CloudWatch to publish, for this account's alarms.

        A topic with a policy of its own, here the one that enforces TLS, has lost SNS's default
        policy, which would have allowed it.
        """
        self.topic.add_to_resource_policy(
            iam.PolicyStatement(
                sid="AlarmsRing",
                actions=["sns:Publish"],
                resources=[self.topic.topic_arn],
                principals=[iam.ServicePrincipal("cloudwatch.amazonaws.com")],
                conditions={"StringEquals": {"aws:SourceAccount": Stack.of(self).account}},
            )
        )

    def _subscribe(self, email: CfnParameter) -> None:
        given = Fn.condition_not(Fn.condition_equals(email.value_as_string, ""))
        subscription = sns.CfnSubscription(
            self,
            "Email",
            protocol="email",
            endpoint=email.value_as_string,
            topic_arn=self.topic.topic_arn,
        )
        subscription.cfn_options.condition = CfnCondition(self, "EmailGiven", expression=given)
        acknowledge(
            subscription,
            "Serverless-SNSRedrivePolicy",
            because="The alarm itself stays visible; a lost e-mail about it needs no queue.",
        )
