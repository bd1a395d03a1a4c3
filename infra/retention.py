"""How long logs are kept: one number for all of them, chosen when the stack is synthesized."""

from aws_cdk import aws_logs as logs
from constructs import Construct

# What CloudWatch Logs accepts, in days.
_DAYS = {
    days: getattr(logs.RetentionDays, name)
    for days, name in {
        7: "ONE_WEEK",
        14: "TWO_WEEKS",
        30: "ONE_MONTH",
        60: "TWO_MONTHS",
        90: "THREE_MONTHS",
        180: "SIX_MONTHS",
        365: "ONE_YEAR",
        731: "TWO_YEARS",
    }.items()
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
