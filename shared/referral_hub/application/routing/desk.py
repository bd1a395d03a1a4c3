"""What routing asks: the rules, the users, and who has how much to do."""

from __future__ import annotations

from dataclasses import dataclass

from referral_hub.records.partners import Partners
from referral_hub.records.referrals import Referrals
from referral_hub.records.routing import RoutingRules
from referral_hub.records.timeline import Timeline
from referral_hub.records.users import Users
from referral_hub.records.workloads import Workloads


@dataclass(frozen=True)
class RoutingDesk:
    rules: RoutingRules
    users: Users
    workloads: Workloads
    referrals: Referrals
    timeline: Timeline
    partners: Partners
