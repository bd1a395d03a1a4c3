"""The HTTPS door. It counts and throttles; who may pass is decided inside the function."""

import json

from aws_cdk import CfnCondition, CfnParameter, Fn, RemovalPolicy
from aws_cdk import aws_apigatewayv2 as apigateway
from aws_cdk import aws_apigatewayv2_integrations as integrations
from aws_cdk import aws_logs as logs
from constructs import Construct

from infra.alarm import alarm_from
from infra.checks import acknowledge
from infra.hub_function import HubFunction
from infra.retention import log_retention

# Facts about the call; never a body, a query string or a header, which could carry a person.
_ACCESS_LOG = {
    "requestId": "$context.requestId",
    "time": "$context.requestTime",
    "method": "$context.httpMethod",
    "path": "$context.path",
    "status": "$context.status",
    "responseBytes": "$context.responseLength",
    "latencyMs": "$context.responseLatency",
    "integrationError": "$context.integrationErrorMessage",
}


class Ingress(Construct):
    """`public_url` is what callers call it: our own domain's name, or else API Gateway's."""

    def __init__(
        self, scope: Construct, id_: str, *, function: HubFunction, public_url: CfnParameter
    ) -> None:
        super().__init__(scope, id_)
        self.log_group = logs.LogGroup(
            self, "Logs", retention=log_retention(self), removal_policy=RemovalPolicy.DESTROY
        )
        self.api = apigateway.HttpApi(
            self,
            "Api",
            default_integration=integrations.HttpLambdaIntegration("Hub", function.function),
            create_default_stage=False,
        )
        self.public_url = self._called(public_url)
        self.stage = self._stage()
        # The function answers its own failures with 500 and raises nothing, so they are seen here.
        self.alarm = alarm_from(
            self,
            "ServerErrors",
            self.api.metric_server_error(),
            # One may be a 503 to a caller who was too fast, and who tries again.
            at_least=5,
            says="The API has answered several requests with errors of its own",
        )
        acknowledge(
            self,
            "AwsSolutions-APIG4",
            because="The function checks API keys itself, so that a refusal is problem+json too.",
        )

    def serve(self, path: str, integration: integrations.HttpLambdaIntegration) -> None:
        """Have somebody else than the usual function answer a GET of this path."""
        self.api.add_routes(path=path, methods=[apigateway.HttpMethod.GET], integration=integration)

    def _called(self, public_url: CfnParameter) -> str:
        own = Fn.condition_not(Fn.condition_equals(public_url.value_as_string, ""))
        has_own = CfnCondition(self, "HasPublicUrl", expression=own)
        return Fn.condition_if(
            has_own.logical_id, public_url.value_as_string, self.api.api_endpoint
        ).to_string()

    def _stage(self) -> apigateway.CfnStage:
        return apigateway.CfnStage(
            self,
            "Stage",
            api_id=self.api.api_id,
            stage_name="$default",
            auto_deploy=True,
            default_route_settings=apigateway.CfnStage.RouteSettingsProperty(
                throttling_rate_limit=100, throttling_burst_limit=200, detailed_metrics_enabled=True
            ),
            access_log_settings=apigateway.CfnStage.AccessLogSettingsProperty(
                destination_arn=self.log_group.log_group_arn, format=json.dumps(_ACCESS_LOG)
            ),
        )
