"""What calls ops when something needs a person."""

from aws_cdk import CfnCondition, CfnParameter, Fn
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_sns as sns
from constructs import Construct

from infra.alarm import alarm_from
from infra.checks import acknowledge
from infra.funnel import count
from infra.hub_function import HubFunction
from infra.inbox import DeadLetters, Inbox
from infra.intake_workflow import IntakeWorkflow


class Alarms(Construct):
    """One topic that every alarm goes to, and the alarms that no other construct raises."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        email: CfnParameter,
        functions: list[HubFunction],
        workflow: IntakeWorkflow,
        inbox: Inbox,
        dead_letters: list[DeadLetters],
    ) -> None:
        super().__init__(scope, id_)
        self.topic = sns.Topic(self, "Topic", enforce_ssl=True)
        self._subscribe(email)
        self.alarms = [
            *self._referral_alarms(),
            *self._workflow_alarms(workflow),
            *(self._error_alarm(function) for function in functions),
            inbox.alarm,
            *(letters.alarm for letters in (inbox.dead_letters, *dead_letters)),
        ]
        for alarm in self.alarms:
            alarm.add_alarm_action(actions.SnsAction(self.topic))

    def _subscribe(self, email: CfnParameter) -> None:
        wanted = CfnCondition(
            self,
            "EmailGiven",
            expression=Fn.condition_not(Fn.condition_equals(email.value_as_string, "")),
        )
        subscription = sns.CfnSubscription(
            self,
            "Email",
            protocol="email",
            endpoint=email.value_as_string,
            topic_arn=self.topic.topic_arn,
        )
        subscription.cfn_options.condition = wanted
        acknowledge(
            subscription,
            "Serverless-SNSRedrivePolicy",
            because="The alarm itself stays visible; a lost e-mail about it needs no queue.",
        )

    def _referral_alarms(self) -> list[cloudwatch.Alarm]:
        return [
            alarm_from(
                self,
                "ContactOverdue",
                count("ContactOverdue"),
                at_least=1,
                says="A partner has not sent contact info in time",
            ),
            alarm_from(
                self,
                "ReferralFailed",
                count("ReferralFailed"),
                at_least=1,
                says="A referral could not be finished and waits for a person",
            ),
        ]

    def _workflow_alarms(self, workflow: IntakeWorkflow) -> list[cloudwatch.Alarm]:
        machine = workflow.state_machine
        failures = {
            "ExecutionsFailed": machine.metric_failed(),
            "ExecutionsTimedOut": machine.metric_timed_out(),
            "ExecutionsAborted": machine.metric_aborted(),
        }
        return [
            alarm_from(self, name, metric, at_least=1, says="An execution ended before its end")
            for name, metric in failures.items()
        ]

    def _error_alarm(self, function: HubFunction) -> cloudwatch.Alarm:
        return alarm_from(
            self,
            f"{function.node.id}Errors",
            function.function.metric_errors(),
            at_least=1,
            says=f"{function.node.id} raised an error",
        )
