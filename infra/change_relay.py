"""The table's stream as the outbox: what somebody must be told of, told in order."""

from collections.abc import Mapping

from aws_cdk import Duration
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_event_sources as sources
from constructs import Construct

from infra.alarm import alarm_from
from infra.hub_function import HubFunction
from infra.inbox import DeadLetters
from infra.referral_store import ReferralStore

# A rule for each attribute, as Lambda's event filters know them.
Rules = Mapping[str, list[str | Mapping[str, list[str]]]]

# What the hub looks at as if a CRM had told of it.
OF_SALES = ("CRM_LEAD", "CRM_OPPORTUNITY", "CRM_ORDER", "TRACKED_LINK")
# The changes that somebody must be told about: any of a referral but its filing, since its partner
# may be told by webhook, a contact that nobody has begun to carry, a deal with something that the
# CRM or the partner has not been told, an outgoing referral, or one by code, with something to be
# done outside, a batch that was asked for, what a partner's referrers earn and are paid, of the
# built-in CRM what may be somebody's referral by code, and of any CRM what belongs to one and was
# never seen. Five filters are what Lambda allows
# (docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html).
NEWS: tuple[Rules, ...] = (
    {"kind": ["REFERRAL"], "version": [{"anything-but": ["1"]}]},
    {"kind": ["CONTACT"], "fresh": ["yes"]},
    {"kind": ["DEAL"], "unsent": ["yes"]},
    {"kind": ["DEAL"], "unsaid": ["yes"]},
    {"kind": ["OUTGOING", "TRACKED", "BATCH", "REWARD", "PAYOUT", *OF_SALES], "due": ["yes"]},
)
# Numbers are text in a stream, too.
_NUMBERS = ("version",)


class ChangeRelay(Construct):
    def __init__(
        self, scope: Construct, id_: str, *, store: ReferralStore, function: HubFunction
    ) -> None:
        super().__init__(scope, id_)
        self.dead_letters = DeadLetters(self, "DeadLetters")
        function.function.add_event_source(
            sources.DynamoEventSource(
                store.table,
                starting_position=lambda_.StartingPosition.TRIM_HORIZON,
                batch_size=10,
                bisect_batch_on_error=True,
                report_batch_item_failures=True,
                # No limit to the attempts but the stream's own memory: an outage loses nothing.
                max_record_age=Duration.hours(24),
                on_failure=sources.SqsDlq(self.dead_letters.queue),
                filters=[_filter(news) for news in NEWS],
            )
        )
        behind = alarm_from(
            self,
            "FallsBehind",
            function.function.metric("IteratorAge", statistic="Maximum"),
            at_least=Duration.minutes(10).to_milliseconds(),
            says="Changes wait for ten minutes to be told; after a day they are lost",
        )
        self.alarms = [behind, self.dead_letters.alarm]


def _filter(news: Rules) -> Mapping[str, str]:
    image = {name: {"N" if name in _NUMBERS else "S": rule} for name, rule in news.items()}
    return lambda_.FilterCriteria.filter({"dynamodb": {"NewImage": image}})
