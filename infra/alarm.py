"""One alarm, in the form all of ours have: it fires on the first breach; silence is good news."""

from aws_cdk import aws_cloudwatch as cloudwatch
from constructs import Construct


def alarm_from(
    scope: Construct, id_: str, metric: cloudwatch.IMetric, *, at_least: float, says: str
) -> cloudwatch.Alarm:
    """Raise an alarm when the metric reaches `at_least` in one period; `says` is for a person."""
    return cloudwatch.Alarm(
        scope,
        id_,
        alarm_description=says,
        metric=metric,
        threshold=at_least,
        evaluation_periods=1,
        comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
    )
