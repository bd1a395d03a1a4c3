"""The counts our functions write as they work, as CloudWatch knows them."""

from aws_cdk import Duration
from aws_cdk import aws_cloudwatch as cloudwatch

from infra import telemetry

# Our metric names in the order a referral passes them, with what ops read on the dashboard.
FUNNEL = {
    "ReferralReceived": "Received",
    "ReferralAccepted": "Accepted",
    "AwaitingContact": "Waiting for contact",
    "ReferralDone": "Done",
    "ReferralFailed": "Failed",
}
ASIDE = {
    "ReferralRejected": "Rejected",
    "ReferralExpired": "Expired",
    "ContactOverdue": "Contact overdue",
    "DealTold": "Deal told to the CRM",
    "DealRefused": "Deal refused by the CRM",
    "PartnerTold": "Deal told to the partner",
    "PartnerRefused": "Deal refused by the partner",
    "ReferralCreated": "Outgoing referral created",
    "ReferralShared": "Shared with the partner",
    "ShareRefused": "Refused by the partner",
    "CrmEventMissed": "CRM event missed",
    "PartnerEventMissed": "Partner's event missed",
    "EntryQuarantined": "Put into quarantine",
    "WebhookDelivered": "Webhook delivered",
    "WebhookMissed": "Webhook not taken",
}


def count(name: str, *, label: str | None = None) -> cloudwatch.Metric:
    """Return one of our counters, summed over five minutes."""
    return cloudwatch.Metric(
        namespace=telemetry.NAMESPACE,
        # Powertools puts this one dimension on every metric by itself.
        dimensions_map={"service": telemetry.SERVICE},
        metric_name=name,
        label=label,
        statistic="Sum",
        period=Duration.minutes(5),
    )


def counts(of: dict[str, str]) -> list[cloudwatch.IMetric]:
    return [count(name, label=label) for name, label in of.items()]
