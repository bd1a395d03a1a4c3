"""The composition root: the one place that chooses what stands behind each port."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from referral_hub.adapters.clients import client
from referral_hub.adapters.crms.builtin import BuiltInCrm
from referral_hub.adapters.dynamodb import DynamoTable
from referral_hub.adapters.partner_contexts import PartnerContexts
from referral_hub.adapters.partners.kinds import Connections
from referral_hub.adapters.secrets import Secret
from referral_hub.adapters.sqs import SqsDeadLetters, SqsHintQueue, SqsOutbound, SqsRedelivery
from referral_hub.adapters.stepfunctions import StepFunctionsWorkflow
from referral_hub.application.crm_links import CrmLinks
from referral_hub.application.deal_desk import DealDesk
from referral_hub.application.effects import Effects
from referral_hub.application.feeds import Source
from referral_hub.application.partner_news import NewsDesk
from referral_hub.application.retrying import Retries
from referral_hub.domain.partner import Partner
from referral_hub.ports import (
    Crm,
    CrmConnection,
    CrmEvents,
    DeadLetters,
    HintQueue,
    IntakeWorkflow,
    Outbound,
    PartnerConnection,
    PartnerConnections,
    PartnerConnector,
    Redelivery,
    ReferralList,
    Table,
    WebhookQueue,
    WebhookSecrets,
    WebhookSender,
)
from referral_hub.records.answers import Answers
from referral_hub.records.configuration import AccessKeys, Partners, Policies
from referral_hub.records.contacts import Contacts
from referral_hub.records.deals import Deals
from referral_hub.records.feed_states import FeedStates
from referral_hub.records.problems import Problems
from referral_hub.records.quarantine import Quarantine
from referral_hub.records.referrals import Referrals
from referral_hub.records.timeline import Timeline
from referral_hub.records.watermarks import Watermarks
from referral_hub.records.webhooks import Deliveries, WebhookEndpoints
from referral_hub.settings import BUILT_IN, Settings

if TYPE_CHECKING:
    from referral_hub.application.webhooks import WebhookDesk


@dataclass(frozen=True)
class WebhookPorts:
    """The way to partners' webhooks: what waits, what signs, what calls."""

    queue: WebhookQueue
    secrets: WebhookSecrets
    sender: WebhookSender


@dataclass(frozen=True)
class Hub:
    """The hub's world: what the entry points hand to the use cases."""

    table: Table
    crm: Crm
    workflow: IntakeWorkflow
    queue: HintQueue
    connections: PartnerConnections
    clock: Callable[[], datetime]
    effects: Effects
    referral_list: ReferralList | None = None
    crm_events: CrmEvents | None = None
    crm_hints: HintQueue | None = None
    crm_dead_letters: DeadLetters | None = None
    outbound: Outbound | None = None
    redelivery: Redelivery | None = None
    webhooks: WebhookPorts | None = None
    public_url: str = ""
    state_machine_arn: str = ""

    @property
    def referrals(self) -> Referrals:
        return Referrals(self.table)

    @property
    def contacts(self) -> Contacts:
        return Contacts(self.table)

    @property
    def deals(self) -> Deals:
        return Deals(self.table)

    @property
    def crm_links(self) -> CrmLinks | None:
        """Where the links of opportunities are kept; None in a hub whose CRM tells of nothing."""
        return CrmLinks(self.deals, self.crm_hints) if self.crm_events and self.crm_hints else None

    @property
    def policies(self) -> Policies:
        return Policies(self.table)

    @property
    def partners(self) -> Partners:
        return Partners(self.table)

    @property
    def keys(self) -> AccessKeys:
        return AccessKeys(self.table)

    @property
    def problems(self) -> Problems:
        return Problems(self.table)

    @property
    def retries(self) -> Retries:
        records = (self.referrals, self.contacts, self.policies, self.timeline)
        return Retries(*records, crm=self.crm, desk=self.desk)

    @property
    def watermarks(self) -> Watermarks:
        return Watermarks(self.table)

    @property
    def desk(self) -> DealDesk:
        return DealDesk(self.referrals, self.policies, self.deals, self.crm)

    @property
    def feed_states(self) -> FeedStates:
        return FeedStates(self.table)

    @property
    def quarantine(self) -> Quarantine:
        return Quarantine(self.table)

    @property
    def news_desk(self) -> NewsDesk:
        return NewsDesk(self.desk, self.contacts, self.timeline, self.quarantine)

    @property
    def webhook_endpoints(self) -> WebhookEndpoints:
        return WebhookEndpoints(self.table)

    @property
    def deliveries(self) -> Deliveries:
        return Deliveries(self.table)

    @property
    def webhook_desk(self) -> WebhookDesk | None:
        if self.webhooks is None:
            return None
        # Imported here: only the API looks after webhooks.
        from referral_hub.application.webhooks import WebhookDesk  # noqa: PLC0415

        ports = (self.webhooks.secrets, self.webhooks.sender, self.webhooks.queue)
        return WebhookDesk(self.partners, self.webhook_endpoints, self.deliveries, *ports)

    @property
    def timeline(self) -> Timeline:
        return Timeline(self.table)

    @property
    def answers(self) -> Answers:
        return Answers(self.table)

    def source(self, partner_id: str) -> Source | None:
        """The partner's feed; None for a partner that pushes."""
        return self.source_of(self.partners.get(partner_id))

    def source_of(self, partner: Partner) -> Source | None:
        """
        Raises:
            Unavailable: as when it is connected.
        """
        made = self.connections.connect(partner)
        if made.feed is None:
            return None
        return Source(partner, made.connector, made.feed, made.hears_events, made.hopes_every)

    def connection(self, partner_id: str) -> PartnerConnection:
        """
        Raises:
            PartnerNotFound: no such partner.
            Unavailable: as when it is connected.
        """
        return self.connections.connect(self.partners.get(partner_id))

    def connector(self, partner_id: str) -> PartnerConnector:
        """Find how this partner is spoken with; as `connection`."""
        return self.connection(partner_id).connector


