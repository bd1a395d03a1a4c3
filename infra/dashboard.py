"""What ops look at: the funnel first, then what carries it."""

from aws_cdk import Aws
from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct

from infra.funnel import ASIDE, FUNNEL, counts
from infra.hub_function import HubFunction
from infra.inbox import Inbox
from infra.ingress import Ingress
from infra.intake_workflow import IntakeWorkflow


class Dashboard(Construct):
    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        functions: list[HubFunction],
        workflow: IntakeWorkflow,
        ingress: Ingress,
        inboxes: list[Inbox],
        streams: list[HubFunction],
    ) -> None:
        super().__init__(scope, id_)
        lambdas = [function.function for function in functions]
        self.dashboard = cloudwatch.Dashboard(
            self,
            "Dashboard",
            widgets=[
                [_numbers("Funnel", counts(FUNNEL)), _numbers("Aside", counts(ASIDE))],
                [_graph("Referrals", counts(FUNNEL | ASIDE)), _executions(workflow)],
                [_calls(ingress), _waiting(inboxes)],
                [_behind(streams)],
                [
                    _graph("Errors", [one.metric_errors() for one in lambdas]),
                    _graph("Duration", [one.metric_duration() for one in lambdas]),
                ],
            ],
        )
        self.url = (
            f"https://{Aws.REGION}.console.aws.amazon.com/cloudwatch/home?region={Aws.REGION}"
            f"#dashboards/dashboard/{self.dashboard.dashboard_name}"
        )


def _executions(workflow: IntakeWorkflow) -> cloudwatch.IWidget:
    machine = workflow.state_machine
    metrics = [machine.metric_started(), machine.metric_succeeded(), machine.metric_failed()]
    return _graph("Executions", list(metrics))


def _calls(ingress: Ingress) -> cloudwatch.IWidget:
    api = ingress.api
    metrics = [api.metric_count(), api.metric_client_error(), api.metric_server_error()]
    return _graph("API", list(metrics))


def _waiting(inboxes: list[Inbox]) -> cloudwatch.IWidget:
    oldest = [
        inbox.queue.metric_approximate_age_of_oldest_message(
            statistic="Maximum", label=inbox.node.id
        )
        for inbox in inboxes
    ]
    return _graph("Queues: age of the oldest message, in seconds", list(oldest))


def _behind(readers: list[HubFunction]) -> cloudwatch.IWidget:
    lags = [
        reader.function.metric("IteratorAge", statistic="Maximum", label=reader.node.id)
        for reader in readers
    ]
    return _graph("Readers of the stream: behind by, in milliseconds", list(lags))


def _numbers(title: str, metrics: list[cloudwatch.IMetric]) -> cloudwatch.IWidget:
    return cloudwatch.SingleValueWidget(
        title=title, metrics=metrics, width=12, set_period_to_time_range=True
    )


def _graph(title: str, metrics: list[cloudwatch.IMetric]) -> cloudwatch.IWidget:
    return cloudwatch.GraphWidget(title=title, left=metrics, width=12)
