"""
The hub's world, as entry points hand it to use cases.

Records and desks are imported when first asked for: a function starts with what it uses, and no
function uses all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .records import Records

if TYPE_CHECKING:
    from collections.abc import Callable

    from referral_hub.application.access_links.linking import LinkDesk
    from referral_hub.application.access_links.opening import LinkDoor
    from referral_hub.application.book.opening import BookDesk
    from referral_hub.application.deals.crm_links import CrmLinks
    from referral_hub.application.deals.desk import DealDesk
    from referral_hub.application.effects import Effects
    from referral_hub.application.lifecycles.desk import LifecycleDesk
    from referral_hub.application.lifecycles.looking import SalesWatch
    from referral_hub.application.outgoing.desk import SharingDesk
    from referral_hub.application.outgoing.rules.firing import RuleDesk
    from referral_hub.application.outgoing.sharing.two_way import TwoWayDesk
    from referral_hub.application.partners.feeds import Source
    from referral_hub.application.partners.news import NewsDesk
    from referral_hub.application.retrying import Retries
    from referral_hub.application.rewards.desk import RewardDesk
    from referral_hub.application.routing.desk import RoutingDesk
    from referral_hub.application.users import Doors
    from referral_hub.application.webhooks.desk import WebhookDesk
    from referral_hub.domain.partners.partner import Partner
    from referral_hub.domain.referrals.invitation import Invitation
    from referral_hub.domain.referrals.referral import Referral
    from referral_hub.ports import (
        BatchQueue,
        Book,
        ChosenCrm,
        Crm,
        CrmEvents,
        DeadLetters,
        HintQueue,
        IntakeWorkflow,
        KeptBook,
        MailSender,
        Outbound,
        PartnerConnection,
        PartnerConnections,
        PartnerConnector,
        Redelivery,
        ReferralList,
        Signatures,
        SignIn,
        WebhookQueue,
        WebhookSecrets,
        WebhookSender,
    )
    from referral_hub.records.referrals import Referrals


@dataclass(frozen=True)
class WebhookPorts:
    """The way to partners' webhooks: what waits, what signs, what calls."""

    queue: WebhookQueue
    secrets: WebhookSecrets
    sender: WebhookSender