def now() -> datetime:
    """The time in UTC, to the second: what the hub writes down is what it decides with."""
    return datetime.now(UTC).replace(microsecond=0)


def assemble(settings: Settings) -> Hub:
    """Put AWS behind every port; clients are made when first used."""
    table = DynamoTable(client("dynamodb"), settings.table)
    connection = _connection(settings, table)
    return Hub(
        table=table,
        crm=connection.crm,
        workflow=StepFunctionsWorkflow(
            partial(client, "stepfunctions"), settings.state_machine_arn
        ),
        queue=SqsHintQueue(partial(client, "sqs"), settings.hints_queue_url),
        connections=Connections(PartnerContexts(settings, table, now)),
        clock=now,
        effects=Effects(now),
        referral_list=connection.referral_list,
        crm_events=connection.events,
        crm_hints=SqsHintQueue(partial(client, "sqs"), settings.crm_hints_queue_url),
        crm_dead_letters=SqsDeadLetters(partial(client, "sqs"), settings.crm_dead_letters_url),
        outbound=SqsOutbound(partial(client, "sqs"), settings.outbound_queue_url),
        redelivery=_redelivery(settings),
        webhooks=_webhooks(settings),
        public_url=settings.public_url,
        state_machine_arn=settings.state_machine_arn,
    )


def _redelivery(settings: Settings) -> Redelivery | None:
    """The queue that this function reads, where its messages may come back sooner."""
    url = settings.redelivery_queue_url
    return SqsRedelivery(partial(client, "sqs"), url) if url else None


def _webhooks(settings: Settings) -> WebhookPorts | None:
    """What only functions know that have to do with webhooks."""
    if not settings.webhook_queue_url:
        return None
    from referral_hub.adapters.webhooks import (  # noqa: PLC0415
        HttpWebhookSender,
        SqsWebhookQueue,
        WebhookSecretStore,
    )

    return WebhookPorts(
        SqsWebhookQueue(partial(client, "sqs"), settings.webhook_queue_url),
        WebhookSecretStore(partial(client, "secretsmanager"), settings.webhook_secrets_prefix),
        HttpWebhookSender(this_machine=settings.local_addresses == "yes"),
    )


def _connection(settings: Settings, table: Table) -> CrmConnection:
    """
    Connect to the CRM of the host.

    Raises:
        ValueError: no CRM has this name.
    """
    if settings.crm == BUILT_IN:
        return CrmConnection(BuiltInCrm(table, now))
    secret = Secret(partial(client, "secretsmanager"), settings.crm_secret, now)
    return _connect(settings.crm)(settings.crm_url, secret, now)


def _connect(crm: str) -> Callable[[str, Secret, Callable[[], datetime]], CrmConnection]:
    # Imported here: a hub has one CRM, and the others cost it nothing.
    if crm == "salesforce":
        from referral_hub.adapters.crms.salesforce.connection import connect  # noqa: PLC0415

        return connect
    if crm == "hubspot":
        from referral_hub.adapters.crms.hubspot.connection import connect  # noqa: PLC0415

        return connect
    raise ValueError(f"no CRM is called {crm!r}")


@lru_cache(maxsize=1)
def hub() -> Hub:
    """The hub of this process, assembled from the environment when first asked for."""
    return assemble(Settings.from_env())
