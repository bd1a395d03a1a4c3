"""How logs and metrics are named: the same words in the functions and on the dashboard."""

SERVICE = "referral-hub"
NAMESPACE = "ReferralHub"

# Powertools reads these; nothing of our own code does.
ENVIRONMENT = {
    "POWERTOOLS_SERVICE_NAME": SERVICE,
    "POWERTOOLS_METRICS_NAMESPACE": NAMESPACE,
    "POWERTOOLS_LOG_LEVEL": "INFO",
}
