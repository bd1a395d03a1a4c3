"""What the hub keeps, each kind of it over the one table."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from referral_hub.ports import Table
    from referral_hub.records.access_keys import AccessKeys
    from referral_hub.records.answers import Answers
    from referral_hub.records.batches import Batches
    from referral_hub.records.contacts import Contacts
    from referral_hub.records.customers import Customers
    from referral_hub.records.deals import Deals
    from referral_hub.records.features import Features
    from referral_hub.records.feed_states import FeedStates
    from referral_hub.records.inbound_links import InboundLinks
    from referral_hub.records.notes import NotesOfReferrals
    from referral_hub.records.outgoing import OutgoingReferrals
    from referral_hub.records.partner_links import PartnerLinks
    from referral_hub.records.partners import Partners
    from referral_hub.records.policies import Policies
    from referral_hub.records.problems import Problems
    from referral_hub.records.quarantine import Quarantine
    from referral_hub.records.referrals import Referrals
    from referral_hub.records.reward_policies import RewardPolicies
    from referral_hub.records.routing import RoutingRules
    from referral_hub.records.timeline import Timeline
    from referral_hub.records.users import Users
    from referral_hub.records.watermarks import Watermarks
    from referral_hub.records.webhooks import Deliveries, WebhookEndpoints
    from referral_hub.records.workflows import SalesWorkflows


@dataclass(frozen=True)
class Records:
    """Every kind of record; each is imported when first asked for."""

    table: Table
    clock: Callable[[], datetime]

    @property
    def referrals(self) -> Referrals:
        from referral_hub.records.referrals import Referrals

        return Referrals(self.table, self.clock)

    @property
    def outgoing(self) -> OutgoingReferrals:
        from referral_hub.records.outgoing import OutgoingReferrals

        return OutgoingReferrals(self.table, self.clock)

    @property
    def customers(self) -> Customers:
        from referral_hub.records.customers import Customers

        return Customers(self.table)

    @property
    def batches(self) -> Batches:
        from referral_hub.records.batches import Batches

        return Batches(self.table)

    @property
    def contacts(self) -> Contacts:
        from referral_hub.records.contacts import Contacts

        return Contacts(self.table, self.clock)

    @property
    def partner_links(self) -> PartnerLinks:
        from referral_hub.records.partner_links import PartnerLinks

        return PartnerLinks(self.table)

    @property
    def deals(self) -> Deals:
        from referral_hub.records.deals import Deals

        return Deals(self.table, self.clock)

    @property
    def notes(self) -> NotesOfReferrals:
        from referral_hub.records.notes import NotesOfReferrals

        return NotesOfReferrals(self.table, self.clock)

    @property
    def policies(self) -> Policies:
        from referral_hub.records.policies import Policies

        return Policies(self.table)

    @property
    def partners(self) -> Partners:
        from referral_hub.records.partners import Partners

        return Partners(self.table)

    @property
    def keys(self) -> AccessKeys:
        from referral_hub.records.access_keys import AccessKeys

        return AccessKeys(self.table)

    @property
    def problems(self) -> Problems:
        from referral_hub.records.problems import Problems

        return Problems(self.table)

    @property
    def watermarks(self) -> Watermarks:
        from referral_hub.records.watermarks import Watermarks

        return Watermarks(self.table)

    @property
    def feed_states(self) -> FeedStates:
        from referral_hub.records.feed_states import FeedStates

        return FeedStates(self.table)

    @property
    def quarantine(self) -> Quarantine:
        from referral_hub.records.quarantine import Quarantine

        return Quarantine(self.table)

    @property
    def webhook_endpoints(self) -> WebhookEndpoints:
        from referral_hub.records.webhooks import WebhookEndpoints

        return WebhookEndpoints(self.table)

    @property
    def deliveries(self) -> Deliveries:
        from referral_hub.records.webhooks import Deliveries

        return Deliveries(self.table)

    @property
    def timeline(self) -> Timeline:
        from referral_hub.records.timeline import Timeline

        return Timeline(self.table)

    @property
    def answers(self) -> Answers:
        from referral_hub.records.answers import Answers

        return Answers(self.table)

    @property
    def is_routing(self) -> bool:
        """Whether there is a routing rule; asked whenever something comes in."""
        from referral_hub.records.items import ROUTING_RULE

        return bool(self.table.query(ROUTING_RULE, limit=1).items)

    @property
    def has_codes(self) -> bool:
        """Whether there is a referral code; asked whenever a CRM tells of its sales."""
        from referral_hub.records.items import REFERRAL_CODE

        return bool(self.table.query(REFERRAL_CODE, limit=1).items)

    @property
    def routing_rules(self) -> RoutingRules:
        from referral_hub.records.routing import RoutingRules

        return RoutingRules(self.table)

    @property
    def reward_policies(self) -> RewardPolicies:
        from referral_hub.records.reward_policies import RewardPolicies

        return RewardPolicies(self.table)

    @property
    def users(self) -> Users:
        from referral_hub.records.users import Users

        return Users(self.table)

    @property
    def sales_workflows(self) -> SalesWorkflows:
        from referral_hub.records.workflows import SalesWorkflows

        return SalesWorkflows(self.table)

    @property
    def features(self) -> Features:
        from referral_hub.records.features import Features

        return Features(self.table)

    @property
    def inbound_links(self) -> InboundLinks:
        from referral_hub.records.inbound_links import InboundLinks

        return InboundLinks(self.table)
