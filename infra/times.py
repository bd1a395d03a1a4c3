"""How long the functions of the hub may take, and how often what failed is tried."""

from aws_cdk import Duration

ONE_MINUTE = Duration.seconds(60)
# Eight calls to the CRM, which the longest step makes, each as slow as a connector lets it be.
CRM_TIMEOUT = Duration.seconds(150)
# One call of 15 seconds, and what a slow start and the table take.
WEBHOOK_TIMEOUT = Duration.seconds(45)
# Fifteen minutes apart: what a CRM that is down did not tell us, or was not told, is asked for or
# told again during a day.
TRIES_OF_A_DAY = 96
