"""A hub with Harbour's code, to which records are told, one after the other."""

from __future__ import annotations

import pytest

from referral_hub.application.lifecycles.following import Followed, follow
from referral_hub.domain.lifecycles.code import ReferralCode
from referral_hub.domain.lifecycles.sales_record import RecordSeen, SalesRecord
from referral_hub.domain.lifecycles.tracked import TrackedReferral
from referral_hub.domain.lifecycles.unmatched import UnmatchedRecord
from referral_hub.hub import Hub
from tests.builders import a_hub
from tests.lifecycle_records import with_codes


class Followers:
    """Tests in which the hub hears of records."""

    hub: Hub

    @pytest.fixture(autouse=True)
    def _a_hub_with_a_code(self) -> None:
        self.hub = with_codes(a_hub())

    def hear(self, *seen: RecordSeen | SalesRecord) -> Followed:
        """Hear of records in this order; what came of the last one."""
        followed = [
            follow(seen=each, now=self.hub.clock(), desk=self.hub.lifecycle_desk) for each in seen
        ]
        return followed[-1]

    def know(self, *codes: ReferralCode) -> None:
        with_codes(self.hub, *codes)

    @property
    def referrals(self) -> list[TrackedReferral]:
        """The referrals that people see, newest first."""
        return list(self.hub.lifecycle_desk.tracked.newest())

    @property
    def referral(self) -> TrackedReferral:
        (only,) = self.referrals
        return only

    @property
    def unmatched(self) -> list[UnmatchedRecord]:
        return list(self.hub.lifecycle_desk.unmatched.newest())