@dataclass(frozen=True)
class Hub(Records):
    """The hub's world: what the entry points hand to the use cases."""

    chosen_crm: ChosenCrm
    workflow: IntakeWorkflow
    queue: HintQueue
    connections: PartnerConnections
    effects: Effects
    crm_hints: HintQueue | None = None
    dead_letters: DeadLetters | None = None
    outbound: Outbound | None = None
    redelivery: Redelivery | None = None
    webhooks: WebhookPorts | None = None
    mail: MailSender | None = None
    batch_queue: BatchQueue | None = None
    book: Book | None = None
    kept_book: KeptBook | None = None
    sign_in: SignIn | None = None
    signing: Callable[[], Signatures] | None = None
    public_url: str = ""
    state_machine_arn: str = ""

    @property
    def crm(self) -> Crm:
        return self.chosen_crm.connection.crm

    @property
    def referral_list(self) -> ReferralList | None:
        return self.chosen_crm.connection.referral_list

    @property
    def crm_events(self) -> CrmEvents | None:
        return self.chosen_crm.connection.events

    @property
    def doors(self) -> Doors:
        """All ways into the hub."""
        from referral_hub.application.users import Doors

        return Doors(self.users, self.keys, signs_in=self.sign_in is not None)

    @property
    def referrals(self) -> Referrals:
        """The referrals; what comes in is routed, by whichever door."""
        from referral_hub.records.referrals import Referrals

        return Referrals(self.table, self.clock, self._routed)

    def _routed(self, referrals: Referrals, referral: Referral, invitation: Invitation) -> Referral:
        """What routing takes is imported where there is something to route by."""
        from referral_hub.application.routing.managing import allocated

        if not referral.assignment.owner and not self.is_routing:
            return referrals.save(allocated(referral, partners=self.partners, users=self.users))
        from referral_hub.application.routing.filing import file_routed

        return file_routed(referral, invitation, referrals=referrals, desk=self.routing_desk)

    @property
    def routing_desk(self) -> RoutingDesk:
        from referral_hub.application.routing.desk import RoutingDesk
        from referral_hub.records.workloads import Workloads

        records = (self.routing_rules, self.users, Workloads(self.table))
        return RoutingDesk(*records, self.referrals, self.timeline, self.partners)

    @property
    def sales_watch(self) -> SalesWatch | None:
        """What looks at the CRM's sales; None where nothing there can be anybody's referral."""
        if not self.has_codes:
            return None
        from referral_hub.application.lifecycles.looking import SalesWatch

        return SalesWatch(self.lifecycle_desk, self.crm)

    @property
    def lifecycle_desk(self) -> LifecycleDesk:
        from referral_hub.application.lifecycles.desk import LifecycleDesk

        return LifecycleDesk.over(self.table, crm=self.chosen_crm)

    @property
    def reward_desk(self) -> RewardDesk:
        from referral_hub.application.rewards.desk import RewardDesk

        return RewardDesk.over(self.table)

    @property
    def book_desk(self) -> BookDesk:
        from referral_hub.application.book.opening import BookDesk

        lines = (self.referrals, self.outgoing, self.deals)
        return BookDesk(*lines, self.notes, self.sales_workflows)

    @property
    def sharing_desk(self) -> SharingDesk:
        from referral_hub.application.outgoing.desk import SharingDesk

        records = (self.outgoing, self.referrals, self.customers, self.policies)
        return SharingDesk(*records, self.crm)

    @property
    def crm_links(self) -> CrmLinks | None:
        """Where the links of opportunities are kept; None in a hub whose CRM tells of nothing."""
        from referral_hub.application.deals.crm_links import CrmLinks

        return CrmLinks(self.deals, self.crm_hints) if self.crm_events and self.crm_hints else None

    @property
    def retries(self) -> Retries:
        from referral_hub.application.retrying import Retries

        records = (self.referrals, self.contacts, self.policies, self.timeline)
        return Retries(*records, crm=self.crm, desk=self.desk, outgoing=self.outgoing)

    @property
    def rule_desk(self) -> RuleDesk:
        from referral_hub.application.outgoing.rules.firing import RuleDesk
        from referral_hub.records.rules import Rules

        return RuleDesk(Rules(self.table), self.sharing_desk, self.connection)

    @property
    def desk(self) -> DealDesk:
        from referral_hub.application.deals.desk import DealDesk

        return DealDesk(self.referrals, self.policies, self.deals, self.crm, self.outgoing)

    @property
    def two_way_desk(self) -> TwoWayDesk:
        from referral_hub.application.outgoing.sharing.two_way import TwoWayDesk

        return TwoWayDesk(self.desk)

    @property
    def news_desk(self) -> NewsDesk:
        from referral_hub.application.partners.news import NewsDesk

        return NewsDesk(self.desk, self.contacts, self.quarantine, self.partner_links)

    @property
    def webhook_desk(self) -> WebhookDesk | None:
        if self.webhooks is None:
            return None
        from referral_hub.application.webhooks.desk import WebhookDesk

        return WebhookDesk(
            partners=self.partners,
            connections=self.connections,
            endpoints=self.webhook_endpoints,
            deliveries=self.deliveries,
            secrets=self.webhooks.secrets,
            sender=self.webhooks.sender,
            queue=self.webhooks.queue,
        )

    @property
    def link_desk(self) -> LinkDesk:
        from referral_hub.application.access_links.linking import LinkDesk

        return LinkDesk(
            links=self.inbound_links,
            partners=self.partners,
            connections=self.connections,
            signs=self._signatures,
            effects=self.effects,
            url_of=lambda link: link.url(self.public_url),
            clock=self.clock,
            mail=self.mail,
        )

    @property
    def link_door(self) -> LinkDoor:
        from referral_hub.application.access_links.opening import LinkDoor

        return LinkDoor(self.inbound_links, self.sales_workflows, self._signatures)

    @property
    def _signatures(self) -> Signatures:
        assert self.signing, "whoever serves the API signs and verifies"
        return self.signing()

    def source(self, partner_id: str) -> Source | None:
        """The partner's feed; None for a partner that pushes."""
        return self.source_of(self.partners.get(partner_id))

    def source_of(self, partner: Partner) -> Source | None:
        """
        Raises:
            Unavailable: as when it is connected.
        """
        from referral_hub.application.partners.feeds import Source

        made = self.connections.connect(partner)
        if made.feed:
            return Source.of(partner, made, made.feed)
        return self._known(partner, made) if made.shows else None

    def _known(self, partner: Partner, made: PartnerConnection) -> Source:
        from referral_hub.application.partners.known import source_of_known

        return source_of_known(partner, made, self.referrals)

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
