"""How long logs are kept: one number for all of them, chosen when the stack is synthesized."""

from aws_cdk import aws_logs as logs
from constructs import Construct

# What CloudWatch Logs accepts, in days.
_DAYS: dict[int, logs.RetentionDays] = {
    7: logs.RetentionDays.ONE_WEEK,
    14: logs.RetentionDays.TWO_WEEKS,
    30: logs.RetentionDays.ONE_MONTH,
    60: logs.RetentionDays.TWO_MONTHS,
    90: logs.RetentionDays.THREE_MONTHS,
    180: logs.RetentionDays.SIX_MONTHS,
    365: logs.RetentionDays.ONE_YEAR,
    731: logs.RetentionDays.TWO_YEARS,
}


def log_retention(scope: Construct) -> logs.RetentionDays:
    """
    Return the retention named by the context value `logRetentionDays`.

    Raises:
        ValueError: CloudWatch Logs does not offer that number of days.
    """
    days = int(scope.node.try_get_context("logRetentionDays") or 30)
    if days not in _DAYS:
        raise ValueError(f"logRetentionDays is {days}; choose one of {sorted(_DAYS)}")
    return _DAYS[days]
